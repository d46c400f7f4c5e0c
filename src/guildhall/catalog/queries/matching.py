"""What the catalogue holds of what a chunk of rows names: a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import F

from guildhall.catalog.models import (
    Barcode,
    Category,
    Option,
    Product,
    TaxClass,
    Variant,
    VariantOption,
)
from guildhall.catalog.rules.gtins import same_codes
from guildhall.catalog.rules.judging import (
    Known,
    KnownProduct,
    KnownVariant,
    code_of,
    form_of,
)
from guildhall.catalog.types.imports import Incoming
from guildhall.kernel.arrays import any_of


def known_of(rows: Sequence[Incoming]) -> Known:
    """Return all that these rows are judged against."""
    variants = known_variants(row.sku for row in rows)
    codes = {code_of(row, variants.get(row.sku)) for row in rows}
    products = _products(codes)
    if any(row.options for row in rows) or _any_axes(products):
        variants, products = _with_options(variants, products)
    return Known(
        variants=variants,
        products=products,
        barcodes=_barcodes(rows),
        tax_classes=dict(TaxClass.objects.values_list("code", "id")),
        category_paths=_paths(rows),
    )


def known_variants(skus: Iterable[str]) -> dict[str, KnownVariant]:
    """Return which of these SKUs there are, each with the code of its product."""
    found = Variant.objects.filter(any_of("sku", skus)).values_list(
        "sku", "id", "product__code", "archived_at", "unit"
    )
    return {
        sku: KnownVariant(key, product, archived is not None, unit)
        for sku, key, product, archived, unit in found
    }


def _products(codes: Iterable[str]) -> dict[str, KnownProduct]:
    found = Product.objects.filter(any_of("code", codes)).values_list("code", "id", "archived_at")
    return {code: KnownProduct(key, archived is not None) for code, key, archived in found}


def _any_axes(products: dict[str, KnownProduct]) -> bool:
    ids = [each.id for each in products.values()]
    return Option.objects.filter(any_of("product", ids)).exists()


def _with_options(
    variants: dict[str, KnownVariant], products: dict[str, KnownProduct]
) -> tuple[dict[str, KnownVariant], dict[str, KnownProduct]]:
    """Return the same with what their variants differ in."""
    ids = [each.id for each in products.values()]
    axes, chosen = _axes(ids), _chosen(ids)
    variants_of = Variant.objects.filter(any_of("product", ids))
    peopled = set(variants_of.values_list("product_id", flat=True).distinct())
    return (
        {
            sku: replace(each, options=tuple(chosen[products[each.product].id].get(sku, ())))
            for sku, each in variants.items()
        },
        {
            code: KnownProduct(
                each.id,
                each.is_archived,
                tuple(axes[each.id]),
                {frozenset(options): sku for sku, options in chosen[each.id].items()},
                each.id in peopled,
            )
            for code, each in products.items()
        },
    )


def _axes(products: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Return what the variants of each product differ in, in order."""
    axes: defaultdict[UUID, list[str]] = defaultdict(list)
    for product, name in (
        Option.objects.filter(any_of("product", products))
        .order_by("position", "name")
        .values_list("product_id", "name")
    ):
        axes[product].append(name)
    return axes


def _chosen(products: Sequence[UUID]) -> Mapping[UUID, Mapping[str, list[tuple[str, str]]]]:
    """Return what each variant of these products is, by SKU."""
    chosen: defaultdict[UUID, defaultdict[str, list[tuple[str, str]]]]
    chosen = defaultdict(lambda: defaultdict(list))
    for product, sku, name, value in (
        VariantOption.objects.filter(
            any_of("variant__product", products), variant__archived_at__isnull=True
        )
        .annotate(of=F("variant__product_id"))
        .order_by("option__position", "option__name")
        .values_list("of", "variant__sku", "option__name", "value__value")
    ):
        chosen[product][sku].append((name, value))
    return chosen


def _barcodes(rows: Iterable[Incoming]) -> dict[str, str]:
    codes = {form for row in rows for code in row.barcodes for form in same_codes(code)}
    if not codes:
        return {}
    found = Barcode.objects.filter(any_of("code", codes)).values_list("code", "variant__sku")
    return {form_of(code): sku for code, sku in found}


def _paths(rows: Iterable[Incoming]) -> dict[str, UUID]:
    paths = {row.category for row in rows if row.category and row.category.startswith("/")}
    if not paths:
        return {}
    return dict(Category.objects.filter(path__in=paths).values_list("path", "id"))
