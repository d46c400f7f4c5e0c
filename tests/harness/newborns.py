"""Processes that can be killed by the hundred: each is born in milliseconds of a nursery."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.harness.processes import ROOT


@dataclass(slots=True)
class Newborn:
    """One kind of process, of which at most one lives."""

    nursery: subprocess.Popen[str]
    fault: Path
    log: Path
    pid: int = 0
    doomed: bool = False

    def start(self) -> None:
        assert not self.pid, "one lives already"
        self.pid = self._ask("start")

    def kill(self) -> None:
        """Kill it with all that it started, if it is not dead yet."""
        if not self.pid:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._ask(f"reap {self.pid}")
        self.pid = 0

    def doom(self, point: str) -> None:
        """Let it die as soon as it reaches a place."""
        written = self.fault.with_suffix(".new")
        written.write_text(point)
        written.rename(self.fault)
        self.doomed = True

    def spare(self) -> None:
        """Take its doom away, whether it came or not."""
        self.fault.unlink(missing_ok=True)
        self.doomed = False

    @property
    def fell(self) -> bool:
        """Return whether it came to where it was to die, even if another lives by now."""
        return self.doomed and not self.fault.exists()

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4_000:]

    def _ask(self, what: str) -> int:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(f"{what}\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())


@contextmanager
def newborn(kind: str, folder: Path, *words: str, **env: str) -> Iterator[Newborn]:
    """Run a nursery until the block ends; nobody is born yet."""
    fault, log = folder / f"{kind}.fault", folder / f"{kind}.log"
    argv = (sys.executable, "-m", "tests.harness.nursery", kind, *words)
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            argv,
            env={**os.environ, **env, "FAULT_FILE": str(fault)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as nursery,
    ):
        found = Newborn(nursery, fault, log)
        try:
            assert nursery.stdout is not None
            assert nursery.stdout.readline() == "ready\n", found.told()
            yield found
        finally:
            found.kill()
            nursery.kill()
