"""Orders for programs of the back office."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.orders import operations, queries
from guildhall.orders.types import OrderCard, OrderFilter, OrderRow

router = Router(tags=["orders"])


class OrderQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    state: str = ""
    payment: str = ""
    fulfillment: str = ""
    store: str = ""
    cursor: str | None = None
    limit: int = 50


class OrderRowOut(Schema):
    number: str
    placed_at: datetime
    channel: str
    store: str
    units: str
    total: dict[str, str]
    state: str
    payment_state: str
    fulfillment_state: str
    updated_at: datetime

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls(
            number=row.number,
            placed_at=row.placed_at,
            channel=row.channel,
            store=row.store,
            units=str(row.units),
            total={"amount": str(row.total.rounded().amount), "currency": row.total.currency},
            state=row.state,
            payment_state=row.payment_state,
            fulfillment_state=row.fulfillment_state,
            updated_at=row.updated_at,
        )


class OrderPageOut(Schema):
    items: list[OrderRowOut]
    next_cursor: str | None


class Reason(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("", response=OrderPageOut, auth=Needs("orders:view"), operation_id="list_orders")
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> OrderPageOut:
    """List orders, newest first. The key's scope must be the whole company."""
    stamp_of(request).by.must("orders:view")
    chosen = OrderFilter(
        text=query.text,
        state=query.state,
        payment=query.payment,
        fulfillment=query.fulfillment,
        store=query.store,
    )
    page = queries.list_orders(chosen, cursor=query.cursor, limit=query.limit)
    return OrderPageOut(
        items=[OrderRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get("/{number}", response=OrderRowOut, auth=Needs("orders:view"), operation_id="get_order")
def get_order(request: HttpRequest, number: str) -> OrderRowOut:
    """Show where an order stands."""
    order = queries.get_order(number)
    stamp_of(request).by.must("orders:view", scope=order.scopes)
    return OrderRowOut.of(order.row)


@router.post(
    "/{number}/confirmation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="confirm_order",
)
@idempotent(status=200)
def confirm(request: HttpRequest, number: str) -> OrderRowOut:
    """Accept an order and keep its stock for it."""
    operations.confirm_order(number, stamp=stamp_of(request))
    return _row(number)


@router.post(
    "/{number}/shipment",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="ship_order",
)
@idempotent(status=200)
def ship(request: HttpRequest, number: str) -> OrderRowOut:
    """Let everything that an order holds leave the building."""
    operations.ship_order(number, stamp=stamp_of(request))
    return _row(number)


@router.post(
    "/{number}/cancellation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="cancel_order",
)
@idempotent(status=200)
def cancel(request: HttpRequest, number: str, body: Reason) -> OrderRowOut:
    """Call off an order of which nothing has left the building."""
    operations.cancel_order(number, reason=body.reason, stamp=stamp_of(request))
    return _row(number)


def _row(number: str) -> OrderRowOut:
    order: OrderCard = queries.get_order(number)
    return OrderRowOut.of(order.row)
