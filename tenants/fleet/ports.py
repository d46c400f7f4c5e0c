"""What rooms implement: backfills, which change a company's rows in small batches.

A release that expands leaves old rows as they are. Whoever needs them filled in says how in a
function, and config names it in the table of backfills.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch has done: the last key that it has seen, or "" when there are no more."""

    last: str
    rows: int


@dataclass(frozen=True, slots=True)
class Backfill:
    """A name, and a function that changes at most `size` rows whose keys follow `after`.

    It runs in a transaction inside the company's scope. A batch may run twice, so it must not
    mind what it has done before.
    """

    name: str
    run: Callable[[str, int], Batch]
    size: int = 1_000
    pause_seconds: float = 0.1


_bound: dict[str, Backfill] = {}


def bind_backfills(table: Iterable[Backfill]) -> None:
    """Name the backfills of this process; config does so once, at start."""
    _bound.clear()
    _bound.update({each.name: each for each in table})


def backfills() -> dict[str, Backfill]:
    return dict(_bound)
