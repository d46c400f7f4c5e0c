"""Barcodes and units: what a code means, and how much of the base unit something is."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.errors import NotExact, ProductNotFound, UnitNotFound
from guildhall.catalog.models import Barcode, Variant, VariantUnit
from guildhall.catalog.rules import gtins, units
from guildhall.catalog.states import Packaging
from guildhall.catalog.types import BarcodeCard, UnitCard


def barcodes_of(variants: Iterable[UUID]) -> dict[UUID, tuple[BarcodeCard, ...]]:
    """Return the barcodes of these variants: units first, the old ones last."""
    rows = Barcode.objects.filter(variant__in=list(variants))
    found: dict[UUID, tuple[BarcodeCard, ...]] = defaultdict(tuple)
    for row in rows.order_by("is_legacy", "factor", "code"):
        card = BarcodeCard(row.code, Packaging(row.packaging), row.factor, row.is_legacy)
        found[row.variant_id] = (*found[row.variant_id], card)
    return dict(found)


def units_of(variants: Iterable[UUID]) -> dict[UUID, tuple[UnitCard, ...]]:
    """Return the other units of these variants, the smallest first."""
    rows = VariantUnit.objects.filter(variant__in=list(variants))
    found: dict[UUID, tuple[UnitCard, ...]] = defaultdict(tuple)
    for row in rows.order_by("factor", "unit"):
        found[row.variant_id] = (*found[row.variant_id], UnitCard(row.unit, row.factor))
    return dict(found)


def find_barcode(code: str) -> tuple[str, BarcodeCard] | None:
    """Return the SKU that a scanned code belongs to, and what package it is; or None.

    A GTIN is found with fewer or more zeros in front: scanners differ in what they send.
    """
    row = Barcode.objects.select_related("variant").filter(code__in=same_codes(code)).first()
    if row is None:
        return None
    card = BarcodeCard(row.code, Packaging(row.packaging), row.factor, row.is_legacy)
    return row.variant.sku, card


def same_codes(code: str) -> tuple[str, ...]:
    """Return all the ways in which a barcode may be written."""
    return gtins.same_codes(code.strip())


def to_base_units(sku: str, quantity: Decimal, unit: str) -> Decimal:
    """Return a quantity of a variant in its base unit.

    Refuses with ProductNotFound, UnitNotFound or NotExact.
    """
    base, factor = _factor(sku, unit)
    found = units.to_base(quantity, factor=factor, base=base)
    if found is None:
        raise NotExact(quantity=quantity, unit=unit, base=base)
    return found


def from_base_units(sku: str, quantity: Decimal, unit: str) -> Decimal:
    """Return a quantity of the base unit in another one.

    Refuses with ProductNotFound, UnitNotFound, or with NotExact rather than rounding.
    """
    base, factor = _factor(sku, unit)
    found = units.from_base(quantity, factor=factor, unit=unit)
    if found is None:
        raise NotExact(quantity=quantity, unit=base, base=unit)
    return found


def _factor(sku: str, unit: str) -> tuple[str, Decimal]:
    """Return a variant's base unit, and how much of it one of `unit` is."""
    base = Variant.objects.filter(sku=sku).values_list("unit", flat=True).first()
    if base is None:
        raise ProductNotFound(sku=sku)
    if unit == base:
        return base, Decimal(1)
    row = VariantUnit.objects.filter(variant__sku=sku, unit=unit).first()
    if row is None:
        raise UnitNotFound(sku=sku, unit=unit)
    return base, row.factor
