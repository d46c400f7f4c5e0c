"""Money that came and went, for the books."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.money import Money
from guildhall.payments import queries
from guildhall.payments.types import Movement, Settlement

router = Router(tags=["payments"])


class MoneyMovementQuery(Schema):
    """Financial days, from and to; of one order alone where `reference` names it."""

    since: date | None = None
    until: date | None = None
    reference: str = ""
    cursor: str | None = None
    limit: int = 50


class MoneySettlementOut(Schema):
    """What the provider's bill of a day says: its fee, what was left, and when that was paid."""

    day: date
    amount: dict[str, str]
    fee: dict[str, str]
    net: dict[str, str] | None
    batch: str

    @classmethod
    def of(cls, settled: Settlement) -> Self:
        return cls(
            day=settled.day,
            amount=_told(settled.amount),
            fee=_told(settled.fee),
            net=None if settled.net is None else _told(settled.net),
            batch=settled.batch,
        )


class MoneyMovementOut(Schema):
    """A charge, a refund, a charge back, or one of them that came back."""

    id: UUID
    reference: str
    payment: UUID
    account: str
    kind: str
    amount: dict[str, str]
    fee: dict[str, str] | None
    occurred_at: datetime
    business_date: date | None
    psp_reference: str
    settlement: MoneySettlementOut | None

    @classmethod
    def of(cls, told: Movement) -> Self:
        return cls(
            id=told.id,
            reference=told.reference,
            payment=told.payment,
            account=told.account,
            kind=told.kind,
            amount=_told(told.amount),
            fee=None if told.fee is None else _told(told.fee),
            occurred_at=told.occurred_at,
            business_date=told.business_date,
            psp_reference=told.psp_reference,
            settlement=MoneySettlementOut.of(told.settlement) if told.settlement else None,
        )


class MoneyMovementPageOut(Schema):
    items: list[MoneyMovementOut]
    next_cursor: str | None


@router.get(
    "",
    response=MoneyMovementPageOut,
    auth=Needs("payments:view"),
    operation_id="list_payment_movements",
)
def list_movements(request: HttpRequest, query: Query[MoneyMovementQuery]) -> MoneyMovementPageOut:
    """List money that came and went by financial day, with its fee and settlement."""
    page = queries.list_movements(
        since=query.since,
        until=query.until,
        reference=query.reference,
        scopes=stamp_of(request).by.reach("payments:view"),
        cursor=query.cursor,
        limit=query.limit,
    )
    items = [MoneyMovementOut.of(each) for each in page.items]
    return MoneyMovementPageOut(items=items, next_cursor=page.next_cursor)


def _told(money: Money) -> dict[str, str]:
    return {"amount": str(money.rounded().amount), "currency": money.currency}
