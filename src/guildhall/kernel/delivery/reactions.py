"""Which function follows which fact: one table, bound once by config from `flows`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from guildhall.kernel.events import Event


class Where(StrEnum):
    """Whose schema a reaction changes."""

    TENANT = "tenant"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a reaction may know besides the fact: which one, whose, and what time it is now."""

    fact_id: UUID
    sequence: int
    tenant_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Reaction:
    """A function of (fact, delivered) under a name that must never change once released."""

    name: str
    run: Callable[[Any, Delivered], None]
    where: Where = Where.TENANT


type Table = Mapping[type[Event], tuple[Reaction, ...]]

_table: dict[type[Event], tuple[Reaction, ...]] = {}


def bind_reactions(table: Table) -> None:
    """Name the reactions of this process; config does so once, at start."""
    names = [reaction.name for reactions in table.values() for reaction in reactions]
    longest = max((len(name) for name in names), default=0)
    if longest > 120:
        raise ValueError("a reaction's name holds at most 120 characters")
    _table.clear()
    _table.update(table)


def reactions_to(event: Event) -> tuple[Reaction, ...]:
    return _table.get(type(event), ())
