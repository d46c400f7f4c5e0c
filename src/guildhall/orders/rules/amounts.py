"""How an order's amounts are shared, taken back and told in the house's currency. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.orders.types import LineAmounts


def share_of(whole: Money, quantity: Decimal, *, of: Decimal) -> Money:
    """Return what the first so many of a line's units bear of an amount, in whole minor units."""
    return Money(whole.amount * quantity / of, whole.currency).rounded()


def taken_back(
    line: LineAmounts, quantity: Decimal, *, of: Decimal, before: Decimal
) -> LineAmounts:
    """Return what so many units bear, when `before` of them were taken back already.

    Units are taken back from what was paid for them: the parts are differences of shares, so
    that however a line is called off, in one go or unit by unit, the last takes the remainder
    and nothing is taken twice.
    """
    after = before + quantity
    net = share_of(line.net, after, of=of) - share_of(line.net, before, of=of)
    tax = share_of(line.tax, after, of=of) - share_of(line.tax, before, of=of)
    return LineAmounts(net, tax, net + tax)


def bears(discount: Money, totals: Sequence[Money]) -> tuple[Money, ...]:
    """Return what each line bears of a discount on the whole order, to the cent.

    A line bears no more than it costs; where everything is free nobody bears anything.
    """
    weights = [total.amount for total in totals]
    if not any(weights):
        return tuple(Money.zero(discount.currency) for _ in totals)
    most = sum(totals, Money.zero(discount.currency))
    return min(discount, most).split(weights)


def in_base(total: Decimal, *, rate: Decimal | None, currency: str) -> Decimal | None:
    """Return an amount in the house's currency; None while nobody has said the rate."""
    return None if rate is None else Money(total * rate, currency).rounded().amount
