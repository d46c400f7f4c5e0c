"""What is true of an order's money at any moment, read from the rows alone."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from guildhall.kernel.money import Money, minor_unit
from guildhall.orders.models import Order, OrderDelta, OrderLine
from guildhall.orders.rules import in_base
from guildhall.payments.models import GrantedRefund, PaymentEvent
from guildhall.payments.queries import payments_of, totals_of
from guildhall.payments.types import PaymentTotals
from tests.twins.plain.server import PlainTwin

ZERO = Decimal(0)
PROMISED = ("none", "failure")


def amounts_are_their_deltas(order: Order) -> None:
    """Deltas are written once, whole in the currency's units, and add up to the order."""
    unit, base_unit = minor_unit(order.currency), minor_unit(order.base_currency)
    deltas = list(OrderDelta.objects.filter(order=order))
    for delta in deltas:
        assert delta.net + delta.tax == delta.total
        assert delta.net % unit == delta.tax % unit == ZERO
        assert delta.base_total % base_unit == ZERO
    for name in ("net", "tax", "total"):
        assert sum(getattr(delta, name) for delta in deltas) == getattr(order, name)
    assert sum(delta.quantity for delta in deltas) == order.units
    assert order.total >= 0
    worth = in_base(order.total, rate=order.base_rate, currency=order.base_currency)
    assert sum(delta.base_total for delta in deltas) == order.base_total == worth


def lines_are_taken_back_to_the_cent(order: Order) -> None:
    """Assert that what is left of a line is its share; nothing, where all was called off."""
    sums: defaultdict[Any, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for delta in OrderDelta.objects.filter(order=order):
        for i, name in enumerate(("quantity", "net", "tax")):
            sums[delta.line_id][i] += getattr(delta, name)
    for line in OrderLine.objects.filter(order=order):
        quantity, net, tax = sums[line.id]
        left = line.quantity - line.canceled
        assert line.net + line.tax == line.total >= 0
        assert quantity == left >= line.fulfilled >= line.shipped
        for kept, whole in ((net, line.net), (tax, line.tax)):
            gone = Money(whole * line.canceled / line.quantity, order.currency).rounded()
            assert kept == whole - gone.amount
        if not left:
            assert (net, tax) == (ZERO, ZERO)
        taken = sum((Decimal(each["amount"]) for each in line.discounts or ()), ZERO)
        assert taken == line.discount
    assert sums[None][1:] == [order.shipping_net, order.shipping_tax]


def no_more_is_given_back_than_came(order: Order, totals: PaymentTotals) -> None:
    """Of each payment and of all: what goes back is never more than what was taken."""
    assert totals.refunded + totals.refund_pending <= totals.charged
    for card in payments_of(order.number):
        own = card.totals
        assert own.refunded + own.refund_pending <= own.charged
        if own.authorized:
            assert own.charged + own.charge_pending + own.canceled <= own.authorized


def no_grant_is_given_twice(order: Order) -> None:
    """Assert that a grant gave what it promised once it is over, and never more."""
    for grant in GrantedRefund.objects.filter(reference=order.number):
        calls = [call.id.hex for call in grant.calls.all()]
        told = PaymentEvent.objects.filter(payment__reference=order.number)
        by_call = {
            event.change: event.amount
            for event in told.filter(step="refund_success", change__in=calls)
        }
        by_hand = told.filter(
            step="refund_success", psp_reference__startswith=f"back:{grant.id.hex}:"
        )
        came_back = told.filter(step="refund_reverse", change__in=calls)
        given = sum(by_call.values(), ZERO) + sum((each.amount for each in by_hand), ZERO)
        given -= sum((each.amount for each in came_back), ZERO)
        assert given <= grant.amount
        if grant.state == "success":
            assert given == grant.amount


def promised(order: Order) -> Decimal:
    """Return what is granted and not sent yet."""
    rows = GrantedRefund.objects.filter(reference=order.number, state__in=PROMISED)
    return sum((grant.amount for grant in rows), ZERO)


def owed(order: Order) -> Decimal:
    """Return what is kept beyond what the order comes to, and promised to nobody."""
    totals = totals_of(order.number, currency=order.currency)
    kept: Decimal = totals.refundable.amount - promised(order) - order.total
    return kept


def the_provider_says_the_same(order: Order, twin: PlainTwin) -> None:
    """Assert that a provider took and still has what we say it has."""
    for card in payments_of(order.number):
        theirs = next((p for p in twin.payments.values() if p["key"] == card.id.hex), None)
        taken = Decimal(theirs["taken"]) if theirs else ZERO
        if card.account:
            assert (card.totals.charged - card.totals.refunded).amount == taken
