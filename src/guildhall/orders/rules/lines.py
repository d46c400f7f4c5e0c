"""What a line costs, and what an order may hold. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from guildhall.kernel.money import Money
from guildhall.orders.types import Cart, CartLine, LineAmounts

MOST_LINES = 200
MOST_UNITS = Decimal(100_000)
NOTHING = Decimal(0)


def line_amounts(
    price: Money,
    quantity: Decimal,
    *,
    tax_rate: Decimal,
    includes_tax: bool,
    discount: Decimal = NOTHING,
) -> LineAmounts:
    """Return what a line costs; each line is rounded once, so that the order is their sum.

    With prices that include tax the total is rounded and the tax taken out of it; otherwise
    the net is rounded and the tax put on top. A discount is taken off first.
    """
    whole = (price * quantity).rounded()
    amount = Money(whole.amount - discount, whole.currency)
    if includes_tax:
        net = Money(amount.amount / (1 + tax_rate), amount.currency).rounded()
        return LineAmounts(net=net, tax=amount - net, total=amount)
    tax = (amount * tax_rate).rounded()
    return LineAmounts(net=amount, tax=tax, total=amount + tax)


def faults(lines: Sequence[CartLine]) -> dict[str, str]:
    """Return what is wrong with a cart's lines, by field; empty when all is well."""
    found: dict[str, str] = {}
    if not lines:
        found["lines"] = "Send at least one line."
    if len(lines) > MOST_LINES:
        found["lines"] = "Send at most 200 lines."
    for i, line in enumerate(lines):
        quantity = line.quantity
        if not quantity.is_finite() or quantity <= 0:
            found[f"lines.{i}.quantity"] = "Ask for more than zero."
        elif quantity > MOST_UNITS:
            found[f"lines.{i}.quantity"] = "Ask for at most 100,000."
        elif quantity != round(quantity, 3):
            found[f"lines.{i}.quantity"] = "Use at most three decimals."
    return found


def whole_units(lines: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    """Return the faults of lines that ask for a part of something sold by the piece."""
    return {
        f"lines.{i}.quantity": "This is sold by the piece. Ask for a whole number."
        for i, (unit, quantity) in enumerate(lines)
        if unit == "each" and quantity != quantity.to_integral_value()
    }


def total_of(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money.zero(currency))


def expires_at(cart: Cart, at: datetime) -> datetime | None:
    """Return until when a new order waits for money; None is without end.

    What a channel confirms by itself is paid later, unless the channel says how long it waits.
    """
    channel = cart.site.channel
    if channel.unpaid is not None:
        return at + channel.unpaid
    waits = cart.awaits_payment or not channel.confirms_itself
    return at + channel.hold if waits else None
