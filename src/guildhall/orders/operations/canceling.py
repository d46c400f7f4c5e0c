"""An order called off, whole or in part, before it has left: stock and money go back exactly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.inventory.operations import release_stock, trim_stock
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.orders.errors import AlreadyShipped, NotOpen
from guildhall.orders.events import OrderCanceled, OrderUnitsCanceled
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.operations.amounts import AMOUNTS, book
from guildhall.orders.operations.opened import lock_lines, lock_order, must, must_send, save
from guildhall.orders.operations.payment import weigh
from guildhall.orders.queries.canceling import chosen, is_all
from guildhall.orders.queries.planning import shipping_added, take_back
from guildhall.orders.queries.remaining import demands_of, left_of, source_of
from guildhall.orders.rules import Surplus, surplus
from guildhall.orders.states import (
    OPEN_STATES,
    DeltaReason,
    FulfillmentMove,
    FulfillmentState,
    OrderMove,
)
from guildhall.payments.queries import totals_of


@transaction.atomic
def cancel_order(number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Call off an order of which nothing has left the building, and give its stock back.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, AlreadyShipped or
    MoveNotAllowed.
    """
    order = lock_order(number)
    must("orders:edit", "checkout:edit", order=order, stamp=stamp)
    expected.must_be(order.version)
    if order.fulfillment_state == FulfillmentState.PARTIALLY_FULFILLED:
        raise AlreadyShipped(number=number)

    _all(order, lock_lines(order), why=DeltaReason.CANCELED, reason=reason, stamp=stamp)
    reached("orders.cancel_written")
    transaction.on_commit(lambda: reached("orders.canceled"))


@transaction.atomic
def cancel_units(
    number: str,
    *,
    units: Mapping[UUID, Decimal],
    reason: str,
    stamp: Stamp,
    expected: Expected = WHATEVER,
) -> Surplus:
    """Call off so many of these lines before they leave; return what is to go back.

    What is left of nothing is canceled as a whole, shipping with it. Refuses with OrderNotFound,
    NotPermitted, ChangedMeanwhile, NotOpen, NothingChosen, LineNotFound or MoreThanLeft.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    expected.must_be(order.version)
    return _less(order, units, why=DeltaReason.CANCELED, reason=reason, stamp=stamp)


@transaction.atomic
def short_ship(
    number: str, *, units: Mapping[UUID, Decimal], reason: str, stamp: Stamp
) -> Surplus:
    """Send an order without what is not to be found at the bench; return what is to go back.

    Refuses as `cancel_units` does.
    """
    order = lock_order(number)
    must_send(order=order, stamp=stamp)
    return _less(order, units, why=DeltaReason.SHORT, reason=reason, stamp=stamp)


def call_off(order: Order, lines: Sequence[OrderLine], *, why: DeltaReason, stamp: Stamp) -> None:
    """Take back all that is left of an order, with its shipping. What was packed is unpacked."""
    units = {line: left_of(line) for line in lines if left_of(line)}
    changes = [take_back(order, line, quantity) for line, quantity in units.items()]
    for line in units:
        line.fulfilled = line.shipped
    gone = shipping_added(order)
    if gone.amounts.total:
        changes.append(gone.negated)
    book(order, changes, reason=why, stamp=stamp)
    OrderLine.objects.bulk_update(units, ["canceled", "fulfilled"])


def _less(
    order: Order, units: Mapping[UUID, Decimal], *, why: DeltaReason, reason: str, stamp: Stamp
) -> Surplus:
    if order.state not in OPEN_STATES:
        raise NotOpen(number=order.number, state=order.state)
    lines = lock_lines(order)
    meant = chosen(order, lines, units)
    was = (order.units, order.in_currency(order.total))
    if is_all(lines, meant):
        return _all(order, lines, why=why, reason=reason, stamp=stamp)

    changes = [take_back(order, line, quantity) for line, quantity in meant.items()]
    book(order, changes, reason=why, stamp=stamp)
    OrderLine.objects.bulk_update(meant, ["canceled"])
    if not any(map(left_of, lines)):
        order.move_fulfillment(FulfillmentMove.SHIP)
    trim_stock(order.number, demands=demands_of(lines), source=source_of(order), stamp=stamp)
    back = settle(order, stamp=stamp)

    record(
        OrderUnitsCanceled(
            number=order.number,
            reason=reason,
            short=why is DeltaReason.SHORT,
            business_date=order.business_date,
            units=was[0] - order.units,
            lines={str(line.id): quantity for line, quantity in meant.items()},
            total=was[1] - order.in_currency(order.total),
            refund_due=back.refund,
            void_due=back.void,
            stamp=stamp,
        )
    )
    return back


def _all(
    order: Order, lines: Sequence[OrderLine], *, why: DeltaReason, reason: str, stamp: Stamp
) -> Surplus:
    """Call off an order of which nothing is left."""
    was = (order.units, order.in_currency(order.total))
    order.move(OrderMove.CANCEL)
    order.move_fulfillment(FulfillmentMove.CANCEL)
    call_off(order, lines, why=why, stamp=stamp)
    release_stock(order.number, stamp=stamp)
    back = settle(order, stamp=stamp)
    record(
        OrderCanceled(
            number=order.number,
            reason=reason,
            business_date=order.business_date,
            units=was[0],
            total=was[1],
            refund_due=back.refund,
            void_due=back.void,
            stamp=stamp,
        )
    )
    return back


def settle(order: Order, *fields: str, stamp: Stamp) -> Surplus:
    """Save an order whose amounts have changed, and return what of its money is to go back."""
    totals = totals_of(order.number, currency=order.currency)
    weigh(order, totals)
    axes = ("state", "fulfillment_state", "payment_state")
    save(order, *axes, *AMOUNTS, *fields, stamp=stamp)
    return surplus(totals=totals, total=order.in_currency(order.total))
