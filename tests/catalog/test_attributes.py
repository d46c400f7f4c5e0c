"""Attributes: what products state has a type, a place in the tree, and is needed or not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.catalog.errors import (
    AttributeNotFound,
    AttributesMissing,
    AttributeTaken,
    CategoryNotFound,
)
from guildhall.catalog.operations import (
    archive_attribute,
    change_attribute,
    change_product,
    create_product,
    define_attribute,
    open_category,
    restore_attribute,
    state_attributes,
    state_variant_attributes,
)
from guildhall.catalog.queries import get_attribute, get_product_detail, list_attributes
from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import (
    AttributeDraft,
    AttributeEdit,
    Choice,
    ProductDraft,
    ProductEdit,
)
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.goods import make_shirt

WOOL = (Choice("wool", "Wool"), Choice("silk", "Silk"))
DRAFTS = (
    AttributeDraft("note", "Note", AttributeType.TEXT),
    AttributeDraft("size", "Size", AttributeType.NUMBER, "cm", least=Decimal(1), most=Decimal(9)),
    AttributeDraft("organic", "Organic", AttributeType.FLAG),
    AttributeDraft("since", "Since", AttributeType.DAY),
    AttributeDraft("made", "Made of", AttributeType.CHOICE, choices=WOOL),
    AttributeDraft("mix", "Mix", AttributeType.CHOICES, choices=WOOL),
)


@pytest.fixture
def lamp(alpha: Scope, stamp: Stamp) -> str:
    for draft in DRAFTS:
        define_attribute(draft, stamp=stamp)
    create_product(ProductDraft("LAMP", "Lamp"), stamp=stamp)
    return "LAMP"


def _stated(code: str, sku: str = "") -> Mapping[str, Sequence[str]]:
    return {
        each.attribute.code: each.values
        for each in get_product_detail(code).stated
        if each.sku == sku
    }


def test_each_type_is_stated_and_read_back(lamp: str, stamp: Stamp) -> None:
    said = {
        "note": ["hand made"],
        "size": ["2.50"],
        "organic": ["yes"],
        "since": ["2026-03-01"],
        "made": ["wool"],
        "mix": ["silk", "wool"],
    }

    state_attributes(lamp, values=said, stamp=stamp)

    assert _stated(lamp) == {
        "note": ("hand made",),
        "size": ("2.5",),
        "organic": ("true",),
        "since": ("2026-03-01",),
        "made": ("wool",),
        "mix": ("wool", "silk"),
    }


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("note", ["x" * 501]),
        ("note", ["one", "two"]),
        ("size", ["tall"]),
        ("size", ["0.5"]),
        ("size", ["10"]),
        ("size", ["1.2345"]),
        ("size", ["NaN"]),
        ("organic", ["perhaps"]),
        ("since", ["2026-13-01"]),
        ("made", ["linen"]),
        ("made", ["wool", "silk"]),
        ("mix", ["wool", "linen"]),
    ],
)
def test_what_has_not_the_type_is_refused_by_its_name(
    lamp: str, stamp: Stamp, code: str, values: list[str]
) -> None:
    said = {code: values, "organic" if code != "organic" else "note": ["true"]}

    with pytest.raises(Invalid) as caught:
        state_attributes(lamp, values=said, stamp=stamp)

    assert set(caught.value.errors) == {code}
    assert not any(_stated(lamp).values())


def test_a_statement_is_taken_back_and_what_is_not_named_stays(lamp: str, stamp: Stamp) -> None:
    state_attributes(lamp, values={"note": ["x"], "organic": ["no"]}, stamp=stamp)

    state_attributes(lamp, values={"note": []}, stamp=stamp)
    state_attributes(lamp, values={"organic": ["false"]}, stamp=stamp)

    assert (_stated(lamp)["note"], _stated(lamp)["organic"]) == ((), ("false",))
    types = [fact.type for fact in facts_about(["product:LAMP"])]
    assert types.count("catalog.attributes_stated") == 2


def test_an_attribute_of_a_category_is_for_what_lies_below_it(lamp: str, stamp: Stamp) -> None:
    open_category("home", title="Home", stamp=stamp)
    open_category("light", title="Light", parent="home", stamp=stamp)
    watts = AttributeDraft("watts", "Watts", AttributeType.NUMBER, category="home")
    define_attribute(watts, stamp=stamp)

    with pytest.raises(AttributeNotFound):
        state_attributes(lamp, values={"watts": ["60"]}, stamp=stamp)
    change_product(lamp, values=ProductEdit(category="light"), stamp=stamp)
    state_attributes(lamp, values={"watts": ["60"]}, stamp=stamp)
    change_product(lamp, values=ProductEdit(category=""), stamp=stamp)

    assert _stated(lamp)["watts"] == ("60",)
    with pytest.raises(CategoryNotFound):
        define_attribute(replace(watts, code="w", category="nowhere"), stamp=stamp)


def test_an_attribute_of_variants_is_stated_by_each(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)
    define_attribute(
        AttributeDraft("care", "Care", AttributeType.TEXT, of_variants=True), stamp=stamp
    )

    state_variant_attributes("SHIRT-RED-S", values={"care": ["cold"]}, stamp=stamp)

    assert _stated("SHIRT", "SHIRT-RED-S") == {"care": ("cold",)}
    assert _stated("SHIRT", "SHIRT-RED-M") == {"care": ()}
    with pytest.raises(AttributeNotFound):
        state_attributes("SHIRT", values={"care": ["cold"]}, stamp=stamp)


def test_what_is_needed_is_there_before_a_product_is_sold(lamp: str, stamp: Stamp) -> None:
    change_product(lamp, values=ProductEdit(is_active=False), stamp=stamp)
    change_attribute("note", values=AttributeEdit(is_required=True), stamp=stamp)

    with pytest.raises(AttributesMissing) as caught:
        change_product(lamp, values=ProductEdit(is_active=True), stamp=stamp)
    assert caught.value.facts["attributes"] == "Note"

    state_attributes(lamp, values={"note": ["there"]}, stamp=stamp)
    change_product(lamp, values=ProductEdit(is_active=True), stamp=stamp)
    with pytest.raises(Invalid):
        state_attributes(lamp, values={"note": []}, stamp=stamp)


def test_an_archived_attribute_is_stated_no_more_and_forgets_nothing(
    lamp: str, stamp: Stamp
) -> None:
    state_attributes(lamp, values={"note": ["kept"]}, stamp=stamp)
    archive_attribute("note", stamp=stamp)
    archive_attribute("since", stamp=stamp)

    assert _stated(lamp)["note"] == ("kept",)
    assert "since" not in _stated(lamp)
    assert [card.code for card in list_attributes(archived=True)] == ["note", "since"]
    restore_attribute("since", stamp=stamp)
    assert "since" in _stated(lamp)


def test_choices_are_added_and_called_otherwise(lamp: str, stamp: Stamp) -> None:
    state_attributes(lamp, values={"made": ["wool"]}, stamp=stamp)
    more = (Choice("wool", "New wool"), Choice("linen", "Linen"))

    change_attribute("made", values=AttributeEdit(choices=more), stamp=stamp)

    titles = [choice.title for choice in get_attribute("made").choices]
    assert titles == ["New wool", "Silk", "Linen"]
    assert _stated(lamp)["made"] == ("wool",)
    with pytest.raises(Invalid):
        change_attribute("note", values=AttributeEdit(choices=more), stamp=stamp)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DRAFTS[0], code="Note"),
        replace(DRAFTS[0], code=""),
        replace(DRAFTS[0], code="n", title=" "),
        replace(DRAFTS[0], code="n", unit="x" * 13),
        replace(DRAFTS[0], code="n", choices=WOOL),
        replace(DRAFTS[0], code="n", least=Decimal(1)),
        replace(DRAFTS[1], code="n", least=Decimal(9), most=Decimal(1)),
        replace(DRAFTS[1], code="n", most=Decimal("1.2345")),
        replace(DRAFTS[4], code="n", choices=()),
        replace(DRAFTS[4], code="n", choices=(WOOL[0], WOOL[0])),
        replace(DRAFTS[4], code="n", choices=(Choice("A B", "x"),)),
    ],
)
def test_an_attribute_that_cannot_be_is_refused(
    alpha: Scope, stamp: Stamp, wrong: AttributeDraft
) -> None:
    with pytest.raises(Invalid):
        define_attribute(wrong, stamp=stamp)


def test_a_code_is_there_once_and_who_may_not_edit_defines_nothing(
    lamp: str, stamp: Stamp
) -> None:
    theirs = replace(stamp, by=Actor("staff", "x"))

    with pytest.raises(AttributeTaken):
        define_attribute(DRAFTS[0], stamp=stamp)
    with pytest.raises(NotPermitted):
        define_attribute(DRAFTS[0], stamp=theirs)
    with pytest.raises(NotPermitted):
        state_attributes(lamp, values={}, stamp=theirs)
    with pytest.raises(AttributeNotFound):
        archive_attribute("nope", stamp=stamp)
