"""Orders as tests need them: paid, counted, looked at."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.operations import note_payment, place_order, take_payment
from guildhall.orders.types import CartLine, Discount, OrderCard, ShippingCharge
from guildhall.payments.queries import totals_of
from tests.factories.company import Company, make_cart


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def shipping(net: str = "4.00", tax: str = "0.40") -> ShippingCharge:
    return ShippingCharge("post", "By post", usd(net), usd(tax), Decimal("0.1"))


def place(
    company: Company,
    lines: Mapping[str, int | str],
    *,
    charge: ShippingCharge | None = None,
    discounts: Mapping[str, str] | None = None,
    stamp: Stamp,
) -> OrderCard:
    """Place an order with shipping, and with discounts by SKU."""
    cart = make_cart(company, lines)
    off = discounts or {}
    asked = tuple(
        CartLine(
            line.sku,
            line.quantity,
            (Discount("spring", "v1", usd(off[line.sku])),) if line.sku in off else (),
        )
        for line in cart.lines
    )
    return place_order(replace(cart, lines=asked, shipping=charge), stamp=stamp)


def pay(number: str, amount: str, *, stamp: Stamp, key: str = "k") -> None:
    """Take a payment by hand, and note it as its fact would."""
    take_payment(number, amount=usd(amount), key=key, stamp=stamp)
    note_payment(number, totals=totals_of(number, currency="USD"), stamp=stamp)


def line_ids(number: str) -> dict[str, UUID]:
    """Return the ids of an order's lines by SKU, of two the later."""
    rows = OrderLine.objects.filter(order__number=number).order_by("position")
    return dict(rows.values_list("sku", "id"))


def row_of(number: str) -> Order:
    return Order.objects.get(number=number)
