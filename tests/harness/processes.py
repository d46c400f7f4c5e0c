"""Real processes for tests: the web server, the relay and workers, on this worker's database."""

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from guildhall.config.local.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60.0
HOUSE = "guildhall.config.wsgi:application"
ASYNC_HOUSE = "guildhall.config.asgi:application"
# Everything here is plain HTTP; loading a machine's CA certificates costs 50 ms for each client.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(slots=True)
class Process:
    """One process that this test started, and the only kind that it may kill."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    log: Path
    popen: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                self.argv,
                env=dict(self.env),
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """End the process and its children, and wait for it."""
        if self.popen is None or self.popen.poll() is not None:
            return
        os.killpg(self.popen.pid, sign)
        self.popen.wait(WAIT)

    def ended(self) -> int:
        """Wait for the process to end by itself, and return its exit code."""
        assert self.popen is not None, "never started"
        return self.popen.wait(WAIT)

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4_000:]


@dataclass(frozen=True, slots=True)
class Web:
    """A web server on the loopback; the host header says which tenant."""

    port: int
    process: Process

    def client(self, host: str, *, key: str | None = None, timeout: float = 30.0) -> httpx.Client:
        headers = {"Host": host}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers=headers,
            timeout=timeout,
            verify=NO_CERTIFICATES,
        )


@contextmanager
def web_server(folder: Path, *, target: str = HOUSE, **env: str) -> Iterator[Web]:
    """Run granian on a free port until the block ends."""
    with _granian(folder, ("wsgi", "--no-ws", "--blocking-threads", "16", target), env) as found:
        yield found


@contextmanager
def async_web_server(folder: Path, **env: str) -> Iterator[Web]:
    """Run the same application on an event loop."""
    with _granian(folder, ("asginl", "--no-ws", ASYNC_HOUSE), env) as found:
        yield found


@contextmanager
def _granian(folder: Path, options: tuple[str, ...], env: Mapping[str, str]) -> Iterator[Web]:
    port = free_port()
    address = ("--host", "127.0.0.1", "--port", str(port))
    argv = (sys.executable, "-m", "granian", *address, "--interface", *options)
    process = Process(argv, {**os.environ, "GUILDHALL_POOL_SIZE": "16", **env}, folder / "web.log")
    process.start()
    try:
        wait_until(lambda: _answers(port), what=f"the web server: {process.told()}")
        yield Web(port, process)
    finally:
        process.kill(signal.SIGTERM)


def background(name: str, folder: Path, **env: str) -> Process:
    """Return the relay, a worker or the scheduler, not yet started."""
    argv = (sys.executable, "-m", f"guildhall.config.{name}")
    return Process(argv, {**os.environ, **env}, folder / f"{name}.log")


def wait_until(condition: Callable[[], bool], *, what: str, seconds: float = WAIT) -> None:
    """Poll a condition until it holds; fail naming what did not come about."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)


def wait_until_worked_off(left: Callable[[], int], *, what: str, seconds: float = WAIT) -> None:
    """Wait until nothing is left; fail when it has not become less for so many seconds."""
    least, end = left(), time.monotonic() + seconds
    while least:
        if time.monotonic() > end:
            raise AssertionError(f"{least} {what} left, and none worked off in {seconds:.0f} s")
        time.sleep(0.05)
        now = left()
        if now < least:
            least, end = now, time.monotonic() + seconds


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
