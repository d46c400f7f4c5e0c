"""Checkouts, for programs of the back office."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guildhall.checkout import operations, queries
from guildhall.checkout.types import (
    CheckoutCard,
    CheckoutFilter,
    CheckoutRow,
    StepCard,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money

router = Router(tags=["checkouts"])

VIEW, EDIT = Needs("orders:view"), Needs("orders:edit")


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class CheckoutQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    state: str = ""
    waits_for: str = ""
    stuck: bool = False
    cursor: str | None = None
    limit: int = 50


class CheckoutRowOut(Schema):
    """A checkout. `stuck`: it is due, and nobody came."""

    id: UUID
    order: str
    state: str
    waits_for: str
    reason: str
    total: dict[str, str]
    attempts: int
    stuck: bool
    next_at: datetime | None
    deadline: datetime
    started_at: datetime
    ended_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: CheckoutRow) -> Self:
        return cls(
            id=row.id,
            order=row.order_number,
            state=row.state,
            waits_for=row.waits_for,
            reason=row.reason,
            total=_amount(row.total),
            attempts=row.attempts,
            stuck=row.stuck,
            next_at=row.next_at,
            deadline=row.deadline,
            started_at=row.started_at,
            ended_at=row.ended_at,
            updated_at=row.updated_at,
        )


class StepOut(Schema):
    position: int
    kind: str
    state: str
    account: str
    way: str
    amount: dict[str, str] | None
    payment: UUID | None
    stand: str
    attempts: int
    reason: str
    started_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, step: StepCard) -> Self:
        return cls(
            position=step.position,
            kind=step.kind,
            state=step.state,
            account=step.account,
            way=step.way,
            amount=_amount(step.amount) if step.amount else None,
            payment=step.payment,
            stand=step.stand,
            attempts=step.attempts,
            reason=step.reason,
            started_at=step.started_at,
            ended_at=step.ended_at,
        )


class CheckoutDetailOut(CheckoutRowOut):
    steps: list[StepOut] = Field(default_factory=list)

    @classmethod
    def with_steps(cls, card: CheckoutCard) -> Self:
        steps = [StepOut.of(step) for step in card.steps]
        return cls.of(card.row).model_copy(update={"steps": steps})


class CheckoutPageOut(Schema):
    items: list[CheckoutRowOut]
    next_cursor: str | None


class WhyIn(Strict):
    reason: Annotated[str, Field(min_length=1, max_length=80)]


@router.get("", response=CheckoutPageOut, auth=VIEW, operation_id="list_checkouts")
def list_checkouts(request: HttpRequest, query: Query[CheckoutQuery]) -> CheckoutPageOut:
    """List checkouts within the caller's reach, what changed last first."""
    stamp = stamp_of(request)
    chosen = CheckoutFilter(
        text=query.text,
        state=query.state,
        waits_for=query.waits_for,
        stuck=query.stuck,
        scopes=stamp.by.reach("orders:view"),
    )
    page = queries.list_checkouts(chosen, at=stamp.at, cursor=query.cursor, limit=query.limit)
    items = [CheckoutRowOut.of(row) for row in page.items]
    return CheckoutPageOut(items=items, next_cursor=page.next_cursor)


@router.get("/{saga}", response=CheckoutDetailOut, auth=VIEW, operation_id="show_checkout")
def show(request: HttpRequest, saga: UUID) -> CheckoutDetailOut:
    """Show a checkout with its steps and how often each was tried."""
    stamp = stamp_of(request)
    card = queries.get_checkout(saga, at=stamp.at)
    stamp.by.must("orders:view", scope=card.scopes)
    return CheckoutDetailOut.with_steps(card)


@router.post(
    "/{saga}/retry", response={200: CheckoutDetailOut}, auth=EDIT, operation_id="retry_checkout"
)
@idempotent(status=200)
def retry(request: HttpRequest, saga: UUID) -> CheckoutDetailOut:
    """Have a checkout taken up at once: its providers are asked again."""
    stamp = stamp_of(request)
    operations.hurry_checkout(saga, stamp=stamp)
    return CheckoutDetailOut.with_steps(queries.get_checkout(saga, at=stamp.at))


@router.post(
    "/{saga}/cancellation",
    response={200: CheckoutDetailOut},
    auth=EDIT,
    operation_id="call_off_checkout",
)
@idempotent(status=200)
def call_off(request: HttpRequest, saga: UUID, body: WhyIn) -> CheckoutDetailOut:
    """Call a checkout off that is still being made; what was paid goes back."""
    card = operations.cancel_checkout(saga, reason=body.reason, stamp=stamp_of(request))
    return CheckoutDetailOut.with_steps(card)


def _amount(money: Money) -> dict[str, str]:
    return {"amount": str(money.rounded().amount), "currency": money.currency}
