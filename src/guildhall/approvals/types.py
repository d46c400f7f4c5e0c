"""What others tell approvals, and what they may see of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel

from guildhall.approvals.states import ActionCode
from guildhall.kernel.stamp import EVERYWHERE, Actor


def version_of(row: UUID, updated_at: datetime) -> str:
    """Return the name of a row's present state: every change gives it another one."""
    return f"{row.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a command would change, as it is shown to whoever decides.

    `subject` is what people call it (`TEA-1 · S1`), never the name of a person; `field` is a
    word of the console's list, such as `on_hand` or `price`; values are written out.
    """

    subject: str
    field: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an operation is about to do: all that is needed to do it later, word for word.

    `payload` is plain JSON (exact figures as text) and names what was seen when it was asked,
    such as the expected quantity, so that it fails where the world has moved on meanwhile.
    `scopes` say where it is: rules are found and deciders are chosen by them.
    """

    action: ActionCode
    command: str
    payload: Mapping[str, Any]
    measure: Decimal
    scopes: tuple[str, ...]
    changes: tuple[Change, ...]
    reason: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing was changed: it waits for somebody else's yes."""

    approval: UUID
    action: str
    expires_at: datetime


class PendingOut(BaseModel):
    """What an API answers with status 202 where something waits for a yes."""

    approval: UUID
    action: str
    state: Literal["waiting"] = "waiting"
    expires_at: datetime

    @classmethod
    def of(cls, pending: Pending) -> Self:
        return cls(approval=pending.approval, action=pending.action, expires_at=pending.expires_at)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for something, and the person behind a key or an app that did."""

    kind: str
    id: UUID | None
    behind: UUID | None


@dataclass(frozen=True, slots=True)
class Deciding:
    """Whoever wants to decide, the keys and apps they made, and for whom they stand in."""

    actor: Actor
    made: tuple[UUID, ...] = ()
    givers: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a granted command had no effect: a refusal's code, message and facts."""

    code: str
    message: str
    facts: Mapping[str, Any]

    def told(self, translate: Any = str) -> str:
        """Return it in the reader's words."""
        text: str = translate(self.message)
        for name, value in self.facts.items():
            text = text.replace("{" + name + "}", str(value))
        return text


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request in a list. People and keys are named `staff:<id>`, `key:<prefix>`."""

    id: UUID
    action: str
    measure: Decimal
    scopes: tuple[str, ...]
    state: str
    reason: str
    changes: tuple[Change, ...]
    more: int
    requester: str
    created_at: datetime
    expires_at: datetime
    decider: str
    decided_for: str
    decided_at: datetime | None
    note: str
    finished_at: datetime | None
    problem: Problem | None
    updated_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)


@dataclass(frozen=True, slots=True)
class ApprovalCard:
    """A request in full, and what whoever looks at it can do with it."""

    row: ApprovalRow
    command: str
    can_decide: bool
    can_withdraw: bool
    can_ask_again: bool


@dataclass(frozen=True, slots=True)
class ApprovalFilter:
    """What a list shows of what an actor may see. Empty fields do not narrow it.

    `mine` is what they asked for, `for_me` what waits for them to decide.
    """

    state: str = ""
    action: str = ""
    mine: bool = False
    for_me: bool = False
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A rule as it is to be."""

    action: str
    threshold: Decimal
    scope: str = EVERYWHERE
    four_eyes: bool = True
    hours: int = 72
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule as it is."""

    id: UUID
    terms: RuleTerms
    updated_at: datetime

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)


@dataclass(frozen=True, slots=True)
class DelegationCard:
    """Who stands in for whom, from when until when."""

    id: UUID
    giver: UUID
    taker: UUID
    starts_at: datetime
    ends_at: datetime
    reason: str
    ended_at: datetime | None
