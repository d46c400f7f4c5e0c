"""A line as it is frozen: what it is, what it costs, and of what a bundle's consists."""

from decimal import Decimal
from typing import Any

from guildhall.catalog.queries import shares_of
from guildhall.catalog.types import Part
from guildhall.kernel.money import Money
from guildhall.orders import rules
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.types import LineAmounts, PricedLine

NONE = Decimal(0)
UNTOUCHED: dict[str, Any] = {
    "canceled": NONE,
    "fulfilled": NONE,
    "shipped": NONE,
    "delivered": NONE,
    "return_requested": NONE,
    "return_received": NONE,
    "return_dismissed": NONE,
    "written_off": NONE,
}
"""What is counted of a line that has just come: nothing."""


def frozen_line(order: Order, position: int, line: PricedLine) -> OrderLine:
    """Return a priced line as a row of an order."""
    variant, amounts = line.variant, line.amounts
    return OrderLine(
        order=order,
        position=position,
        variant_id=variant.variant_id,
        sku=variant.sku,
        title=variant.title,
        unit=variant.unit,
        quantity=line.quantity,
        unit_price=variant.price.amount,
        tax_rate=variant.tax_rate,
        net=amounts.net.amount,
        tax=amounts.tax.amount,
        total=amounts.total.amount,
        discount=sum((each.amount.amount for each in line.discounts), NONE),
        discounts=[each.kept for each in line.discounts] or None,
        parts=frozen(line.parts, line.quantity, amounts) if line.parts else None,
        price_origin=variant.origin.kept(),
        revision=order.revision,
        **UNTOUCHED,
    )


def line_again(order: Order, line: OrderLine, quantity: Decimal, *, price: Decimal) -> OrderLine:
    """Return a line like another, of its own number and price; discounts stay behind."""
    amounts = rules.line_amounts(
        Money(price, order.currency),
        quantity,
        tax_rate=line.tax_rate,
        includes_tax=order.channel.prices_include_tax,
    )
    return OrderLine(
        order=order,
        position=line.position,
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        quantity=quantity,
        unit_price=price,
        tax_rate=line.tax_rate,
        net=amounts.net.amount,
        tax=amounts.tax.amount,
        total=amounts.total.amount,
        discount=NONE,
        parts=_parts_again(line, quantity, amounts),
        price_origin=line.price_origin,
        revision=order.revision,
        **UNTOUCHED,
    )


def frozen(
    parts: tuple[Part, ...], quantity: Decimal, amounts: LineAmounts
) -> list[dict[str, str]]:
    """Return what a bundle's line consists of, as it is kept: each part with its share.

    Together the shares are the line, to the cent, so that a part can be given back by itself.
    """
    nets, taxes = shares_of(amounts.net, parts), shares_of(amounts.tax, parts)
    return [
        {
            "sku": part.sku,
            "quantity": str(part.quantity * quantity),
            "net": str(net.amount.amount),
            "tax": str(tax.amount.amount),
        }
        for part, net, tax in zip(parts, nets, taxes, strict=True)
    ]


def _parts_again(
    line: OrderLine, quantity: Decimal, amounts: LineAmounts
) -> list[dict[str, str]] | None:
    """Return a bundle's parts for another number of it, shared as they were before."""
    if not line.parts:
        return None
    weights = [Decimal(part["net"]) for part in line.parts]
    if not any(weights):
        weights = [Decimal(part["quantity"]) for part in line.parts]
    nets, taxes = amounts.net.split(weights), amounts.tax.split(weights)
    return [
        {
            "sku": part["sku"],
            "quantity": str(Decimal(part["quantity"]) * quantity / line.quantity),
            "net": str(net.amount),
            "tax": str(tax.amount),
        }
        for part, net, tax in zip(line.parts, nets, taxes, strict=True)
    ]
