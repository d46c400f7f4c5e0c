"""Pages of products: for somebody who looks after goods all day, with a scanner at hand."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from guildhall.catalog.queries import get_product_detail, variant_ids
from guildhall.catalog.types import ProductDetail
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company
from tests.factories.goods import make_shirt, skus_of

type SignIn = Callable[..., Client]

EMPTY_LINES = {
    f"{name}-{field}": value
    for name in ("options", "parts")
    for field, value in (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"))
}


def _post(client: Client, path: str, **form: object) -> int:
    told = {"token": str(new_id()), **EMPTY_LINES, **form}
    return client.post(path, told).status_code


def _page(code: str) -> str:
    return f"/products/{get_product_detail(code).row.id}"


def _variant(sku: str) -> str:
    return f"/products/variants/{variant_ids([sku])[sku]}"


def _add_shirt(client: Client) -> ProductDetail:
    lines = {
        "options-0-name": "Color",
        "options-0-values": "Red, Blue，Green",
        "options-1-name": "Size",
        "options-1-values": "S,M",
    }
    form = {"title": "Shirt", "code": "SHIRT", "kind": "goods", "unit": "each", **lines}
    assert _post(client, "/products/new", **form) == 302
    return get_product_detail("SHIRT")


def test_the_list_shows_what_its_address_says(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    owner = sign_in(Role.OWNER)
    _post(owner, f"{_page('EGGS')}/archive")
    shown = {"": 5, "q=apple": 1, "q=SHIRT-RED-S": 1, "state=archived": 1, "state=all": 6}

    assert {query: rows_of(owner.get(f"/products?{query}")) for query in shown} == shown


def test_a_page_of_the_list_costs_as_much_for_many_as_for_few(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    owner = sign_in(Role.OWNER)
    few = statements_of(owner, "/products")

    make_shirt(stamp=stamp)

    assert statements_of(owner, "/products") == few


def test_a_product_is_added_with_a_variant_for_each_combination(
    shop: Company, sign_in: SignIn
) -> None:
    found = _add_shirt(sign_in(Role.MARKETING))

    assert len(found.variants) == 6
    assert found.variants[0].options == (("Color", "Red"), ("Size", "S"))


def test_a_value_more_is_saved_and_its_variants_are_added_by_a_button(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    client, page = sign_in(Role.MARKETING), _page("SHIRT")
    lines = {
        "options-0-name": "Color",
        "options-0-values": "Red, Blue, Green",
        "options-1-name": "Size",
        "options-1-values": "S, M, L",
    }

    assert _post(client, f"{page}/options", **lines) == 302
    assert "Add 3 missing variants" in text_of(client.get(page))
    assert _post(client, f"{page}/fill") == 302

    assert len(skus_of("SHIRT")) == 9
    assert "Add 3 missing" not in text_of(client.get(page))


def test_an_option_that_is_needed_stays_and_the_page_says_by_whom(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    client, page = sign_in(Role.MARKETING), _page("SHIRT")
    form = {"token": str(new_id()), **EMPTY_LINES, "options-0-name": "Color"}

    answer = client.post(f"{page}/options", {**form, "options-0-values": "Red"})

    assert answer.status_code == 409
    assert "Color: Blue cannot go: SHIRT-BLUE-S needs it" in text_of(answer)
    assert 'value="Red"' in answer.content.decode()


def test_details_are_saved_by_whoever_saw_them_last(shop: Company, sign_in: SignIn) -> None:
    client, page = sign_in(Role.MARKETING), _page("APPLE")
    version = get_product_detail("APPLE").row.version
    form = {"title": "Red apple", "brand": "House", "category": "", "version": version}

    assert _post(client, f"{page}/change", **form) == 302
    assert _post(client, f"{page}/change", **{**form, "title": "Green apple"}) == 412

    assert get_product_detail("APPLE").row.title == "Red apple"
    assert "Details changed" in text_of(client.get(page))


def test_a_scanner_alone_gives_a_variant_its_barcode(shop: Company, sign_in: SignIn) -> None:
    client, page = sign_in(Role.MARKETING), _variant("APPLE")
    unit = {"packaging": "unit", "factor": "1"}

    assert _post(client, f"{page}/barcode", code="4006381333931", **unit) == 302
    assert _post(client, f"{page}/barcode", code="4006381333932", **unit) == 422
    case = {"packaging": "case", "factor": "12"}
    assert _post(client, f"{page}/barcode", code="14006381333938", **case) == 302

    told = text_of(client.get(page))
    assert "4006381333931 One unit 1 each" in told
    assert "14006381333938 Case 12 each" in told
    assert rows_of(client.get("/products?q=14006381333938")) == 1
    assert _post(client, f"{page}/no-barcode", code="14006381333938") == 302
    assert rows_of(client.get("/products?q=14006381333938")) == 0


def test_units_and_details_of_a_variant_are_saved(shop: Company, sign_in: SignIn) -> None:
    client, page = sign_in(Role.MARKETING), _variant("APPLE")

    assert _post(client, f"{page}/unit", unit="dozen", factor="12") == 302
    assert _post(client, f"{page}/unit", unit="each", factor="12") == 422
    form = {"title": "Apple", "weight_grams": "150", "tracking": "lot", "is_active": "on"}
    assert _post(client, f"{page}/change", **form) == 302

    (card,) = get_product_detail("APPLE").variants
    assert (card.weight_grams, card.tracking, card.units[0].unit) == (150, "lot", "dozen")
    assert _post(client, f"{page}/no-unit", unit="dozen") == 302


def test_the_parts_of_a_bundle_are_named_by_sku_or_scanned(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    box = {"title": "Box", "code": "BOX", "kind": "bundle", "unit": "each"}
    _post(client, "/products/new", **box)
    scanned = {"code": "4006381333931", "packaging": "unit", "factor": "1"}
    _post(client, f"{_variant('BREAD')}/barcode", **scanned)
    lines = {
        "parts-0-sku": "APPLE",
        "parts-0-quantity": "2",
        "parts-1-sku": "4006381333931",
        "parts-1-quantity": "1",
    }

    assert _post(client, f"{_variant('BOX')}/parts", **lines) == 302
    assert _post(client, f"{_variant('BOX')}/parts", **{"parts-0-sku": "APPLE"}) == 422

    (card,) = get_product_detail("BOX").variants
    assert [(part.sku, int(part.quantity)) for part in card.parts] == [("APPLE", 2), ("BREAD", 1)]
    assert _post(client, f"{_variant('APPLE')}/archive") == 409


def test_a_variant_and_a_product_are_archived_and_restored(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    client, page, variant = sign_in(Role.OWNER), _page("SHIRT"), _variant("SHIRT-RED-S")

    assert _post(client, f"{variant}/archive") == 302
    assert "1 archived variant" in text_of(client.get(page))
    assert _post(client, f"{variant}/restore") == 302
    for act, shown in (
        ("archive", "Archived"),
        ("restore", "Not on sale"),
    ):
        assert _post(client, f"{page}/{act}") == 302
        assert shown in text_of(client.get(page))
    assert _post(client, f"{page}/sell", on="1") == 302
    assert "On sale" in text_of(client.get(page))


def test_the_tree_is_added_moved_and_counted(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)
    for code, parent in (("home", ""), ("light", "home"), ("garden", "")):
        form = {"title": code.title(), "code": code, "parent": parent}
        assert _post(client, "/products/new-category", **form) == 302
    form = {"title": "Apple", "brand": "", "category": "light"}
    assert _post(client, f"{_page('APPLE')}/change", **form) == 302

    assert "Home home 1" in text_of(client.get("/products/categories"))
    assert rows_of(client.get("/products?category=home")) == 1
    assert _post(client, "/products/categories/light/move", parent="garden") == 302
    assert rows_of(client.get("/products?category=home")) == 0
    assert _post(client, "/products/categories/garden/move", parent="light") == 409
    assert _post(client, "/products/categories/home/remove") == 302
    change = {"title": "Lamps", "position": "0"}
    assert _post(client, "/products/categories/light/change", **change) == 302
    assert "Lamps" in text_of(client.get("/products/categories"))


def test_attributes_are_defined_filled_in_and_told_when_they_are_missing(
    shop: Company, sign_in: SignIn
) -> None:
    client, page = sign_in(Role.MARKETING), _page("APPLE")
    made = {"title": "Made of", "code": "made", "type": "choice", "choices": "wool = Wool\nSilk"}
    assert _post(client, "/products/new-attribute", **made, is_required="on") == 302
    assert _post(client, "/products/new-attribute", **made) == 409

    assert "1 missing" in text_of(client.get(page))
    assert _post(client, f"{page}/attributes", **{"stated-made": "silk"}) == 302
    assert "1 missing" not in text_of(client.get(page))
    assert _post(client, f"{page}/attributes", **{"stated-made": ""}) == 422

    change = {"title": "Cloth", "position": "1", "choices": "silk = Fine silk"}
    assert _post(client, "/products/attributes/made/change", **change) == 302
    assert "Cloth One choice Wool, Fine silk" in text_of(client.get("/products/attributes"))
    assert _post(client, "/products/attributes/made/archive") == 302
    assert _post(client, "/products/attributes/made/restore") == 302


@pytest.mark.parametrize(
    "path",
    ["/products/new", "/products/new-category", "/products/new-attribute"],
)
def test_who_may_only_look_is_not_asked_to_fill_in(
    shop: Company, sign_in: SignIn, path: str
) -> None:
    viewer = sign_in(Role.READ_ONLY)

    assert viewer.get(path).status_code == 403
    assert viewer.get("/products").status_code == 200
    page = viewer.get(_page("APPLE"))
    assert page.status_code == 200
    assert "<form" not in page.content.decode().partition('id="content"')[2]
    assert _post(viewer, f"{_page('APPLE')}/archive") == 403


def test_who_works_for_one_channel_sees_what_it_sells(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_shirt(stamp=stamp)
    marketing = sign_in(Role.MARKETING, scope="channel:web")

    assert rows_of(marketing.get("/products")) == 5
    assert marketing.get(_page("APPLE")).status_code == 200
    assert marketing.get(_page("SHIRT")).status_code == 403
    assert _post(marketing, f"{_page('APPLE')}/archive") == 403


def test_a_form_that_is_gone_back_to_leads_to_its_page(shop: Company, sign_in: SignIn) -> None:
    client, page, variant = sign_in(Role.MARKETING), _page("APPLE"), _variant("APPLE")
    forms = {
        page: (
            "change",
            "options",
            "fill",
            "variants",
            "attributes",
            "sell",
            "archive",
            "restore",
        ),
        variant: ("change", "barcode", "no-barcode", "unit", "no-unit", "parts", "attributes"),
    }

    for back, names in forms.items():
        for name in names:
            answer = client.get(f"{back}/{name}")
            assert (answer.status_code, answer.headers["Location"]) == (302, back), name


def test_a_product_that_is_not_there_is_told(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.MARKETING)

    for path in (new_id(), f"variants/{new_id()}"):
        assert client.get(f"/products/{path}").status_code == 404
    assert isinstance(variant_ids(["APPLE"])["APPLE"], UUID)
