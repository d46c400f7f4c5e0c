"""What of an order was packed, has left and has arrived: its lines count it."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.inventory.operations import ship_part, ship_stock
from guildhall.inventory.queries import held_where
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders import rules
from guildhall.orders.errors import LineNotFound, NotConfirmed, NothingChosen
from guildhall.orders.events import CustomerShown, OrderDelivered, OrderPartShipped, OrderShipped
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.operations.opened import lock_lines, lock_order, must, must_send, save
from guildhall.orders.queries.cards import customer_of
from guildhall.orders.queries.planning import more_than_left
from guildhall.orders.queries.remaining import left_of
from guildhall.orders.states import FulfillmentMove, LookReason, OrderState
from guildhall.orders.types import Customer, Leaving


@transaction.atomic
def ship_order(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Let everything that an order still holds leave the building.

    Refuses with OrderNotFound, NotPermitted, ChangedMeanwhile, NotConfirmed, OrderOnHold,
    FraudInDoubt or MoveNotAllowed.
    """
    order = lock_order(number)
    must("orders:edit", order=order, stamp=stamp)
    expected.must_be(order.version)
    _must_be_free(order)

    order.move_fulfillment(FulfillmentMove.SHIP)
    lines = lock_lines(order)
    left = {line: left_of(line) for line in lines if left_of(line)}
    _count_shipped(left)
    save(order, "fulfillment_state", stamp=stamp)
    ship_stock(number, stamp=stamp)

    record(_shipped(order, stamp))


@transaction.atomic
def note_packed(number: str, *, packed: Mapping[UUID, Decimal], stamp: Stamp) -> None:
    """Count what of these lines lies packed; less than nothing is unpacked again.

    Refuses with OrderNotFound, NotPermitted, NothingChosen, LineNotFound or MoreThanLeft.
    """
    order = lock_order(number)
    must_send(order=order, stamp=stamp)
    lines = _chosen(order, packed)
    for line, quantity in lines.items():
        after = line.fulfilled + quantity
        if not line.shipped <= after <= line.quantity - line.canceled:
            raise more_than_left(order, line, line.quantity - line.canceled - line.fulfilled)
        line.fulfilled = after
    OrderLine.objects.bulk_update(lines, ["fulfilled"])
    save(order, stamp=stamp)


@transaction.atomic
def note_shipped(number: str, *, leaving: Leaving, stamp: Stamp) -> None:
    """Let a part of what an order holds leave a location, and count it on its lines.

    Where nothing is held any more, all that is left has gone with it. Refuses with
    OrderNotFound, NotPermitted, NotConfirmed, OrderOnHold, FraudInDoubt, LineNotFound,
    MoreThanLeft, MoreThanHeld, NotHereYet or LotShort.
    """
    order = lock_order(number)
    must_send(order=order, stamp=stamp)
    _must_be_free(order)
    lines = lock_lines(order)
    gone = _chosen(order, dict(leaving.lines), among=lines) if leaving.lines else {}
    for line, quantity in gone.items():
        if not 0 < quantity <= left_of(line):
            raise more_than_left(order, line, left_of(line))

    ship_part(number, location=leaving.location, parts=leaving.goods, stamp=stamp)
    if not held_where(number):
        gone = {line: left_of(line) for line in lines if left_of(line)}
    _count_shipped(gone)
    is_whole = not any(map(left_of, lines))
    order.move_fulfillment(FulfillmentMove.SHIP if is_whole else FulfillmentMove.SHIP_PART)
    save(order, "fulfillment_state", stamp=stamp)

    told = {str(line.id): quantity for line, quantity in gone.items()}
    units = sum(gone.values(), Decimal(0))
    record(OrderPartShipped(number=number, units=units, lines=told, stamp=stamp))
    if is_whole:
        record(_shipped(order, stamp))


@transaction.atomic
def show_address(number: str, *, stamp: Stamp) -> Customer:
    """Return whom and where an order goes to, to whoever packs it; that they looked is kept.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = lock_order(number)
    must_send(order=order, stamp=stamp)
    record(CustomerShown(number=number, reason=LookReason.DELIVERY, stamp=stamp))
    return customer_of(order)


@transaction.atomic
def note_delivered(number: str, *, delivered: Mapping[UUID, Decimal], stamp: Stamp) -> None:
    """Count what of these lines has arrived.

    Refuses with OrderNotFound, NotPermitted, NothingChosen, LineNotFound or MoreThanLeft.
    """
    order = lock_order(number)
    must_send(order=order, stamp=stamp)
    lines = lock_lines(order)
    arrived = _chosen(order, delivered, among=lines)
    for line, quantity in arrived.items():
        if not 0 < quantity <= line.shipped - line.delivered:
            raise more_than_left(order, line, line.shipped - line.delivered)
        line.delivered += quantity
    OrderLine.objects.bulk_update(arrived, ["delivered"])
    save(order, stamp=stamp)

    whole = all(line.delivered == line.quantity - line.canceled for line in lines)
    told = {str(line.id): quantity for line, quantity in arrived.items()}
    record(OrderDelivered(number=number, lines=told, whole=whole, stamp=stamp))


def _must_be_free(order: Order) -> None:
    """Refuse with NotConfirmed, OrderOnHold or FraudInDoubt what may not leave."""
    if order.state != OrderState.CONFIRMED:
        raise NotConfirmed(number=order.number, state=order.state)
    rules.must_go_on(order.number, holds=order.holds, fraud=order.fraud)


def _count_shipped(leaving: Mapping[OrderLine, Decimal]) -> None:
    """Count what leaves; what was not packed before is packed by leaving."""
    for line, quantity in leaving.items():
        line.shipped += quantity
        line.fulfilled = max(line.fulfilled, line.shipped)
    OrderLine.objects.bulk_update(leaving, ["shipped", "fulfilled"])


def _chosen(
    order: Order, units: Mapping[UUID, Decimal], *, among: list[OrderLine] | None = None
) -> dict[OrderLine, Decimal]:
    known = {line.id: line for line in among or lock_lines(order)}
    if not units:
        raise NothingChosen
    if not units.keys() <= known.keys():
        raise LineNotFound(number=order.number)
    return {known[key]: quantity for key, quantity in units.items()}


def _shipped(order: Order, stamp: Stamp) -> OrderShipped:
    return OrderShipped(
        number=order.number,
        business_date=order.business_date,
        currency=order.currency,
        units=order.units,
        stamp=stamp,
    )
