"""Products: added, changed, archived and restored by people."""

from dataclasses import replace

import pytest

from guildhall.catalog.errors import (
    CategoryNotFound,
    CodeTaken,
    GoodsArchived,
    ProductNotFound,
    SkuTaken,
)
from guildhall.catalog.operations import (
    archive_product,
    change_product,
    create_product,
    open_category,
    restore_product,
)
from guildhall.catalog.queries import (
    count_catalog,
    count_products,
    get_product_detail,
    list_catalog,
)
from guildhall.catalog.states import ProductKind
from guildhall.catalog.types import ProductDraft, ProductEdit, ProductFilter
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import Invalid, NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.operations import open_channel
from tests.factories.company import make_company, make_order
from tests.factories.goods import make_shirt, skus_of

LAMP = ProductDraft("LAMP", "Desk lamp", brand="Lumen")


def _found(**chosen: object) -> list[str]:
    filter_ = replace(ProductFilter(), **chosen)  # type: ignore[arg-type]
    page = list_catalog(filter_)
    assert count_catalog(filter_) == len(page.items)
    return [row.code for row in page.items]


def test_a_product_without_options_has_one_variant_with_its_code(
    alpha: Scope, stamp: Stamp
) -> None:
    create_product(LAMP, stamp=stamp)

    found = get_product_detail("LAMP")
    assert [(v.sku, v.title, v.unit) for v in found.variants] == [("LAMP", "Desk lamp", "each")]
    assert (found.row.state, found.row.brand, found.missing) == ("on_sale", "Lumen", 0)
    told = [fact.type for fact in facts_about(["product:LAMP"])]
    assert told == ["catalog.variants_added", "catalog.product_created"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(LAMP, code=""), "code"),
        (replace(LAMP, code="A B"), "code"),
        (replace(LAMP, code="A/B"), "code"),
        (replace(LAMP, code="A" * 65), "code"),
        (replace(LAMP, title="  "), "title"),
        (replace(LAMP, brand="B" * 121), "brand"),
        (replace(LAMP, unit=""), "unit"),
        (replace(LAMP, kind=ProductKind.DIGITAL), "kind"),
        (replace(LAMP, kind=ProductKind.BUNDLE, unit="kg"), "unit"),
    ],
)
def test_a_product_that_cannot_be_is_refused_by_field(
    alpha: Scope, stamp: Stamp, draft: ProductDraft, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        create_product(draft, stamp=stamp)

    assert set(caught.value.errors) == {field}


def test_a_code_and_an_sku_are_there_once(alpha: Scope, stamp: Stamp) -> None:
    make_shirt(stamp=stamp)

    with pytest.raises(CodeTaken):
        create_product(replace(LAMP, code="SHIRT"), stamp=stamp)
    with pytest.raises(SkuTaken):
        create_product(replace(LAMP, code="SHIRT-RED-S"), stamp=stamp)


def test_a_category_that_is_not_there_is_refused(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(CategoryNotFound):
        create_product(replace(LAMP, category="nowhere"), stamp=stamp)


def test_an_edit_changes_what_it_names_and_says_what_it_was(alpha: Scope, stamp: Stamp) -> None:
    open_category("light", title="Light", stamp=stamp)
    create_product(LAMP, stamp=stamp)

    edited = ProductEdit(title="Floor lamp", category="light")
    change_product("LAMP", values=edited, stamp=stamp)

    found = get_product_detail("LAMP")
    assert (found.row.title, found.row.brand, found.row.category) == (
        "Floor lamp",
        "Lumen",
        "light",
    )
    assert found.variants[0].title == "Floor lamp"
    changes = facts_about(["product:LAMP"])[-1].changes
    assert changes is not None
    assert changes["title"] == ["Desk lamp", "Floor lamp"]


def test_an_edit_that_changes_nothing_is_no_fact(alpha: Scope, stamp: Stamp) -> None:
    create_product(LAMP, stamp=stamp)
    before = len(facts_about(["product:LAMP"]))

    change_product("LAMP", values=ProductEdit(title="Desk lamp"), stamp=stamp)

    assert len(facts_about(["product:LAMP"])) == before


def test_whoever_read_an_older_version_changes_nothing(alpha: Scope, stamp: Stamp) -> None:
    create_product(LAMP, stamp=stamp)
    read = Expected((quoted(get_product_detail("LAMP").row.version),))
    later = replace(stamp, at=stamp.at.replace(year=stamp.at.year + 1))
    change_product("LAMP", values=ProductEdit(title="Mine"), stamp=later, expected=read)

    with pytest.raises(ChangedMeanwhile):
        change_product("LAMP", values=ProductEdit(title="Theirs"), stamp=later, expected=read)

    assert get_product_detail("LAMP").row.title == "Mine"


def test_an_archived_product_is_kept_and_not_sold(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    order = make_order(company, {"APPLE": 1}, stamp=stamp)

    archive_product("APPLE", stamp=stamp)
    archive_product("APPLE", stamp=stamp)

    assert "APPLE" not in _found()
    assert _found(state="archived") == ["APPLE"]
    assert order.lines[0].sku == "APPLE"
    with pytest.raises(GoodsArchived):
        change_product("APPLE", values=ProductEdit(title="x"), stamp=stamp)
    types = [fact.type for fact in facts_about(["product:APPLE"])]
    assert types == ["catalog.product_archived"]


def test_a_restored_product_is_sold_only_when_somebody_says_so(alpha: Scope, stamp: Stamp) -> None:
    create_product(LAMP, stamp=stamp)
    archive_product("LAMP", stamp=stamp)

    restore_product("LAMP", stamp=stamp)
    assert _found(state="off_sale") == ["LAMP"]

    change_product("LAMP", values=ProductEdit(is_active=True), stamp=stamp)
    assert _found(state="on_sale") == ["LAMP"]


def test_what_is_archived_takes_no_room_in_a_plan(alpha: Scope, stamp: Stamp) -> None:
    create_product(LAMP, stamp=stamp)
    make_shirt(stamp=stamp)

    archive_product("LAMP", stamp=stamp)

    assert count_products() == 1


def test_a_list_shows_what_is_asked_for(alpha: Scope, stamp: Stamp) -> None:
    open_category("home", title="Home", stamp=stamp)
    open_category("light", title="Light", parent="home", stamp=stamp)
    create_product(replace(LAMP, category="light"), stamp=stamp)
    create_product(ProductDraft("BOX", "Box", kind=ProductKind.BUNDLE), stamp=stamp)
    make_shirt(stamp=stamp)

    assert set(_found()) == {"LAMP", "BOX", "SHIRT"}
    assert _found(text="desk") == ["LAMP"]
    assert _found(text="shirt-blue-m") == ["SHIRT"]
    assert _found(category="home") == ["LAMP"]
    assert _found(brand="Lumen") == ["LAMP"]
    assert _found(kind="bundle") == ["BOX"]
    assert _found(category="nowhere") == []


def test_who_follows_changes_hears_of_what_was_archived(alpha: Scope, stamp: Stamp) -> None:
    create_product(LAMP, stamp=stamp)
    make_shirt(stamp=stamp)
    later = replace(stamp, at=stamp.at.replace(year=stamp.at.year + 1))

    archive_product("LAMP", stamp=later)

    page = list_catalog(ProductFilter(updated_since=later.at))
    assert [(row.code, row.state) for row in page.items] == [("LAMP", "archived")]


def test_a_reach_shows_what_its_channels_sell(alpha: Scope, stamp: Stamp) -> None:
    make_company(skus=("APPLE",))
    open_channel("b2b", name="B2B", brand=("trade", "Trade"), currency="USD", stamp=stamp)
    create_product(LAMP, stamp=stamp)

    assert set(_found(scopes=())) == {"APPLE", "LAMP"}
    assert _found(scopes=("channel:web",)) == _found(scopes=("brand:house",)) == ["APPLE"]
    assert _found(scopes=("channel:b2b",)) == _found(scopes=("store:S1",)) == []


def test_a_right_on_one_channel_does_not_change_what_all_channels_share(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(skus=("APPLE",))
    theirs = replace(stamp, by=Actor("staff", "x", (Grant("catalog:edit", "channel:web"),)))

    with pytest.raises(NotPermitted):
        change_product("APPLE", values=ProductEdit(title="x"), stamp=theirs)
    with pytest.raises(NotPermitted):
        create_product(LAMP, stamp=theirs)
    with pytest.raises(NotPermitted):
        archive_product("APPLE", stamp=theirs)
    with pytest.raises(NotPermitted):
        restore_product("APPLE", stamp=theirs)


def test_a_product_that_is_not_there_is_refused(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(ProductNotFound):
        change_product("NOPE", values=ProductEdit(title="x"), stamp=stamp)
    assert skus_of(make_shirt(stamp=stamp).row.code)[0] == "SHIRT-RED-S"
