"""What an order comes to and why, what was paid of it, and what was given back."""

from dataclasses import dataclass
from functools import reduce
from operator import add

from guildhall.console.orders.words import BY_HAND, GREW_BY
from guildhall.console.shell.navigation import Text
from guildhall.kernel.money import Money
from guildhall.orders.queries import amount_steps
from guildhall.orders.states import FulfillmentState, OrderState, PaymentState
from guildhall.orders.types import AmountStep, OrderCard, OrderRow
from guildhall.payments.queries import payments_of, refunds_of
from guildhall.payments.states import GrantState
from guildhall.payments.types import PaymentCard, PaymentTotals, RefundCard


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a total, in words."""

    label: Text
    step: AmountStep


@dataclass(frozen=True, slots=True)
class PaymentShown:
    label: Text
    card: PaymentCard


@dataclass(frozen=True, slots=True)
class MoneyShown:
    """What an order comes to and why, what was paid of it, what was given back."""

    steps: tuple[Step, ...]
    totals: PaymentTotals
    due: Money
    payments: tuple[PaymentShown, ...] = ()
    refunds: tuple[RefundCard, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it comes to something else than when it was placed."""
        return len(self.steps) > 1

    @property
    def granted(self) -> tuple[RefundCard, ...]:
        """What was granted and nobody has given back yet."""
        open_ = {GrantState.NONE, GrantState.FAILURE}
        return tuple(refund for refund in self.refunds if refund.state in open_)


def money_of(order: OrderCard, rights: frozenset[str]) -> MoneyShown:
    """Return an order's money; what moved it is shown to who may see payments."""
    total = order.row.total
    payments = payments_of(order.row.number)
    own = [each.totals for each in payments if each.amount.currency == total.currency]
    totals = reduce(add, own, PaymentTotals.none(total.currency))
    closed = order.row.state == OrderState.CANCELED
    sees = "payments:view" in rights
    return MoneyShown(
        steps=tuple(
            Step(GREW_BY.get(step.reason, step.reason), step)
            for step in amount_steps(order.row.number)
        ),
        totals=totals,
        due=Money.zero(total.currency) if closed else total - totals.kept,
        payments=tuple(map(_payment, payments)) if sees else (),
        refunds=refunds_of(order.row.number) if sees else (),
    )


def _payment(card: PaymentCard) -> PaymentShown:
    return PaymentShown(card.account or BY_HAND.get(card.method, card.method), card)


def is_on_its_way(row: OrderRow, money: MoneyShown) -> bool:
    """Return whether a payment or a completion is on its way from its fact to the order."""
    if row.state == OrderState.CANCELED:
        return False
    if row.payment_state not in _payment_states(money.totals.kept, money.due):
        return True
    shipped = row.fulfillment_state == FulfillmentState.FULFILLED
    return row.state == OrderState.CONFIRMED and shipped and not money.due


def _payment_states(paid: Money, due: Money) -> tuple[PaymentState, ...]:
    """Return where an order may stand of which so much was kept, and so much is due."""
    if due.amount < 0:
        return (PaymentState.OVERPAID,)
    if due.amount > 0 and paid:
        return (PaymentState.PARTIALLY_PAID, PaymentState.PARTIALLY_REFUNDED)
    if due.amount > 0:
        return (PaymentState.UNPAID, PaymentState.AUTHORIZED, PaymentState.REFUNDED)
    if paid:
        return (PaymentState.PAID, PaymentState.PARTIALLY_REFUNDED)
    return tuple(PaymentState)  # it costs nothing, or was closed: nothing is on its way
