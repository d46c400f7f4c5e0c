"""What an order comes to, and what changed of it: the one place that writes amounts of orders.

Each change of an amount is a delta, in the same transaction: finance adds them up.
"""

from collections.abc import Sequence
from decimal import Decimal

from guildhall.kernel.rows import Statement, insertion
from guildhall.kernel.stamp import Stamp
from guildhall.orders.models import Order, OrderDelta
from guildhall.orders.queries.planning import Change
from guildhall.orders.rules import in_base
from guildhall.orders.states import DeltaReason
from guildhall.organization.queries import financial_day

AMOUNTS = (
    "net",
    "tax",
    "total",
    "units",
    "base_total",
    "shipping_net",
    "shipping_tax",
    "shipping_total",
)
"""The columns that only change together with a delta."""


def first_deltas(order: Order, changes: Sequence[Change], *, stamp: Stamp) -> Statement:
    """Return the statement that writes what an order comes to as it is placed.

    Its amounts are set already: they are what the changes add up to.
    """
    known = None if order.base_rate is None else Decimal(0)
    deltas = _deltas(
        order, changes, reason=DeltaReason.PLACED, stamp=stamp, before=(Decimal(0), known)
    )
    order.base_total = _base_of(deltas)
    return insertion(deltas)


def book(order: Order, changes: Sequence[Change], *, reason: DeltaReason, stamp: Stamp) -> None:
    """Change what an order comes to, and write its deltas; its AMOUNTS are then to be saved."""
    moved = [change for change in changes if change.amounts.total or change.quantity]
    if not moved:
        return
    day = financial_day(order.scopes, at=stamp.at)
    before = (order.total, order.base_total)
    deltas = _deltas(order, moved, reason=reason, stamp=stamp, before=before)
    for delta in deltas:
        delta.business_date = day
        order.net += delta.net
        order.tax += delta.tax
        order.total += delta.total
        order.units += delta.quantity
        if delta.line_id is None:
            order.shipping_net += delta.net
            order.shipping_tax += delta.tax
            order.shipping_total += delta.total
    if order.base_total is not None:
        order.base_total += _base_of(deltas) or Decimal(0)
    OrderDelta.objects.bulk_create(deltas)


def _deltas(
    order: Order,
    changes: Sequence[Change],
    *,
    reason: DeltaReason,
    stamp: Stamp,
    before: tuple[Decimal, Decimal | None],
) -> list[OrderDelta]:
    """Return deltas; in the house's currency they add up to the order's total at its rate."""
    total, base = before
    found = []
    for change in changes:
        amounts = change.amounts
        total += amounts.total.amount
        worth = in_base(total, rate=order.base_rate, currency=order.base_currency)
        found.append(
            OrderDelta(
                order=order,
                line=change.line,
                reason=reason,
                quantity=change.quantity,
                net=amounts.net.amount,
                tax=amounts.tax.amount,
                total=amounts.total.amount,
                tax_rate=change.tax_rate,
                currency=order.currency,
                base_currency=order.base_currency,
                base_total=None if worth is None or base is None else worth - base,
                revision=order.revision,
                at=stamp.at,
                business_date=order.business_date,
            )
        )
        base = worth
    return found


def _base_of(deltas: Sequence[OrderDelta]) -> Decimal | None:
    worth = [delta.base_total for delta in deltas]
    known = [each for each in worth if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(worth) else None
