"""Child programs: how they are started, recognized later by their pid, and ended."""

import os
import platform
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

LINUX = platform.system() == "Linux"
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a program: under which user, in which folder, and with which last word."""

    argv: Sequence[str]
    log: Path | None
    """Where its output goes; None means our own terminal."""
    prefix: tuple[str, ...] = ()
    uid: int | None = None
    folder: Path | None = None
    env: Mapping[str, str] | None = None
    farewell: signal.Signals = signal.SIGTERM


def spawn(launch: Launch) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C in the terminal reaches us alone.

    Where the system can do it (Linux), the program gets `launch.farewell` when the *thread* that
    started it ends, however it ends: call this from one that lives as long as the program should.
    """
    argv = [*launch.prefix, *_dies_with_parent(launch.farewell), *launch.argv]
    with ExitStack() as stack:
        sink = None if launch.log is None else stack.enter_context(launch.log.open("ab"))
        return subprocess.Popen(  # noqa: S603 - what programs are there is written in our code
            argv,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=None if sink is None else subprocess.STDOUT,
            start_new_session=True,
            cwd=launch.folder,
            env=launch.env,
            user=launch.uid,
            group=launch.uid,
            extra_groups=None if launch.uid is None else [],
        )


def _dies_with_parent(farewell: signal.Signals) -> list[str]:
    # Innermost, since a change of user clears the parent-death signal.
    if not LINUX or shutil.which("setpriv") is None:
        return []
    return ["setpriv", "--pdeathsig", farewell.name.removeprefix("SIG"), "--"]


def command_of(pid: int) -> str | None:
    """Return the command line of a living program; None where `pid` is nobody's, or a zombie's."""
    if LINUX:
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return raw.replace(b"\0", b" ").decode(errors="replace").strip() or None
    listing = subprocess.run(  # noqa: S603 - a number is all that varies
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - wherever the system has it
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout.strip() or None


def pid_in(pid_file: Path, *, mark: str) -> int | None:
    """Return the pid in `pid_file` if its program lives and has `mark` in its command line.

    A pid alone proves nothing: after a crash the number may belong to somebody else.
    """
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if mark in (command_of(pid) or "") else None


def end(pid: int, *, mark: str, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Ask a program to end, harder at each step, with the patience that the step has."""
    for step, patience in steps:
        with suppress(ProcessLookupError):
            os.kill(pid, step)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if mark not in (command_of(pid) or ""):
                return
            time.sleep(POLL_SECONDS)


def log_tail(log: Path, *, lines: int = 20) -> str:
    if not log.exists():
        return f"({log} was never written)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
