"""How much of goods and of bundles could be sold. A hint: only locked rows decide."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.queries import parts_of
from guildhall.catalog.types import Part
from guildhall.inventory import rules
from guildhall.inventory.queries.availability import available_for
from guildhall.inventory.types import Sellable, Source

NOTHING = Decimal(0)


def available_with_bundles(
    goods: Sequence[UUID], bundles: Sequence[UUID], *, source: Source
) -> dict[UUID, Decimal]:
    """Return what could be sold of each, of a bundle as much as its scarcest part allows.

    One statement, and one more where there are bundles. A bundle without parts has none.
    """
    return _left(goods, parts_of(bundles) if bundles else {}, source)


def available_of_all(variants: Sequence[UUID], *, source: Source) -> dict[UUID, Decimal]:
    """Return the same in two statements where nobody knows which of them are bundles."""
    parts = parts_of(variants)
    return _left([variant for variant in variants if variant not in parts], parts, source)


def _left(
    goods: Sequence[UUID], parts: Mapping[UUID, tuple[Part, ...]], source: Source
) -> dict[UUID, Decimal]:
    components = {part.variant_id for each in parts.values() for part in each}
    left = available_for([*goods, *components], source=source)
    found = {variant: left[variant] for variant in goods if variant in left}
    return found | {bundle: _makes(each, left) for bundle, each in parts.items()}


def _makes(parts: Sequence[Part], left: Mapping[UUID, Decimal]) -> Decimal:
    each = [Sellable(left.get(part.variant_id, NOTHING)) for part in parts]
    return rules.left_of_bundle(parts, each).here
