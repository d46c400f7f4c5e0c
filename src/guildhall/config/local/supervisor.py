"""Keeps a few named programs running, each in a group of its own with a log of its own."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self

from guildhall.config.local.children import POLL_SECONDS, Launch, log_tail, spawn
from guildhall.config.local.errors import ProgramGaveUp


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    lasting: bool = True
    """Whether its end is a crash; the end of one that runs once is its result."""
    on_terminal: bool = False
    """Whether it speaks to our terminal instead of its log."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a crashed program is tried again: after `first` seconds, then after twice as many."""

    first: float = 0.5
    longest: float = 10.0
    crashes: int = 5
    """So many in a row are too many; one that ran for `stable` seconds starts a new row."""
    stable: float = 30.0
    grace: float = 25.0
    """Longer than a worker takes to finish the job in its hands."""


@dataclass(slots=True)
class _Seat:
    program: Program
    child: subprocess.Popen[bytes]
    since: float
    crashes: int = 0
    restart_at: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Use it as a block: whatever way it is left, everything that it has started is stopped."""

    logs: Path
    patience: Patience = field(default_factory=Patience)
    _seats: dict[str, _Seat] = field(default_factory=dict)
    _ends: SimpleQueue[tuple[str, int]] = field(default_factory=SimpleQueue)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> None:
        self._rotate_log(program)
        child = self._spawn(program)
        self._seats[program.name] = _Seat(program, child, since=time.monotonic())

    def pid_of(self, name: str) -> int:
        return self._seats[name].child.pid

    def wait_until(self, condition: Callable[[], bool], *, what: str, seconds: float) -> None:
        """Keep everything running until `condition` holds; after `seconds` give up, with logs."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                tails = "\n".join(self._tail(seat.program) for seat in self._seats.values())
                raise ProgramGaveUp(f"{what}: not within {seconds:.0f} s.\n{tails}")
            self._tend(POLL_SECONDS)

    def run(self, *programs: Program) -> None:
        """Run programs once, side by side, while everything else keeps running.

        The failure of one of them is ours.
        """
        waiting = {program.name: program for program in programs}
        for program in programs:
            self.start(program)
        while waiting:
            name, code = self._tend(1.0) or (None, 0)
            ended = waiting.pop(name, None) if name else None
            if ended is not None and code != 0:
                raise ProgramGaveUp(f"{name} failed with code {code}.\n{self._tail(ended)}")

    def watch(self) -> None:
        """Keep everything running until a signal ends this."""
        while True:
            self._tend(1.0)

    def stop(self) -> None:
        """Ask every program to end, then kill what is left of the groups that it has started."""
        for seat in reversed(self._seats.values()):
            _signal_group(seat.child, signal.SIGTERM)
        deadline = time.monotonic() + self.patience.grace
        for seat in self._seats.values():
            with suppress(subprocess.TimeoutExpired):
                seat.child.wait(max(0.0, deadline - time.monotonic()))
            _signal_group(seat.child, signal.SIGKILL)
            seat.child.wait()
        self._seats.clear()

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _tend(self, seconds: float) -> tuple[str, int] | None:
        """Wait for an end or a due restart, at most for `seconds`; return the end of a one-off."""
        self._restart_due()
        try:
            name, code = self._ends.get(timeout=min(seconds, self._until_restart()))
        except Empty:
            return None
        seat = self._seats[name]
        # What a program leaves behind would hold its port against its successor.
        _signal_group(seat.child, signal.SIGKILL)
        if not seat.program.lasting:
            del self._seats[name]
            return name, code
        self._note_crash(seat, code)
        return None

    def _note_crash(self, seat: _Seat, code: int) -> None:
        now = time.monotonic()
        seat.crashes = 1 if now - seat.since > self.patience.stable else seat.crashes + 1
        if seat.crashes >= self.patience.crashes:
            raise ProgramGaveUp(
                f"{seat.program.name} has ended {seat.crashes} times, last with code {code}.\n"
                f"{self._tail(seat.program)}"
            )
        pause = min(self.patience.longest, self.patience.first * 2 ** (seat.crashes - 1))
        seat.restart_at = now + pause

    def _restart_due(self) -> None:
        for seat in self._seats.values():
            if seat.restart_at is not None and seat.restart_at <= time.monotonic():
                seat.restart_at = None
                seat.child = self._spawn(seat.program)
                seat.since = time.monotonic()

    def _until_restart(self) -> float:
        due = [seat.restart_at for seat in self._seats.values() if seat.restart_at is not None]
        return max(0.0, min(due, default=float("inf")) - time.monotonic())

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        log = None if program.on_terminal else self.log_of(program.name)
        child = spawn(Launch(argv=program.argv, log=log, env=program.env))
        threading.Thread(
            target=lambda: self._ends.put((program.name, child.wait())), daemon=True
        ).start()
        return child

    def _rotate_log(self, program: Program) -> None:
        log = self.log_of(program.name)
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))

    def _tail(self, program: Program) -> str:
        if program.on_terminal:
            return ""
        lines = log_tail(self.log_of(program.name)).splitlines()
        return "\n".join(f"{program.name} | {line}" for line in lines)


def _signal_group(leader: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the group that `leader` was started to lead, whether it still lives itself or not."""
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, number)
