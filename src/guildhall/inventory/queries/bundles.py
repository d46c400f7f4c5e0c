"""How much of goods and of bundles could be sold. A hint: only locked rows decide."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.queries import bundles_left, parts_of
from guildhall.inventory.queries.availability import available_for
from guildhall.inventory.types import Source


def available_with_bundles(
    goods: Sequence[UUID], bundles: Sequence[UUID], *, source: Source
) -> dict[UUID, Decimal]:
    """Return what could be sold of each, of a bundle as much as its scarcest part allows.

    One statement, and one more where there are bundles. A bundle without parts has none.
    """
    parts = parts_of(bundles) if bundles else {}
    components = {part.variant_id for each in parts.values() for part in each}
    left = available_for([*goods, *components], source=source)
    found = {variant: left[variant] for variant in goods if variant in left}
    return found | {bundle: bundles_left(each, left) for bundle, each in parts.items()}
