"""What approvals asks of those above it: to do what was granted, as it was stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class StoredCommand:
    """A command as it was asked for."""

    name: str
    version: int
    payload: Mapping[str, Any]


class Commands(Protocol):
    def run(self, command: StoredCommand, *, stamp: Stamp) -> object:
        """Call the operation that a command names, and return what it returns.

        Refuses with CommandUnknown, or with whatever the operation refuses.
        """


_bound: list[Commands] = []


def bind_commands(commands: Commands) -> None:
    """Say who knows how to carry out commands. Called once, by the composition root."""
    _bound[:] = [commands]


def commands() -> Commands:
    return _bound[0]
