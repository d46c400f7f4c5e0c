"""What others may see of an opening."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tenants.openings.states import OpeningState, Step


@dataclass(frozen=True, slots=True)
class NewOpening:
    """What it takes to ask for a company. Without a group it gets one of its own."""

    slug: str
    name: str
    email: str
    person: str
    plan: str
    language: str = "en"
    group: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step: done, failed with a code, or still to come."""

    step: Step
    attempts: int
    done: bool
    error: str


@dataclass(frozen=True, slots=True)
class OpeningCard:
    """An opening and how far it has come. Nothing in it says whose it is."""

    id: UUID
    slug: str
    name: str
    host: str
    plan: str
    state: OpeningState
    source: str
    requested_at: datetime
    expires_at: datetime
    tenant_id: UUID | None
    steps: tuple[StepCard, ...]

    @property
    def current(self) -> Step | None:
        """The step that is being done, if any is left."""
        return next((each.step for each in self.steps if not each.done), None)


class SlugState(StrEnum):
    FREE = "free"
    INVALID = "invalid"
    RESERVED = "reserved"
    TAKEN = "taken"


class Knock(StrEnum):
    """What a stranger may do only so often."""

    CHECK = "check"
    REQUEST = "request"
    CONFIRM = "confirm"
    RETRY = "retry"
