"""What of a bundle's line is kept: its parts, each with its share of the amounts."""

from decimal import Decimal

from guildhall.catalog.queries import shares_of
from guildhall.catalog.types import Part
from guildhall.orders.types import LineAmounts


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
