"""What each part of a bundle brings. Pure."""

from collections.abc import Sequence

from guildhall.catalog.types import Part, Share
from guildhall.kernel.money import Money


def shares_of(total: Money, parts: Sequence[Part]) -> tuple[Share, ...]:
    """Share a bundle's revenue among its parts to the cent.

    By their weights, or by their quantities where no part has a weight.
    """
    weights = [part.weight for part in parts]
    if not any(weights):
        weights = [part.quantity for part in parts]
    amounts = total.split(weights)
    return tuple(Share(part.sku, amount) for part, amount in zip(parts, amounts, strict=True))
