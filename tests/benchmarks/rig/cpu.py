"""CPU time of whole process trees, from /proc."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

TICK = 1_000 / os.sysconf("SC_CLK_TCK")


def spent_ms(*roots: int) -> float:
    """Return the milliseconds that these processes and all below them have used so far."""
    return sum(_trees(roots).values()) * TICK


def parent_of(pid: int) -> int:
    """Return a process's parent. Raises LookupError where it does not run on this machine."""
    found = _read(pid)
    if found is None:
        raise LookupError(f"process {pid} is not on this machine: its CPU cannot be read")
    return found[0]


def _read(pid: int) -> tuple[int, int] | None:
    """Return the parent and the used ticks, those of buried children included."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(words[1]), sum(int(word) for word in words[11:15])


def memory_mb(*roots: int) -> float:
    """Return the memory of these processes and all below them, shared pages counted once."""
    return sum(_pss_kb(pid) for pid in _trees(roots)) / 1_024


def _trees(roots: Sequence[int]) -> dict[int, int]:
    """Return the processes at and below `roots`, with the ticks that each has used."""
    children: dict[int, list[int]] = defaultdict(list)
    ticks: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (found := _read(int(folder.name))):
            pid = int(folder.name)
            children[found[0]].append(pid)
            ticks[pid] = found[1]
    waiting, below = list(roots), {}
    while waiting:
        pid = waiting.pop()
        below[pid] = ticks.get(pid, 0)
        waiting += children[pid]
    return below


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
