"""What orders come to, change by change, for the books."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.orders import queries
from guildhall.orders.api.orders import amount_told
from guildhall.orders.types import DeltaCard

router = Router(tags=["orders"])


class DeltaQuery(Schema):
    """Business days, from and to."""

    since: date | None = None
    until: date | None = None
    cursor: str | None = None
    limit: int = 50


class DeltaOut(Schema):
    """One change of what an order comes to; without an SKU it is shipping."""

    number: str
    sku: str
    reason: str
    quantity: str
    net: dict[str, str]
    tax: dict[str, str]
    total: dict[str, str]
    tax_rate: str
    base_currency: str
    base_total: str | None
    revision: int
    at: datetime
    business_date: date

    @classmethod
    def of(cls, card: DeltaCard) -> "DeltaOut":
        return cls(
            number=card.number,
            sku=card.sku,
            reason=card.reason,
            quantity=f"{card.quantity.normalize():f}",
            net=amount_told(card.net),
            tax=amount_told(card.tax),
            total=amount_told(card.total),
            tax_rate=f"{card.tax_rate:f}",
            base_currency=card.base_currency,
            base_total=None if card.base_total is None else str(card.base_total),
            revision=card.revision,
            at=card.at,
            business_date=card.business_date,
        )


class DeltaPageOut(Schema):
    items: list[DeltaOut]
    next_cursor: str | None


@router.get(
    "", response=DeltaPageOut, auth=Needs("orders:export"), operation_id="list_order_deltas"
)
def list_deltas(request: HttpRequest, query: Query[DeltaQuery]) -> DeltaPageOut:
    """List what changed of what orders come to, by business day: together they are the orders."""
    page = queries.list_deltas(
        since=query.since,
        until=query.until,
        scopes=stamp_of(request).by.reach("orders:export"),
        cursor=query.cursor,
        limit=query.limit,
    )
    return DeltaPageOut(
        items=[DeltaOut.of(card) for card in page.items], next_cursor=page.next_cursor
    )
