"""What programs are told of bills, differences and charge backs, and what they send."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.kernel.stamp import Stamp
from guildhall.payments.api.schemas import told
from guildhall.payments.queries.bills import get_bill
from guildhall.payments.queries.items import get_dispute, get_item
from guildhall.payments.states import Solution
from guildhall.payments.types import BillCard, DisputeCard, Side, WorkItemCard

Limit = Annotated[int, Field(ge=1, le=200)]


class BillQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    account: str = ""
    state: str = ""
    cursor: str | None = None
    limit: Limit = 50


class DifferenceQuery(Schema):
    account: str = ""
    state: str = ""
    kind: str = ""
    day: date | None = None
    text: Annotated[str, Field(max_length=120)] = ""
    cursor: str | None = None
    limit: Limit = 50


class DisputeQuery(Schema):
    state: str = ""
    cursor: str | None = None
    limit: Limit = 50


class BillSumOut(Schema):
    kind: str
    lines: int
    amount: dict[str, str]
    fee: dict[str, str]


class BillOut(Schema):
    """A day's bill of an account; `counts` are its lines and our transactions by verdict."""

    id: UUID
    account: str
    provider: str
    day: date
    state: str
    version: int
    lines: int
    counts: dict[str, int]
    sums: list[BillSumOut]
    open_differences: int
    fetched_at: datetime | None
    next_at: datetime | None
    last_error: str

    @classmethod
    def of(cls, card: BillCard) -> Self:
        return cls(
            id=card.id,
            account=card.account,
            provider=card.provider,
            day=card.day,
            state=card.state,
            version=card.version,
            lines=card.lines,
            counts=dict(card.counts),
            sums=[
                BillSumOut(kind=x.kind, lines=x.lines, amount=told(x.amount), fee=told(x.fee))
                for x in card.sums
            ],
            open_differences=card.open_items,
            fetched_at=card.fetched_at,
            next_at=card.next_at,
            last_error=card.last_error,
        )

    @classmethod
    def told(cls, bill: UUID, stamp: Stamp) -> Self:
        return cls.of(get_bill(bill, stamp=stamp))


class BillPageOut(Schema):
    items: Annotated[list[BillOut], Field(max_length=200)]
    next_cursor: str | None


class SideOut(Schema):
    amount: dict[str, str]
    fee: dict[str, str] | None
    at: datetime

    @classmethod
    def of(cls, side: Side | None) -> Self | None:
        if side is None:
            return None
        fee = None if side.fee is None else told(side.fee)
        return cls(amount=told(side.amount), fee=fee, at=side.at)


class DifferenceOut(Schema):
    """What differs: `ours_only`, `theirs_only`, `amount_differs` or `fee_differs`."""

    id: UUID
    bill: UUID
    account: str
    day: date
    kind: str
    line_kind: str
    psp_reference: str
    reference: str
    ours: SideOut | None
    theirs: SideOut | None
    state: str
    solution: str
    found_at: datetime
    solved_at: datetime | None

    @classmethod
    def of(cls, card: WorkItemCard) -> Self:
        names = set(cls.model_fields) - {"ours", "theirs"}
        plain = {name: getattr(card, name) for name in names}
        return cls(ours=SideOut.of(card.ours), theirs=SideOut.of(card.theirs), **plain)

    @classmethod
    def told(cls, item: UUID, stamp: Stamp) -> Self:
        return cls.of(get_item(item, stamp=stamp))


class DifferencePageOut(Schema):
    items: Annotated[list[DifferenceOut], Field(max_length=200)]
    next_cursor: str | None


class SolutionIn(Schema):
    """Why it is none any more; `other` needs a note, `settled_later` is the matching's own."""

    model_config = ConfigDict(extra="forbid")

    solution: Solution
    note: Annotated[str, Field(max_length=400)] = ""


class NoteIn(Schema):
    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=400)] = ""


class DisputeOut(Schema):
    """A charge back: how much, why, until when it is answered, and what can happen next."""

    id: UUID
    account: str
    reference: str
    psp_reference: str
    amount: dict[str, str]
    reason: str
    vendor_state: str
    state: str
    evidence: str
    moves: list[str]
    due_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, card: DisputeCard) -> Self:
        names = set(cls.model_fields) - {"amount", "moves"}
        plain = {name: getattr(card, name) for name in names}
        return cls(amount=told(card.amount), moves=list(card.moves), **plain)

    @classmethod
    def told(cls, dispute: UUID, stamp: Stamp) -> Self:
        return cls.of(get_dispute(dispute, stamp=stamp))


class DisputePageOut(Schema):
    items: Annotated[list[DisputeOut], Field(max_length=200)]
    next_cursor: str | None


class Evidence(Schema):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=20_000)]


class Ended(Schema):
    model_config = ConfigDict(extra="forbid")

    won: bool
