"""What others may see of the trail's seals."""

from dataclasses import dataclass
from datetime import date, datetime

from guildhall.audit.states import Wrong


@dataclass(frozen=True, slots=True)
class Print:
    """The sequence of a fact and the hash of all that it says."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """One seal of the chain."""

    number: int
    after: int
    until: int
    prints: tuple[Print, ...]
    previous: bytes
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong first, and from which fact (or, without one, which seal) on."""

    wrong: Wrong
    seal: int
    sequence: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the whole chain found. `head` is the last digest, in hex."""

    seals: int
    facts: int
    until: int
    head: str
    days: int = 0
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the trail is sealed, how much still waits, and when it was last checked."""

    until: int
    sealed_at: datetime | None
    waiting: int
    checked_at: datetime | None
    finding: str = ""
    sequence: int | None = None

    @property
    def is_sound(self) -> bool:
        return self.checked_at is not None and not self.finding
