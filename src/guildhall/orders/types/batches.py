"""Something done to many orders at once, as others see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.orders.states import BatchAct, BatchState, HoldReason


@dataclass(frozen=True, slots=True)
class BatchTerms:
    """How it is done: for which hold, with which tag, for which reason, in which words."""

    hold: HoldReason | None = None
    tag: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class BatchCard:
    """One act for `size` orders; `done` and `refused` are how far it has come."""

    id: UUID
    act: BatchAct
    state: BatchState
    size: int
    done: int
    refused: int
    created_at: datetime
    ended_at: datetime | None

    @property
    def tried(self) -> int:
        return self.done + self.refused

    @property
    def left(self) -> int:
        return self.size - self.tried

    @property
    def percent(self) -> int:
        return 100 * self.tried // self.size if self.size else 100


@dataclass(frozen=True, slots=True)
class BatchRowCard:
    """What became of one order; of a refusal its words, not yet in anybody's language."""

    number: str
    outcome: str
    code: str = ""
    message: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why some orders would be refused; `message` is that of the first of them."""

    code: str
    message: str
    facts: Mapping[str, str]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchPreview:
    """What would happen now: to how many, and to which not, and why.

    `brands` are those that these orders were sold under.
    """

    possible: int
    obstacles: tuple[Obstacle, ...]
    brands: tuple[str, ...]

    @property
    def refused(self) -> int:
        return sum(len(each.numbers) for each in self.obstacles)
