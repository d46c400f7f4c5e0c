"""Options and variants: each combination once, and never lost."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.errors import (
    CombinationTaken,
    GoodsArchived,
    OptionInUse,
    SkuTaken,
    TooManyVariants,
)
from guildhall.catalog.models import Variant
from guildhall.catalog.operations import (
    add_missing_variants,
    add_variant,
    archive_product,
    archive_variant,
    change_variant,
    create_product,
    rename_option_value,
    restore_variant,
    set_options,
)
from guildhall.catalog.queries import get_product_detail
from guildhall.catalog.rules import grids
from guildhall.catalog.states import Tracking
from guildhall.catalog.types import Axis, ProductDraft, VariantCard, VariantDraft, VariantEdit
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.goods import COLORS, SIZES, make_shirt, skus_of
from tests.harness.crowds import crowd


def _variant(sku: str) -> VariantCard:
    return next(v for v in get_product_detail("SHIRT").variants if v.sku == sku)


def test_options_make_one_variant_of_each_combination(alpha: Scope, stamp: Stamp) -> None:
    shirt = make_shirt(stamp=stamp)

    assert [variant.sku for variant in shirt.variants] == [
        "SHIRT-RED-S",
        "SHIRT-RED-M",
        "SHIRT-RED-L",
        "SHIRT-BLUE-S",
        "SHIRT-BLUE-M",
        "SHIRT-BLUE-L",
    ]
    assert shirt.variants[4].options == (("Color", "Blue"), ("Size", "M"))
    assert shirt.variants[4].title == "Shirt, Blue, M"
    assert (shirt.options, shirt.missing) == ((COLORS, SIZES), 0)


def test_a_new_value_adds_what_is_missing_and_nothing_else(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    before = {variant.sku: variant.id for variant in get_product_detail("SHIRT").variants}

    set_options("SHIRT", axes=[Axis("Color", ("Red", "Blue", "Green")), SIZES], stamp=stamp)
    assert get_product_detail("SHIRT").missing == 3
    added = add_missing_variants("SHIRT", stamp=stamp)

    assert added == ("SHIRT-GREEN-S", "SHIRT-GREEN-M", "SHIRT-GREEN-L")
    after = {variant.sku: variant.id for variant in get_product_detail("SHIRT").variants}
    assert after | before == after
    assert add_missing_variants("SHIRT", stamp=stamp) == ()


def test_what_was_archived_does_not_come_back_by_itself(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    archive_variant("SHIRT-RED-S", stamp=stamp)

    assert add_missing_variants("SHIRT", stamp=stamp) == ()
    assert "SHIRT-RED-S" not in skus_of("SHIRT")


def test_variants_that_are_there_take_the_first_value_of_a_new_option(
    alpha: Scope, stamp: Stamp
) -> None:
    make_shirt(SIZES, stamp=stamp)

    set_options("SHIRT", axes=[SIZES, Axis("Fit", ("Slim", "Wide"))], stamp=stamp)

    assert _variant("SHIRT-S").options == (("Size", "S"), ("Fit", "Slim"))
    assert len(add_missing_variants("SHIRT", stamp=stamp)) == 3


def test_an_option_goes_where_variants_differ_without_it(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(SIZES, Axis("Fit", ("Slim",)), stamp=stamp)

    set_options("SHIRT", axes=[SIZES], stamp=stamp)

    assert _variant("SHIRT-S-SLIM").options == (("Size", "S"),)
    with pytest.raises(OptionInUse):
        set_options("SHIRT", axes=[], stamp=stamp)


def test_a_value_that_a_variant_has_stays(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)

    with pytest.raises(OptionInUse) as caught:
        set_options("SHIRT", axes=[COLORS, Axis("Size", ("S", "M"))], stamp=stamp)

    assert caught.value.facts == {"option": "Size: L", "sku": "SHIRT-RED-L", "count": 2}
    assert get_product_detail("SHIRT").options == (COLORS, SIZES)


def test_a_value_is_spelled_another_way(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)

    rename_option_value("SHIRT", option="Color", value="Red", to="Scarlet", stamp=stamp)

    assert _variant("SHIRT-RED-S").options == (("Color", "Scarlet"), ("Size", "S"))
    with pytest.raises(Invalid):
        rename_option_value("SHIRT", option="Color", value="Scarlet", to="Blue", stamp=stamp)


@pytest.mark.parametrize(
    "axes",
    [
        [Axis("Color", ())],
        [Axis("Color", ("Red", "Red"))],
        [COLORS, COLORS],
        [Axis("", ("Red",))],
        [Axis("Color", (" Red",))],
        [Axis("Color", ("R" * 61,))],
        [Axis(str(i), ("a",)) for i in range(6)],
    ],
)
def test_options_that_cannot_be_are_refused(alpha: Scope, stamp: Stamp, axes: list[Axis]) -> None:
    make_shirt(stamp=stamp)

    with pytest.raises(Invalid):
        set_options("SHIRT", axes=axes, stamp=stamp)


def test_a_grid_that_is_too_large_is_refused_before_it_is_made(alpha: Scope, stamp: Stamp) -> None:
    many = tuple(str(i) for i in range(40))

    with pytest.raises(TooManyVariants):
        make_shirt(Axis("A", many), Axis("B", many), stamp=stamp)


def test_a_combination_is_there_once_and_the_database_says_so(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    red = VariantDraft("OTHER", options=(("Color", "Red"), ("Size", "S")))
    row = Variant.objects.get(sku="SHIRT-RED-S")

    with pytest.raises(CombinationTaken):
        add_variant("SHIRT", draft=red, stamp=stamp)
    with pytest.raises(IntegrityError, match="catalog_one_of_a_kind"), transaction.atomic():
        Variant.objects.create(
            product_id=row.product_id, sku="OTHER", title="x", combination=row.combination
        )


def test_many_at_once_add_one_combination_once(committed: dict[str, Scope], stamp: Stamp) -> None:
    """Two people press the button at the same moment: one of them adds it."""
    scope = committed["alpha"]
    with enter(scope), unit():
        make_shirt(stamp=stamp)
        archive_variant("SHIRT-RED-S", stamp=stamp)

    def add(number: int, _random: object) -> str:
        draft = VariantDraft(f"MINE-{number}", options=(("Color", "Red"), ("Size", "S")))
        said = "added"
        try:
            with enter(scope), unit():
                add_variant("SHIRT", draft=draft, stamp=stamp)
        except CombinationTaken:
            said = "taken"
        connections.close_all()
        return said

    assert sorted(crowd(6, add)) == ["added", *["taken"] * 5]


def test_a_variant_stands_on_each_option(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    archive_variant("SHIRT-RED-S", stamp=stamp)

    for options in ((("Color", "Red"),), (("Color", "Pink"), ("Size", "S"))):
        with pytest.raises(Invalid):
            add_variant("SHIRT", draft=VariantDraft("NEW", options=options), stamp=stamp)
    extra = (("Color", "Red"), ("Size", "S"), ("Fit", "Slim"))
    with pytest.raises(Invalid):
        add_variant("SHIRT", draft=VariantDraft("NEW", options=extra), stamp=stamp)
    with pytest.raises(SkuTaken):
        add_variant("SHIRT", draft=VariantDraft("SHIRT-RED-M", options=extra[:2]), stamp=stamp)


def test_a_restored_variant_finds_its_place_or_is_told_who_has_it(
    alpha: Scope, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    archive_variant("SHIRT-RED-S", stamp=stamp)
    archive_variant("SHIRT-RED-M", stamp=stamp)
    again = VariantDraft("AGAIN", options=(("Color", "Red"), ("Size", "S")))
    add_variant("SHIRT", draft=again, stamp=stamp)

    restore_variant("SHIRT-RED-M", stamp=stamp)

    assert _variant("SHIRT-RED-M").state == "on_sale"
    with pytest.raises(CombinationTaken):
        restore_variant("SHIRT-RED-S", stamp=stamp)


def test_a_variant_is_edited_in_what_is_its_own(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)

    edited = VariantEdit(title="Small red", weight_grams=150, tracking=Tracking.LOT)
    change_variant("SHIRT-RED-S", values=edited, stamp=stamp)
    change_variant("SHIRT-RED-S", values=VariantEdit(is_active=False), stamp=stamp)

    found = _variant("SHIRT-RED-S")
    assert (found.title, found.weight_grams, found.tracking) == ("Small red", 150, "lot")
    assert found.state == "off_sale"
    for wrong in (VariantEdit(title=" "), VariantEdit(weight_grams=-1)):
        with pytest.raises(Invalid):
            change_variant("SHIRT-RED-S", values=wrong, stamp=stamp)


def test_nothing_of_an_archived_product_changes(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    archive_variant("SHIRT-RED-S", stamp=stamp)
    archive_product("SHIRT", stamp=stamp)

    with pytest.raises(GoodsArchived):
        set_options("SHIRT", axes=[SIZES], stamp=stamp)
    with pytest.raises(GoodsArchived):
        add_missing_variants("SHIRT", stamp=stamp)
    with pytest.raises(GoodsArchived):
        restore_variant("SHIRT-RED-S", stamp=stamp)


def test_who_may_not_edit_changes_no_variant(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    theirs = replace(stamp, by=Actor("staff", "x"))

    with pytest.raises(NotPermitted):
        add_missing_variants("SHIRT", stamp=theirs)
    with pytest.raises(NotPermitted):
        archive_variant("SHIRT-RED-S", stamp=theirs)
    with pytest.raises(NotPermitted):
        set_options("SHIRT", axes=[], stamp=theirs)


def test_an_sku_is_made_of_letters_of_any_script_and_fits(alpha: Scope, stamp: Stamp) -> None:
    long = "C" * 60
    create_product(
        ProductDraft("SHIRT", "衬衫", options=(Axis("颜色", ("红", "藏 青")),)), stamp=stamp
    )
    create_product(
        ProductDraft(long, "x", options=(Axis("n", ("Aaaaaa", "Aaaaab")),)), stamp=stamp
    )

    assert skus_of("SHIRT") == ["SHIRT-红", "SHIRT-藏青"]
    assert skus_of(long) == [f"{long}-AAA", f"{long}-A-2"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_what_is_missing_and_what_stands_are_the_whole_grid(
    sizes: list[int], data: st.DataObject
) -> None:
    axes = [[new_id() for _ in range(size)] for size in sizes]
    every = grids.missing(axes, set())
    standing = data.draw(st.sets(st.sampled_from(range(len(every)))))
    taken = {grids.combination_of(every[i]) for i in standing}

    lacking = grids.missing(axes, taken)

    assert len(every) == grids.size_of(axes)
    assert taken.isdisjoint(map(grids.combination_of, lacking))
    assert len(lacking) + len(taken) == len(every)
