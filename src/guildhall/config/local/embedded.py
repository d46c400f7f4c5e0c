"""One way to have an embedded server: start it, share it, survive its crash, stop it."""

import fcntl
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from guildhall.config.local.children import POLL_SECONDS, Launch, end, log_tail, pid_in, spawn
from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.ports import free_port
from guildhall.config.local.state import Entry, recall, remember

START_SECONDS = 60.0
ATTEMPTS = 5


class Server(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def pid_file(self) -> Path: ...
    @property
    def mark(self) -> str:
        """What the command line of this very server holds, and of no other."""
        ...

    @property
    def ending(self) -> Sequence[tuple[signal.Signals, float]]: ...
    def prepare(self) -> None: ...
    @property
    def log(self) -> Path: ...
    def launch(self, port: int) -> Launch: ...
    def answers(self, port: int) -> bool:
        """Say whether this very server, with our password and data, serves `port`."""
        ...


@contextmanager
def running(server: Server, data_dir: Path) -> Iterator[int]:
    """Yield a port of the loopback where `server` answers for as long as the block lasts.

    Whoever holds the lock file starts and stops the server; anybody else shares it. The kernel
    gives the lock back when its holder dies, so there is nothing stale to clean up.
    """
    with (data_dir / f"{server.name}.lock").open("w") as lock:
        if not _holds(lock.fileno()):
            yield _shared_port(server, data_dir)
            return
        _end_orphan(server)
        server.prepare()
        child, port = _start(server, data_dir)
        try:
            yield port
        finally:
            _stop(server, child)


def is_in_use(data_dir: Path) -> bool:
    """Say whether some program runs a server under `data_dir` just now."""
    for path in data_dir.glob("*.lock"):
        with path.open() as lock:
            if not _holds(lock.fileno()):
                return True
    return False


def _holds(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _shared_port(server: Server, data_dir: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        entry = recall(data_dir, server.name)
        if entry is not None and server.answers(entry.port):
            return entry.port
        time.sleep(POLL_SECONDS)
    raise LocalServerFailed(f"{server.name} under {data_dir} is in use elsewhere, but silent.")


def _end_orphan(server: Server) -> None:
    """Stop a server whose starter is gone, and forget the pid file of one that is gone itself."""
    orphan = pid_in(server.pid_file, mark=server.mark)
    if orphan is not None:
        end(orphan, mark=server.mark, steps=server.ending)
    server.pid_file.unlink(missing_ok=True)


def _start(server: Server, data_dir: Path) -> tuple[subprocess.Popen[bytes], int]:
    last = recall(data_dir, server.name)
    preferred = None if last is None else last.port
    for attempt in range(ATTEMPTS):
        # Backends of a killed server may hold its memory for a moment: give them one.
        time.sleep(0.2 * attempt)
        port = free_port(preferred)
        launch = server.launch(port)
        child = spawn(launch)
        remember(data_dir, server.name, Entry(port=port, pid=child.pid))
        if _comes_up(server, child, port):
            return child, port
        preferred = None
    raise LocalServerFailed(
        f"{server.name} does not start; the end of {server.log}:\n{log_tail(server.log)}"
    )


def _comes_up(server: Server, child: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    try:
        while time.monotonic() < deadline and child.poll() is None:
            if server.answers(port):
                return True
            time.sleep(POLL_SECONDS)
    except BaseException:
        _stop(server, child)
        raise
    _stop(server, child)
    return False


def _stop(server: Server, child: subprocess.Popen[bytes]) -> None:
    for step, patience in server.ending:
        if child.poll() is not None:
            return
        child.send_signal(step)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
