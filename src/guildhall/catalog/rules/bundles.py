"""What bundles need and bring. Pure."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from guildhall.catalog.types import Part, Share
from guildhall.kernel.money import Money


def bundles_left(parts: Sequence[Part], left: Mapping[UUID, Decimal]) -> Decimal:
    """Return how many whole bundles can be made: as many as the scarcest part is there for."""
    return max(
        Decimal(0),
        min(
            (left.get(part.variant_id, Decimal(0)) / part.quantity).to_integral_value(ROUND_FLOOR)
            for part in parts
        ),
    )


def shares_of(total: Money, parts: Sequence[Part]) -> tuple[Share, ...]:
    """Share a bundle's revenue among its parts to the cent.

    By their weights, or by their quantities where no part has a weight.
    """
    weights = [part.weight for part in parts]
    if not any(weights):
        weights = [part.quantity for part in parts]
    amounts = total.split(weights)
    return tuple(Share(part.sku, amount) for part, amount in zip(parts, amounts, strict=True))
