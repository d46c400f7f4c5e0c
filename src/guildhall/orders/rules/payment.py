"""Where an order stands with its money, and what is to move back. Pure."""

from dataclasses import dataclass

from guildhall.kernel.money import Money
from guildhall.orders.states import PaymentMove
from guildhall.payments.types import PaymentTotals


def payment_move(*, totals: PaymentTotals, total: Money, is_closed: bool = False) -> PaymentMove:
    """Return where an order's payment stands: what was kept, set against what it comes to.

    What was given back is named as soon as there is any, but where more than the order is still
    kept: that is to be given back, too. What costs nothing is paid, but where it was called off.
    """
    kept = totals.kept
    if kept > total:
        return PaymentMove.PAY_MORE
    if totals.charged and kept < totals.charged:
        return PaymentMove.REFUND_PART if kept.amount > 0 else PaymentMove.REFUND_ALL
    if kept >= total and (kept or not is_closed):
        return PaymentMove.PAY_ALL
    if kept:
        return PaymentMove.PAY_PART
    return PaymentMove.AUTHORIZE if totals.capturable else PaymentMove.LACK


@dataclass(frozen=True, slots=True)
class Surplus:
    """What an order has of its customer beyond what it comes to: to pay back, to let go."""

    refund: Money
    void: Money


def surplus(*, totals: PaymentTotals, total: Money) -> Surplus:
    """Return what is to go back: first what was only reserved, then what was taken.

    What is on its way back already counts as gone.
    """
    zero = Money.zero(total.currency)
    lacking = max(total - totals.kept, zero)
    return Surplus(
        refund=max(totals.refundable - total, zero),
        void=max(totals.capturable - lacking, zero),
    )
