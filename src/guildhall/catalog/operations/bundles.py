"""Of what a bundle consists."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from guildhall.catalog.errors import NotABundle, PartNotPossible
from guildhall.catalog.events import PartsChanged
from guildhall.catalog.models import BundlePart, Variant
from guildhall.catalog.operations.shelf import lock_live_variant, note_change, note_variant
from guildhall.catalog.rules import units
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import PartDraft
from guildhall.kernel.changes import Changes
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

MOST_PARTS = 100
LARGEST = Decimal(1_000_000)


@transaction.atomic
def set_parts(
    sku: str, *, parts: Sequence[PartDraft], stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Say of what a bundle consists from now on; what is ordered stays as it was.

    A part is never a bundle, so that no bundle holds itself. Refuses with NotPermitted,
    ProductNotFound, ChangedMeanwhile, GoodsArchived, NotABundle, Invalid or PartNotPossible.
    """
    product, bundle = lock_live_variant(sku, stamp=stamp, expected=expected)
    if product.kind != ProductKind.BUNDLE:
        raise NotABundle(sku=sku)
    components = _components(parts)
    before = _told(bundle)

    _write(bundle, parts, components)
    changes = _changes(before, _told(bundle))
    if not changes:
        return
    note_variant(bundle, stamp=stamp)
    note_change(product, stamp=stamp)

    record(PartsChanged(code=product.code, sku=sku, stamp=stamp), changes=changes)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    return {
        name: [before.get(name), after.get(name)]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


def _write(bundle: Variant, parts: Sequence[PartDraft], components: Mapping[str, Variant]) -> None:
    BundlePart.objects.filter(bundle=bundle).exclude(component__sku__in=components).delete()
    BundlePart.objects.bulk_create(
        [
            BundlePart(
                bundle=bundle,
                component=components[part.sku],
                quantity=part.quantity,
                weight=part.weight,
            )
            for part in parts
        ],
        update_conflicts=True,
        unique_fields=["bundle", "component"],
        update_fields=["quantity", "weight"],
    )


def _components(parts: Sequence[PartDraft]) -> dict[str, Variant]:
    """Return the variants that become parts, held until this transaction ends.

    Held, so that none of them is archived, or made a bundle, at the same moment.
    """
    skus = [part.sku for part in parts]
    if len(parts) > MOST_PARTS or len(set(skus)) < len(skus):
        raise Invalid(errors={"parts": N_("Name each part once, at most a hundred.")})
    rows = (
        Variant.objects.select_related("product")
        .filter(sku__in=skus)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    found = {row.sku: row for row in rows}
    for i, part in enumerate(parts):
        row = found.get(part.sku)
        if row is None or row.archived_at or row.product.archived_at or not _is_goods(row):
            raise PartNotPossible(
                sku=part.sku, errors={f"parts.{i}.sku": N_("Choose goods of the catalog.")}
            )
        if not _is_quantity(part.quantity, row.unit):
            wrong = f"parts.{i}.quantity"
            raise Invalid(errors={wrong: N_("Write how much of it one bundle holds.")})
        if not _is_weight(part.weight):
            wrong = f"parts.{i}.weight"
            raise Invalid(errors={wrong: N_("Write a weight of zero or more.")})
    return found


def _is_goods(row: Variant) -> bool:
    return row.product.kind == ProductKind.GOODS


def _is_quantity(quantity: Decimal, unit: str) -> bool:
    return (
        quantity.is_finite() and 0 < quantity < LARGEST and units.is_countable(quantity, unit=unit)
    )


def _is_weight(weight: Decimal) -> bool:
    return weight.is_finite() and 0 <= weight < LARGEST and weight == round(weight, 3)


def _told(bundle: Variant) -> dict[str, str]:
    rows = BundlePart.objects.filter(bundle=bundle).order_by("component__sku")
    return {
        sku: f"{quantity.normalize():f} / {weight.normalize():f}"
        for sku, quantity, weight in rows.values_list("component__sku", "quantity", "weight")
    }
