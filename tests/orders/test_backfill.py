"""Orders of before deltas were written: ids in the order of their days, sums as they were."""

from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from uuid import UUID

from django.db import connection

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.models import Order, OrderDelta, OrderLine
from tests.factories.company import make_company
from tests.factories.orders import place

FILLED = import_module("guildhall.orders.migrations.0006_what_orders_came_to")
MOMENT = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)


def _made(at: str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FILLED.ID_OF.format(at='%s::timestamptz')}", [at])
        (made,) = cursor.fetchone()
    return UUID(str(made))


def test_ids_of_old_deltas_are_those_of_their_day(alpha: Scope) -> None:
    made = _made(MOMENT.isoformat())

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(MOMENT.timestamp() * 1000)
    assert made != _made(MOMENT.isoformat())


def _of_before(number: str, *, like: str, state: str, fulfillment: str) -> Order:
    """Write an order as it was before deltas: with amounts, and nothing counted."""
    order = Order.objects.get(number=like)
    lines = list(OrderLine.objects.filter(order=order))
    order.pk, order.number, order.placed_total = new_id(), number, Decimal(0)
    order.state, order.fulfillment_state = state, fulfillment
    order.save(force_insert=True)
    for line in lines:
        line.pk, line.order = new_id(), order
        line.save(force_insert=True)
    return order


def _filled(order: Order) -> tuple[object, ...]:
    order.refresh_from_db()
    deltas = OrderDelta.objects.filter(order=order)
    line = OrderLine.objects.get(order=order)
    told = sum((delta.total for delta in deltas), Decimal(0))
    return (order.placed_total, order.total, told, line.shipped, line.canceled, len(deltas))


def test_what_old_orders_came_to_is_told_and_counted(alpha: Scope, stamp: Stamp) -> None:
    like = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    sent = _of_before("OLD-1", like=like, state="completed", fulfillment="fulfilled")
    canceled = _of_before("OLD-2", like=like, state="canceled", fulfillment="canceled")
    open_ = _of_before("OLD-3", like=like, state="confirmed", fulfillment="unfulfilled")

    with connection.cursor() as cursor:
        cursor.execute(FILLED.COUNTED)

    assert _filled(sent) == (5, 5, 5, 2, 0, 1)
    assert _filled(canceled) == (5, 0, 0, 0, 2, 2)
    assert _filled(open_) == (5, 5, 5, 0, 0, 1)
    assert canceled.units == 0
