"""Bundles: of what they consist, and what each part brings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from guildhall.catalog.errors import BundleIsEmpty, UsedInBundle
from guildhall.catalog.models import BundlePart, Variant
from guildhall.catalog.rules import bundles
from guildhall.catalog.types import Part, PartCard, Share
from guildhall.kernel.money import Money


def parts_of(variants: Iterable[UUID]) -> dict[UUID, tuple[Part, ...]]:
    """Return the parts of these bundles, in one statement; what is no bundle is left out."""
    rows = (
        BundlePart.objects.filter(bundle__in=list(variants))
        .order_by("bundle", "component__sku")
        .values_list("bundle", "component", "component__sku", "quantity", "weight")
    )
    found: dict[UUID, tuple[Part, ...]] = defaultdict(tuple)
    for bundle, component, sku, quantity, weight in rows:
        found[bundle] = (*found[bundle], Part(component, sku, quantity, weight))
    return dict(found)


def explode(wanted: Mapping[UUID, str]) -> dict[UUID, tuple[Part, ...]]:
    """Return the parts of bundles that are about to be sold, in one statement.

    Refuses with BundleIsEmpty: what has no parts has no stock.
    """
    found = parts_of(wanted)
    for variant, sku in wanted.items():
        if variant not in found:
            raise BundleIsEmpty(sku=sku)
    return found


def shares_of(total: Money, parts: tuple[Part, ...]) -> tuple[Share, ...]:
    """Return what each part has of a bundle's revenue: together all of it, to the cent."""
    return bundles.shares_of(total, parts)


def part_cards(product: UUID) -> dict[UUID, tuple[PartCard, ...]]:
    """Return the parts of a product's variants as its editor shows them."""
    rows = (
        BundlePart.objects.filter(bundle__product=product)
        .select_related("component__product")
        .order_by("component__sku")
    )
    found: dict[UUID, tuple[PartCard, ...]] = defaultdict(tuple)
    for row in rows:
        component = row.component
        gone = component.archived_at or component.product.archived_at
        card = PartCard(
            variant_id=component.id,
            sku=component.sku,
            title=component.title,
            quantity=row.quantity,
            weight=row.weight,
            is_archived=gone is not None,
        )
        found[row.bundle_id] = (*found[row.bundle_id], card)
    return dict(found)


def must_not_be_parts(variants: Iterable[Variant]) -> None:
    """Refuse with UsedInBundle where a bundle that is not archived needs one of these."""
    part = (
        BundlePart.objects.filter(
            component__in=[variant.id for variant in variants],
            bundle__archived_at__isnull=True,
            bundle__product__archived_at__isnull=True,
        )
        .select_related("component", "bundle")
        .order_by("bundle__sku")
        .first()
    )
    if part is not None:
        raise UsedInBundle(sku=part.component.sku, bundle=part.bundle.sku)
