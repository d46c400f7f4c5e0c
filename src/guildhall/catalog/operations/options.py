"""In what a product's variants differ: its axes and their values."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import OptionInUse, ProductNotFound, TooManyVariants
from guildhall.catalog.events import OptionsChanged
from guildhall.catalog.models import Option, OptionValue, Product, Variant, VariantOption
from guildhall.catalog.operations.shelf import lock_live_product, note_change
from guildhall.catalog.rules import grids
from guildhall.catalog.types import Axis
from guildhall.kernel.changes import Changes
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

LONGEST = 60

type Axes = list[tuple[Option, list[OptionValue]]]


@transaction.atomic
def set_options(
    code: str, *, axes: Sequence[Axis], stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """Say along which axes a product's variants differ, and in which order.

    Variants that are there take the first value of an axis that is new. An axis or a value that
    a variant needs stays. Combinations that become possible are added by add_missing_variants.
    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived, Invalid,
    TooManyVariants or OptionInUse.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    before = axes_of(product)
    _must_be_axes(axes)
    wanted = tuple(axes)
    if wanted == tuple(_told(axis) for axis in before):
        return

    _drop_what_is_left_out(product, before, {axis.name: axis.values for axis in axes})
    after = write_axes(product, axes)
    _place_variants(product, after, stamp)
    note_change(product, stamp=stamp)

    record(OptionsChanged(code=code, stamp=stamp), changes=_changes(before, wanted))


@transaction.atomic
def rename_option_value(code: str, *, option: str, value: str, to: str, stamp: Stamp) -> None:
    """Spell a value another way: its variants stay where they are, with their SKUs and titles.

    Refuses with NotPermitted, ProductNotFound, GoodsArchived or Invalid.
    """
    product = lock_live_product(code, stamp=stamp)
    rows = OptionValue.objects.filter(option__product=product, option__name=option)
    found = rows.filter(value=value).first()
    if found is None:
        raise ProductNotFound(sku=f"{code} {option} {value}")
    if to == value:
        return
    if not 1 <= len(to) <= LONGEST or rows.filter(value=to).exists():
        raise Invalid(errors={"to": N_("Write a value that this option does not have yet.")})

    found.value = to
    found.save(update_fields=["value"])
    note_change(product, stamp=stamp)

    record(OptionsChanged(code=code, stamp=stamp), changes={option: [value, to]})


def axes_of(product: Product) -> Axes:
    """Return a product's axes with their values, in order. Two statements."""
    options = list(Option.objects.filter(product=product).order_by("position", "id"))
    values: dict[UUID, list[OptionValue]] = {option.id: [] for option in options}
    rows = OptionValue.objects.filter(option__product=product).order_by("position", "id")
    for row in rows:
        values[row.option_id].append(row)
    return [(option, values[option.id]) for option in options]


def write_axes(product: Product, axes: Sequence[Axis]) -> Axes:
    """Add the axes and values that are new, and put all in this order. Refuses with Invalid."""
    _must_be_axes(axes)
    if not axes:
        return []
    Option.objects.bulk_create(
        [Option(product=product, name=axis.name, position=i) for i, axis in enumerate(axes)],
        update_conflicts=True,
        unique_fields=["product", "name"],
        update_fields=["position"],
    )
    options = {row.name: row.id for row in Option.objects.filter(product=product)}
    OptionValue.objects.bulk_create(
        [
            OptionValue(option_id=options[axis.name], value=value, position=i)
            for axis in axes
            for i, value in enumerate(axis.values)
        ],
        update_conflicts=True,
        unique_fields=["option", "value"],
        update_fields=["position"],
    )
    return axes_of(product)


def _must_be_axes(axes: Sequence[Axis]) -> None:
    names = [axis.name for axis in axes]
    if len(axes) > grids.MOST_AXES:
        raise Invalid(errors={"options": N_("A product has at most five options.")})
    if (count := grids.size_of([axis.values for axis in axes])) > grids.MOST_VARIANTS:
        raise TooManyVariants(count=count, most=grids.MOST_VARIANTS)
    if len(set(names)) < len(names):
        raise Invalid(errors={"options": N_("Name each option once.")})
    for i, axis in enumerate(axes):
        if not axis.values or len(set(axis.values)) < len(axis.values):
            raise Invalid(
                errors={f"options.{i}.values": N_("Name each value once, at least one.")}
            )
        if any(not 1 <= len(word) <= LONGEST or word != word.strip() for word in _words(axis)):
            raise Invalid(errors={f"options.{i}": N_("Write names of 1 to 60 characters.")})


def _words(axis: Axis) -> tuple[str, ...]:
    return (axis.name, *axis.values)


def _told(axis: tuple[Option, list[OptionValue]]) -> Axis:
    option, values = axis
    return Axis(option.name, tuple(value.value for value in values))


def _drop_what_is_left_out(
    product: Product, before: Axes, wanted: Mapping[str, Sequence[str]]
) -> None:
    for option, values in before:
        if option.name not in wanted:
            _drop_axis(product, option)
            continue
        for value in values:
            if value.value not in wanted[option.name]:
                _drop_value(value, option)


def _drop_axis(product: Product, option: Option) -> None:
    """Take an axis away where its variants differ without it, too. Refuses with OptionInUse."""
    chosen = VariantOption.objects.filter(
        variant__product=product, variant__archived_at__isnull=True
    )
    rest: dict[UUID, set[UUID]] = {row: set() for row in chosen.values_list("variant", flat=True)}
    for variant, value in chosen.exclude(option=option).values_list("variant", "value"):
        rest[variant].add(value)
    seen = [frozenset(values) for values in rest.values()]
    if len(set(seen)) < len(seen):
        sku = Variant.objects.filter(id__in=rest).order_by("position", "sku").first()
        raise OptionInUse(option=option.name, sku=sku.sku if sku else "", count=len(seen))
    VariantOption.objects.filter(option=option).delete()
    option.delete()


def _drop_value(value: OptionValue, option: Option) -> None:
    rows = Variant.objects.filter(chosen__value=value).order_by("position", "sku")
    skus = list(rows.values_list("sku", flat=True))
    if skus:
        named = f"{option.name}: {value.value}"
        raise OptionInUse(option=named, sku=skus[0], count=len(skus))
    value.delete()


def _place_variants(product: Product, axes: Axes, stamp: Stamp) -> None:
    """Give variants a place on each axis, the first value of a new one, and keep it with them."""
    chosen: dict[UUID, dict[UUID, UUID]] = {
        row: {} for row in Variant.objects.filter(product=product).values_list("id", flat=True)
    }
    standing = VariantOption.objects.filter(variant__product=product)
    for variant, option, value in standing.values_list("variant", "option", "value"):
        chosen[variant][option] = value
    VariantOption.objects.bulk_create(
        VariantOption(variant_id=variant, option=option, value=values[0])
        for variant, places in chosen.items()
        for option, values in axes
        if option.id not in places
    )
    rows = list(Variant.objects.filter(product=product))
    for row in rows:
        places = {option.id: values[0].id for option, values in axes} | chosen[row.id]
        row.combination = grids.combination_of(places.values())
        row.updated_at = stamp.at
    Variant.objects.bulk_update(rows, ["combination", "updated_at"], batch_size=500)


def _changes(before: Axes, after: Sequence[Axis]) -> Changes:
    said = {axis.name: ", ".join(axis.values) for axis in map(_told, before)}
    says = {axis.name: ", ".join(axis.values) for axis in after}
    return {
        name: [said.get(name), says.get(name)]
        for name in {**said, **says}
        if said.get(name) != says.get(name)
    }
