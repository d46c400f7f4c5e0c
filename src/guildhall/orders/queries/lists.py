"""What can be asked about orders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from django.db.models import QuerySet

from guildhall.inventory.queries import locations_holding, waiting_of
from guildhall.kernel.facts import facts_about
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.stamp import EVERYWHERE, Actor
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.queries.cards import card_of, row_of
from guildhall.orders.queries.filtering import MOST, PLACE, chosen_orders, count_each, within
from guildhall.orders.states import (
    OPEN,
    OPEN_STATES,
    SEES_CUSTOMERS,
    FulfillmentState,
    OrderSort,
    OrderState,
    PaymentState,
)
from guildhall.orders.types import OrderCard, OrderCounts, OrderFilter, OrderRow, TimelineEntry

LATE_AFTER = timedelta(hours=24)


def get_order(number: str) -> OrderCard:
    """Return an order in full. Refuses with OrderNotFound."""
    order = Order.objects.select_related("channel", "store").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    lines = OrderLine.objects.filter(order=order).order_by("position")
    opens = order.state in OPEN_STATES and order.fulfillment_state == FulfillmentState.UNFULFILLED
    waiting = waiting_of(number) if opens else ()
    return card_of(order, lines, channel=order.channel.code, store=_store(order), waiting=waiting)


def list_orders(
    chosen: OrderFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
    sort: OrderSort = OrderSort.NEWEST,
) -> Page[OrderRow]:
    """Return one page of orders. Refuses with CursorInvalid.

    What changed since a moment comes in the order of change, so that nothing slips by.
    """
    follows = chosen.updated_since is not None
    column = "updated_at" if follows or sort is OrderSort.CHANGED else "placed_at"
    # An index finds the page where it holds what is asked for; whole rows are read of that alone.
    page = page_of(
        chosen_orders(chosen).only("id", column),
        key=(column, "id"),
        cursor=cursor,
        limit=limit,
        to=attrgetter("id"),
        newest_first=not follows and sort is not OrderSort.OLDEST,
    )
    rows = Order.objects.select_related("channel", "store").in_bulk(page.items)
    return Page(tuple(_row(rows[key]) for key in page.items if key in rows), page.next_cursor)


def count_orders(chosen: OrderFilter, *, most: int = MOST) -> int:
    """Return how many orders a filter shows, counting no further than `most`."""
    return chosen_orders(chosen)[:most].count()


def scopes_for(number: str, *, sold: Sequence[str], actor: Actor) -> tuple[str, ...]:
    """Return the scopes of an order: where it is sold, and where its stock lies.

    Where its stock lies is asked only for those who hold something at a location.
    """
    if not any(grant.scope.startswith(PLACE) for grant in actor.grants):
        return tuple(sold)
    return (*sold, *locations_holding(number))


def list_waiting(chosen: OrderFilter, *, limit: int) -> tuple[OrderRow, ...]:
    """Return the first orders that a filter shows, those that wait longest first."""
    rows = chosen_orders(chosen).select_related("channel", "store").order_by("placed_at", "id")
    return tuple(_row(order) for order in rows[:limit])


def overdue_orders(at: datetime, *, most: int) -> tuple[str, ...]:
    """Return orders whose time to be paid is over, longest ago first."""
    rows = Order.objects.filter(expires_at__lte=at, state__in=OPEN_STATES)
    return tuple(rows.order_by("expires_at").values_list("number", flat=True)[:most])


def orders_within(scopes: tuple[str, ...]) -> QuerySet[Order]:
    """Return the orders of a reach; () is everywhere."""
    return Order.objects.filter(within(scopes)) if scopes else Order.objects.all()


def count_work(at: datetime, *, scopes: tuple[str, ...] = ()) -> OrderCounts:
    """Return the work queue's numbers: what the lists of the same filters would show."""
    asked = (TO_CONFIRM, TO_SHIP, UNPAID, late(at))
    counts = count_each([(replace(each, scopes=scopes), MOST) for each in asked])
    to_confirm, to_ship, unpaid, is_late = counts
    return OrderCounts(to_confirm=to_confirm, to_ship=to_ship, unpaid=unpaid, late=is_late)


def reach_of_customers(actor: Actor) -> tuple[str, ...] | None:
    """Return where somebody may see who bought: () is everywhere, None is nowhere."""
    held = {*SEES_CUSTOMERS, "*"}
    scopes = {grant.scope for grant in actor.grants if grant.capability in held}
    if EVERYWHERE in scopes:
        return ()
    return tuple(sorted(scopes)) or None


TO_CONFIRM = OrderFilter(state=OrderState.PLACED)
TO_SHIP = OrderFilter(state=OrderState.CONFIRMED, fulfillment=FulfillmentState.UNFULFILLED)
UNPAID = OrderFilter(state=OPEN, payment=PaymentState.UNPAID)


def late(at: datetime) -> OrderFilter:
    """Return the filter of orders that should have been shipped by now."""
    return replace(TO_SHIP, placed_before=at - LATE_AFTER)


MONEY = ("paid", "amount", "refund_due", "total", "units", "method")
WORDS = ("reason", "state", "hold", "added", "removed", "other", "whole")
PARCELS = ("parcel", "carrier", "tracking", "sku")
TOLD = (*MONEY, *WORDS, *PARCELS)
"""What of a fact's payload its entry in a history tells, where the fact has it."""


def timeline_of(number: str) -> tuple[TimelineEntry, ...]:
    """Return an order's history, oldest first: its own, its stock's, its money's, its parcels'."""
    subjects = [f"{kind}:{number}" for kind in ("order", "stock", "payment", "fulfillment")]
    return tuple(
        TimelineEntry(row.type, row.occurred_at, row.actor_name, _details(row.payload))
        for row in facts_about(subjects)
    )


def _details(payload: dict[str, object]) -> dict[str, str]:
    return {name: _plain(payload[name]) for name in TOLD if name in payload}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _row(order: Order) -> OrderRow:
    return row_of(order, channel=order.channel.code, store=_store(order))


def _store(order: Order) -> str:
    return order.store.code if order.store else ""
