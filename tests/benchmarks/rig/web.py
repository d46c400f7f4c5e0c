"""A real web server under load: which program, how many workers, which settings."""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from guildhall.config.local.ports import free_port
from tests.harness.processes import Process, wait_until

PRODUCT = "guildhall.config.wsgi:application"
ASYNC_PRODUCT = "guildhall.config.asgi:application"
SETTINGS = "tests.benchmarks.rig.settings"


@dataclass(frozen=True, slots=True)
class Server:
    """A way to run the application: `kind` names the program, its interface and its workers."""

    kind: str
    workers: int
    threads: int

    def __str__(self) -> str:
        return f"{self.kind} {self.workers} × {self.threads}"

    def argv(self, port: int, application: str) -> tuple[str, ...]:
        module, interface = self.kind.split()
        if module == "gunicorn":
            return (
                *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
                *("--workers", str(self.workers), "--threads", str(self.threads)),
                *("--worker-class", interface, "--log-level", "warning", application),
            )
        words = (
            *(sys.executable, "-m", "granian", "--interface", interface, "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", str(self.workers)),
            *("--log-level", "warning"),
        )
        if interface == "wsgi":
            return (*words, "--blocking-threads", str(self.threads), application)
        return (*words, application)


# What decision 0007 chose, as `config.local.programs` starts it.
CHOSEN = Server("granian wsgi", workers=2, threads=8)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers, and the process above all its workers."""

    url: str
    pid: int


@contextmanager
def serving(
    server: Server,
    env: Mapping[str, str],
    *,
    host: str,
    application: str = PRODUCT,
    settings: str = SETTINGS,
) -> Iterator[Running]:
    """Run the server until the block ends."""
    port = free_port()
    env = {**env, "DJANGO_SETTINGS_MODULE": settings, "GUILDHALL_POOL_SIZE": str(server.threads)}
    with TemporaryDirectory() as folder:
        process = Process(server.argv(port, application), env, Path(folder) / "web.log")
        process.start()
        try:
            wait_until(lambda: _answers(port, host) or _over(process), what=str(server))
            if process.popen is None or _over(process):
                raise RuntimeError(f"{server} does not run: {process.told()}")
            yield Running(f"http://127.0.0.1:{port}", process.popen.pid)
        finally:
            process.kill(signal.SIGTERM)


def _over(process: Process) -> bool:
    return process.popen is None or process.popen.poll() is not None


def _answers(port: int, host: str) -> bool:
    try:
        url = f"http://127.0.0.1:{port}/storefront/bench/noop"
        return httpx.get(url, headers={"Host": host}, timeout=5).is_success
    except httpx.TransportError:
        return False
