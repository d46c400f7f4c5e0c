"""What inventory needs of the house above it: long work done beside a request."""

from collections.abc import Callable
from uuid import UUID

_run: list[Callable[[UUID], None]] = []


def bind_checks(run: Callable[[UUID], None]) -> None:
    """Name who runs a check of stock that was asked for; config does so once, at start."""
    _run[:] = [run]


def have_it_run(check: UUID) -> None:
    """Have a check run beside this call. What is lost on the way, the clock asks for again."""
    for run in _run:
        run(check)
