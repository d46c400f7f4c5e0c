"""What calling units of an order off would come to, before anybody does."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.orders import rules
from guildhall.orders.errors import LineNotFound, NothingChosen, NotOpen, OrderNotFound
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.queries.planning import (
    Change,
    free_of,
    line_seen,
    more_than_left,
    shipping_added,
    take_back,
)
from guildhall.orders.queries.remaining import demands_for, left_of
from guildhall.orders.states import OPEN_STATES
from guildhall.orders.types import CancelPreview
from guildhall.payments.queries import totals_of


def preview_cancel(number: str, *, units: Mapping[UUID, Decimal]) -> CancelPreview:
    """Return what calling so many of these lines off would come to. Nothing is kept.

    Refuses as `cancel_units` does.
    """
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    if order.state not in OPEN_STATES:
        raise NotOpen(number=number, state=order.state)
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    before = {line.id: line.quantity - line.canceled for line in lines}
    meant = chosen(order, lines, units)
    whole = is_all(lines, meant)
    goods = demands_for(list(meant.items()))
    changes = [take_back(order, line, quantity) for line, quantity in meant.items()]
    if whole:
        changes.append(shipping_added(order).negated)
    total = order.in_currency(order.total + _total(changes))
    totals = totals_of(number, currency=order.currency)
    back = rules.surplus(totals=totals, total=total)
    return CancelPreview(
        lines=tuple(line_seen(order, line, before=before[line.id]) for line in lines),
        total=total,
        before=order.in_currency(order.total),
        refund=back.refund,
        void=back.void,
        due=max(total - totals.kept, Money.zero(order.currency)),
        goods=tuple((demand.sku, demand.quantity) for demand in goods),
        is_whole=whole,
    )


def chosen(
    order: Order, lines: Sequence[OrderLine], units: Mapping[UUID, Decimal]
) -> dict[OrderLine, Decimal]:
    """Return the lines that are meant. Refuses with NothingChosen, LineNotFound, MoreThanLeft.

    What was packed has to be unpacked first.
    """
    known = {line.id: line for line in lines}
    if not units:
        raise NothingChosen
    found = {}
    for key, quantity in units.items():
        line = known.get(key)
        if line is None:
            raise LineNotFound(number=order.number)
        left = free_of(line)
        if not 0 < quantity <= left or rules.whole_units([(line.unit, quantity)]):
            raise more_than_left(order, line, left)
        found[line] = quantity
    return found


def is_all(lines: Sequence[OrderLine], meant: Mapping[OrderLine, Decimal]) -> bool:
    """Return whether nothing of an order would be left, and nothing of it has left."""
    gone = any(line.shipped for line in lines)
    return not gone and sum(map(left_of, lines)) == sum(meant.values())


def _total(changes: Sequence[Change]) -> Decimal:
    return sum((change.amounts.total.amount for change in changes), Decimal(0))
