"""Variants: the combinations of a product's options, each with an SKU of its own."""

from collections.abc import Sequence

from django.db import transaction

from guildhall.catalog.errors import CombinationTaken, GoodsArchived, TooManyVariants
from guildhall.catalog.events import (
    VariantArchived,
    VariantChanged,
    VariantRestored,
    VariantsAdded,
)
from guildhall.catalog.models import OptionValue, Product, Variant, VariantOption
from guildhall.catalog.operations.options import Axes, axes_of
from guildhall.catalog.operations.shelf import (
    lock_live_product,
    lock_live_variant,
    lock_variant,
    mint_skus,
    must_be_new_sku,
    note_change,
    note_variant,
)
from guildhall.catalog.queries.bundles import must_not_be_parts
from guildhall.catalog.rules import grids
from guildhall.catalog.types import EACH, VariantDraft, VariantEdit
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

FIELDS = ("title", "tracking", "position", "is_active")
HEAVIEST = 2**31 - 1


@transaction.atomic
def add_variant(
    code: str, *, draft: VariantDraft, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Add one variant where no other stands.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived, Invalid,
    SkuTaken, CombinationTaken or TooManyVariants.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    _check(draft)
    values = _chosen(axes_of(product), dict(draft.options))
    standing = Variant.objects.filter(product=product)
    if standing.count() >= grids.MOST_VARIANTS:
        raise TooManyVariants(count=grids.MOST_VARIANTS + 1, most=grids.MOST_VARIANTS)
    must_be_new_sku(draft.sku)
    combination = grids.combination_of(value.id for value in values)
    _must_be_free(product, combination)

    words = [value.value for value in values]
    row = Variant(
        product=product,
        sku=draft.sku,
        title=draft.title.strip() or grids.title_for(product.title, words),
        unit=draft.unit,
        combination=combination,
        position=standing.count(),
        tracking=draft.tracking,
        weight_grams=draft.weight_grams or None,
        updated_at=stamp.at,
    )
    row.save(force_insert=True)
    _stand(row, values)
    note_change(product, stamp=stamp)

    record(VariantsAdded(code=code, skus=(draft.sku,), stamp=stamp))


@transaction.atomic
def add_missing_variants(
    code: str, *, stamp: Stamp, expected: Expected = WHATEVER
) -> tuple[str, ...]:
    """Add a variant for each combination of options that has none; return their SKUs.

    An archived variant keeps its combination: what was taken out does not come back by itself.
    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or
    TooManyVariants.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    standing = list(Variant.objects.filter(product=product).values_list("unit", flat=True))
    unit = standing[0] if standing else EACH

    skus = add_grid(product, axes_of(product), unit=unit, stamp=stamp)
    if skus:
        note_change(product, stamp=stamp)
    return skus


@transaction.atomic
def change_variant(
    sku: str, *, values: VariantEdit, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Change what is said of a variant. Its SKU and its unit stay: stock is counted by them.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived or Invalid.
    """
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    told = {name: value for name in FIELDS if (value := getattr(values, name)) is not None}
    if values.title is not None and not 1 <= len(values.title.strip()) <= 200:
        raise Invalid(errors={"title": N_("Write a title of at most 200 characters.")})
    if values.weight_grams is not None:
        if not 0 <= values.weight_grams <= HEAVIEST:
            raise Invalid(errors={"weight_grams": N_("Write a weight in whole grams.")})
        told["weight_grams"] = values.weight_grams or None
    changes = edit(variant, **told)
    if not changes:
        return

    note_variant(variant, *changes, stamp=stamp)
    note_change(product, stamp=stamp)

    record(VariantChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


@transaction.atomic
def archive_variant(sku: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Take a variant out of the catalogue, and keep it.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile or UsedInBundle.
    """
    product, variant = lock_variant(sku, stamp=stamp, expected=expected)
    if variant.archived_at is not None:
        return
    must_not_be_parts([variant])

    variant.archived_at, variant.is_active = stamp.at, False
    note_variant(variant, "archived_at", "is_active", stamp=stamp)
    note_change(product, stamp=stamp)

    record(VariantArchived(code=product.code, sku=sku, stamp=stamp))


@transaction.atomic
def restore_variant(sku: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Bring an archived variant back, and sell it again where its product is sold.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived, or with
    CombinationTaken where another took its place meanwhile.
    """
    product, variant = lock_variant(sku, stamp=stamp, expected=expected)
    if variant.archived_at is None:
        return
    if product.archived_at is not None:
        raise GoodsArchived(code=product.code)
    _must_be_free(product, variant.combination)

    variant.archived_at, variant.is_active = None, True
    note_variant(variant, "archived_at", "is_active", stamp=stamp)
    note_change(product, stamp=stamp)

    record(VariantRestored(code=product.code, sku=sku, stamp=stamp))


def add_only_variant(product: Product, *, unit: str, stamp: Stamp) -> None:
    """Add the variant of a product without options: it has the product's code as its SKU."""
    must_be_new_sku(product.code)
    Variant(
        product=product, sku=product.code, title=product.title, unit=unit, updated_at=stamp.at
    ).save(force_insert=True)
    record(VariantsAdded(code=product.code, skus=(product.code,), stamp=stamp))


def add_grid(product: Product, axes: Axes, *, unit: str, stamp: Stamp) -> tuple[str, ...]:
    """Add the combinations that have no variant. Refuses with TooManyVariants."""
    words = {value.id: value for _, values in axes for value in values}
    standing = set(Variant.objects.filter(product=product).values_list("combination", flat=True))
    lacking = grids.missing([[value.id for value in values] for _, values in axes], standing)
    if len(standing) + len(lacking) > grids.MOST_VARIANTS:
        raise TooManyVariants(count=len(standing) + len(lacking), most=grids.MOST_VARIANTS)
    if not lacking:
        return ()
    rows = _rows_for(product, [[words[key] for key in each] for each in lacking], stamp)
    for position, row in enumerate(rows, start=len(standing)):
        row.unit, row.position = unit, position
    Variant.objects.bulk_create(rows)
    VariantOption.objects.bulk_create(
        VariantOption(variant=row, option_id=words[key].option_id, value_id=key)
        for row, each in zip(rows, lacking, strict=True)
        for key in each
    )
    skus = tuple(row.sku for row in rows)
    record(VariantsAdded(code=product.code, skus=skus, stamp=stamp))
    return skus


def _rows_for(
    product: Product, combinations: Sequence[Sequence[OptionValue]], stamp: Stamp
) -> list[Variant]:
    """Return rows with SKUs that nobody has, made of the product's code and the values."""
    mint_skus()
    taken = set(
        Variant.objects.filter(sku__startswith=product.code[: grids.LONGEST_SKU - 8]).values_list(
            "sku", flat=True
        )
    )
    rows = []
    for values in combinations:
        words = [value.value for value in values]
        sku = next(each for each in grids.skus_for(product.code, words) if each not in taken)
        taken.add(sku)
        rows.append(
            Variant(
                id=new_id(),
                product=product,
                sku=sku,
                title=grids.title_for(product.title, words),
                combination=grids.combination_of(value.id for value in values),
                updated_at=stamp.at,
            )
        )
    return rows


def _check(draft: VariantDraft) -> None:
    if not 1 <= len(draft.sku) <= grids.LONGEST_SKU or draft.sku != draft.sku.strip():
        raise Invalid(errors={"sku": N_("Write an SKU of at most 64 characters.")})
    if len(draft.title) > 200:
        raise Invalid(errors={"title": N_("Write a title of at most 200 characters.")})
    if not 1 <= len(draft.unit) <= 12:
        raise Invalid(errors={"unit": N_("Write a unit of at most 12 characters.")})
    if not 0 <= draft.weight_grams <= HEAVIEST:
        raise Invalid(errors={"weight_grams": N_("Write a weight in whole grams.")})


def _chosen(axes: Axes, options: dict[str, str]) -> list[OptionValue]:
    """Return the values that a variant is asked to have, one on each axis, or refuse."""
    found = []
    for option, values in axes:
        value = next((v for v in values if v.value == options.get(option.name)), None)
        if value is None:
            wrong = f"options.{option.name}"
            raise Invalid(errors={wrong: N_("Choose one of the values of this option.")})
        found.append(value)
    if set(options) - {option.name for option, _ in axes}:
        raise Invalid(errors={"options": N_("The product has no such option. Add it first.")})
    return found


def _must_be_free(product: Product, combination: str) -> None:
    """Refuse with CombinationTaken where a variant stands; the database would, too."""
    rows = Variant.objects.filter(product=product, combination=combination)
    other = rows.filter(archived_at__isnull=True).first()
    if other is not None:
        raise CombinationTaken(sku=other.sku, combination=other.title)


def _stand(variant: Variant, values: Sequence[OptionValue]) -> None:
    VariantOption.objects.bulk_create(
        VariantOption(variant=variant, option_id=value.option_id, value=value) for value in values
    )
