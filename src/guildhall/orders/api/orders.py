"""Orders for programs of the back office."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from guildhall.inventory.types import Waiting
from guildhall.kernel.bulk import COST, MOST, BulkOut, each_once
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money
from guildhall.orders import operations, queries
from guildhall.orders.api.base import BaseOut
from guildhall.orders.errors import LineNotFound
from guildhall.orders.types import OrderCard, OrderFilter, OrderLineCard, OrderRow

router = Router(tags=["orders"])


class OrderQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    state: str = ""
    payment: str = ""
    fulfillment: str = ""
    store: str = ""
    tag: str = ""
    flag: str = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
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
    holds: list[str]
    tags: list[str]
    fraud: str
    duplicate_of: str
    updated_at: datetime

    @classmethod
    def of(cls, row: OrderRow) -> Self:
        return cls(
            number=row.number,
            placed_at=row.placed_at,
            channel=row.channel,
            store=row.store,
            units=str(row.units),
            total=amount_told(row.total),
            state=row.state,
            payment_state=row.payment_state,
            fulfillment_state=row.fulfillment_state,
            holds=list(row.holds),
            tags=list(row.tags),
            fraud=row.fraud,
            duplicate_of=row.duplicate_of,
            updated_at=row.updated_at,
        )


class LinePartOut(Schema):
    """A component of a bundle, for the whole line, with its share of the line's total."""

    sku: str
    quantity: str
    total: dict[str, str]


class OrderLineOut(Schema):
    """A line as it was frozen, and what became of its units."""

    sku: str
    title: str
    unit: str
    quantity: str
    unit_price: dict[str, str]
    total: dict[str, str]
    counts: dict[str, str]
    parts: list[LinePartOut] = Field(default_factory=list)

    @classmethod
    def of(cls, line: OrderLineCard) -> Self:
        return cls(
            counts={name: f"{count.normalize():f}" for name, count in line.counts.items()},
            sku=line.sku,
            title=line.title,
            unit=line.unit,
            quantity=f"{line.quantity.normalize():f}",
            unit_price=amount_told(line.unit_price),
            total=amount_told(line.total),
            parts=[
                LinePartOut(
                    sku=part.sku,
                    quantity=f"{part.quantity.normalize():f}",
                    total=amount_told(part.total),
                )
                for part in line.parts
            ],
        )


class WaitingOut(Schema):
    """What of an order has yet to arrive, and for which day it is promised."""

    sku: str
    quantity: str
    promised_on: date

    @classmethod
    def of(cls, part: Waiting) -> Self:
        return cls(
            sku=part.sku,
            quantity=f"{part.quantity.normalize():f}",
            promised_on=part.promised_on,
        )


class OrderDetailOut(OrderRowOut):
    """An order; its lines, and what of them is not here yet, come where `include` names them."""

    lines: list[OrderLineOut] | None = None
    waiting: list[WaitingOut] | None = None
    base: BaseOut | None = None

    @classmethod
    def with_lines(cls, order: OrderCard) -> Self:
        lines = [OrderLineOut.of(line) for line in order.lines]
        waiting = [WaitingOut.of(part) for part in order.waiting]
        more = {"lines": lines, "waiting": waiting}
        return cls.valued(order).model_copy(update=more)

    @classmethod
    def valued(cls, order: OrderCard) -> Self:
        base = BaseOut.of(order.base) if order.base else None
        return cls.of(order.row).model_copy(update={"base": base})


class OrderPageOut(Schema):
    items: list[OrderRowOut]
    next_cursor: str | None


class Numbers(Schema):
    """The orders that a call is about, at most a hundred."""

    model_config = ConfigDict(extra="forbid")

    numbers: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=32)]],
        Field(min_length=1, max_length=MOST),
    ]


class Reason(Schema):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("", response=OrderPageOut, auth=Needs("orders:view"), operation_id="list_orders")
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> OrderPageOut:
    """List orders, newest first: those within the caller's reach."""
    actor = stamp_of(request).by
    chosen = OrderFilter(
        text=query.text,
        state=query.state,
        payment=query.payment,
        fulfillment=query.fulfillment,
        store=query.store,
        tag=query.tag,
        flag=query.flag,
        updated_since=query.updated_since,
        scopes=actor.reach("orders:view"),
        known=queries.reach_of_customers(actor),
    )
    page = queries.list_orders(chosen, cursor=query.cursor, limit=query.limit)
    return OrderPageOut(
        items=[OrderRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


# Before the addresses of single orders: it would be taken for a number.
@router.post(
    "/bulk-confirmation",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs("orders:edit", cost=COST),
    operation_id="confirm_orders",
)
def confirm_many(request: HttpRequest, body: Numbers) -> Status[BulkOut]:
    """Accept many orders, each by itself."""
    stamp = stamp_of(request)

    def confirm_one(number: str) -> OrderRowOut:
        operations.confirm_order(number, stamp=stamp)
        return row_told(number)

    return each_once(request, body.numbers, confirm_one)


@router.get(
    "/{number}",
    response=OrderDetailOut,
    auth=Needs("orders:view"),
    operation_id="get_order",
    openapi_extra=CONDITIONAL,
)
def get_order(
    request: HttpRequest, number: str, include: Literal["", "lines"] = ""
) -> HttpResponse:
    """Show where an order stands."""
    order = queries.get_order(number)
    actor = stamp_of(request).by
    scopes = queries.scopes_for(number, sold=order.scopes, actor=actor)
    actor.must("orders:view", scope=scopes)
    told = OrderDetailOut.with_lines(order) if include else OrderDetailOut.valued(order)
    return sealed(request, told, version=order.row.version)


@router.post(
    "/{number}/confirmation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="confirm_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def confirm(request: HttpRequest, number: str) -> OrderRowOut:
    """Accept an order and keep its stock for it."""
    operations.confirm_order(number, stamp=stamp_of(request), expected=expected_of(request))
    return row_told(number)


@router.post(
    "/{number}/shipment",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="ship_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def ship(request: HttpRequest, number: str) -> OrderRowOut:
    """Let everything that an order holds leave the building."""
    operations.ship_order(number, stamp=stamp_of(request), expected=expected_of(request))
    return row_told(number)


@router.post(
    "/{number}/cancellation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="cancel_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def cancel(request: HttpRequest, number: str, body: Reason) -> OrderRowOut:
    """Call off an order of which nothing has left the building."""
    operations.cancel_order(
        number, reason=body.reason, stamp=stamp_of(request), expected=expected_of(request)
    )
    return row_told(number)


def amount_told(money: Money) -> dict[str, str]:
    return {"amount": str(money.rounded().amount), "currency": money.currency}


def row_told(number: str) -> OrderRowOut:
    order: OrderCard = queries.get_order(number)
    return OrderRowOut.of(order.row)


def line_at(number: str, position: int) -> UUID:
    """Return the line at a place in an order. Refuses with OrderNotFound or LineNotFound."""
    lines = queries.get_order(number).lines
    found = lines[position].id if position < len(lines) else None
    if found is None:
        raise LineNotFound(number=number)
    return found
