"""Variants by SKU, id and text."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.catalog.models import Barcode, Variant
from guildhall.catalog.rules import gtins


def variant_ids(skus: Iterable[str]) -> dict[str, UUID]:
    """Return the ids of the variants with these SKUs; unknown ones are left out."""
    return dict(Variant.objects.filter(sku__in=list(skus)).values_list("sku", "id"))


def titles_of(variants: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (sku, title) of each variant."""
    rows = Variant.objects.filter(id__in=list(variants)).values_list("id", "sku", "title")
    return {key: (sku, title) for key, sku, title in rows}


def find_variants(text: str) -> QuerySet[Variant, UUID]:
    """Return the ids of variants whose SKU, title or barcode matches, for another query's use."""
    barcodes = Barcode.objects.filter(code__in=gtins.same_codes(text)).values("variant")
    match = Q(sku__iexact=text) | Q(title__icontains=text) | Q(id__in=barcodes)
    return Variant.objects.filter(match).values_list("id", flat=True)


def weights_of(variants: Iterable[UUID]) -> dict[UUID, int]:
    """Return what one piece of each variant weighs, in grams; 0 where nobody said."""
    rows = Variant.objects.filter(id__in=list(variants)).values_list("id", "weight_grams")
    return {variant: grams or 0 for variant, grams in rows}
