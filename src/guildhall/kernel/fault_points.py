"""Named places where a process may die. Tests bind what happens there; in production nothing does.

A name reads `room.what_was_just_done`, such as `provisioning.schema_built`.
"""

from collections.abc import Callable

_bound: list[Callable[[str], None]] = []


def reached(name: str) -> None:
    """Say that work has come to the named place."""
    for tell in _bound:
        tell(name)


def bind_fault_points(tell: Callable[[str], None]) -> None:
    """Name what happens at fault points in this process."""
    _bound[:] = [tell]
