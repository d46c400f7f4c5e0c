"""What can be asked about orders."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from guildhall.kernel.facts import facts_about
from guildhall.kernel.paging import Page, page_of
from guildhall.orders.queries.cards import card_of, row_of
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.states import FulfillmentState, OrderState, PaymentState
from guildhall.orders.types import OrderCard, OrderCounts, OrderFilter, OrderRow, TimelineEntry

MOST = 10_001
LATE_AFTER = timedelta(hours=24)


def get_order(number: str) -> OrderCard:
    """Return an order in full. Refuses with OrderNotFound."""
    order = Order.objects.select_related("channel", "store").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    lines = OrderLine.objects.filter(order=order).order_by("position")
    return card_of(order, lines, channel=order.channel.code, store=_store(order))


def list_orders(
    chosen: OrderFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[OrderRow]:
    """Return one page of orders, newest first. Refuses with CursorInvalid."""
    rows = _chosen(chosen).select_related("channel", "store")
    return page_of(rows, key=("placed_at", "id"), cursor=cursor, limit=limit, to=_row)


def count_orders(chosen: OrderFilter, *, most: int = MOST) -> int:
    """Return how many orders a filter shows, counting no further than `most`."""
    return _chosen(chosen)[:most].count()


def count_work(at: datetime) -> OrderCounts:
    """Return the work queue's numbers."""
    return OrderCounts(
        to_confirm=count_orders(OrderFilter(state=OrderState.PLACED)),
        to_ship=count_orders(TO_SHIP),
        unpaid=count_orders(OrderFilter(payment=PaymentState.UNPAID)),
        late=_chosen(TO_SHIP).filter(placed_at__lt=at - LATE_AFTER)[:MOST].count(),
    )


TO_SHIP = OrderFilter(state=OrderState.CONFIRMED, fulfillment=FulfillmentState.UNFULFILLED)


def timeline_of(number: str) -> tuple[TimelineEntry, ...]:
    """Return an order's history from its facts, its stock's and its payments', oldest first."""
    subjects = [f"{kind}:{number}" for kind in ("order", "stock", "payment")]
    return tuple(
        TimelineEntry(row.type, row.occurred_at, row.actor_name, _details(row.payload))
        for row in facts_about(subjects)
    )


def _details(payload: dict[str, object]) -> dict[str, str]:
    shown = ("reason", "state", "paid", "amount", "refund_due", "total", "units", "method")
    return {name: _plain(payload[name]) for name in shown if name in payload}


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['amount']} {value['currency']}"
    return str(value)


def _chosen(chosen: OrderFilter) -> QuerySet[Order]:
    rows = Order.objects.all()
    for column in ("state", "payment_state", "fulfillment_state"):
        wanted = getattr(chosen, column.removesuffix("_state") if column != "state" else column)
        if wanted:
            rows = rows.filter(**{column: wanted})
    if chosen.store:
        rows = rows.filter(store__code=chosen.store)
    if chosen.since:
        rows = rows.filter(business_date__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(business_date__lte=chosen.until)
    if chosen.text:
        text = chosen.text.strip()
        match = Q(number__icontains=text) | Q(customer_name__icontains=text)
        rows = rows.filter(match | Q(customer_email__iexact=text))
    return rows


def _row(order: Order) -> OrderRow:
    return row_of(order, channel=order.channel.code, store=_store(order))


def _store(order: Order) -> str:
    return order.store.code if order.store else ""
