"""Variants as scanners and papers of the warehouse name them."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.models import Barcode, Variant
from guildhall.catalog.rules.gtins import same_codes
from guildhall.catalog.states import Tracking
from guildhall.catalog.types import ScannedVariant, VariantWord


def variants_called(skus: Iterable[str]) -> dict[str, VariantWord]:
    """Return the variants with these SKUs; unknown ones are left out. One statement."""
    return {row.sku: _word(row) for row in Variant.objects.filter(sku__in=list(skus))}


def variants_of(ids: Iterable[UUID]) -> dict[UUID, VariantWord]:
    """Return these variants by id. One statement."""
    return {row.id: _word(row) for row in Variant.objects.filter(id__in=list(ids))}


def find_scanned(codes: Iterable[str]) -> dict[str, ScannedVariant]:
    """Return what these codes mean: a barcode first, then an SKU. Two statements at most.

    A GTIN is found with fewer or more zeros in front.
    """
    asked = list(dict.fromkeys(codes))
    ways = {way: code for code in reversed(asked) for way in same_codes(code.strip())}
    rows = Barcode.objects.filter(code__in=ways).select_related("variant").order_by("is_legacy")
    found: dict[str, ScannedVariant] = {}
    for row in rows:
        found.setdefault(ways[row.code], ScannedVariant(_word(row.variant), row.code, row.factor))
    rest = [code for code in asked if code not in found]
    if rest:
        for sku, word in variants_called(rest).items():
            found[sku] = ScannedVariant(word, sku, Decimal(1))
    return found


def _word(row: Variant) -> VariantWord:
    return VariantWord(row.id, row.sku, row.title, row.unit, Tracking(row.tracking))
