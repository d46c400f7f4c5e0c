"""Files of products are checked, taken, stopped and gone on with."""

from decimal import Decimal

import pytest

from guildhall.catalog.errors.imports import (
    ImportNotChecked,
    ImportNotFound,
    MappingInvalid,
)
from guildhall.catalog.models import (
    Barcode,
    Category,
    Import,
    Option,
    Price,
    Product,
    Variant,
)
from guildhall.catalog.operations import (
    create_product,
)
from guildhall.catalog.operations.carrying import AT_ONCE, carry_import
from guildhall.catalog.operations.imports import (
    check_import,
    explain_columns,
    run_import,
    stop_import,
)
from guildhall.catalog.queries.imports import get_import, list_faults
from guildhall.catalog.states import ImportState
from guildhall.catalog.types import Axis, ProductDraft
from guildhall.catalog.types.imports import ImportTerms, Tally
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.sheets import (
    carried,
    checked,
    csv_of,
    imported,
    kept,
    now,
    xlsx_of,
)

pytestmark = pytest.mark.usefixtures("shop")

PLAIN = ("SKU", "Name", "Brand", "Category", "Barcode", "Price")
FRUIT = (
    ("FIG", "Figs", "House", "Food > Fruit", "4006381333931", "3.50"),
    ("KIWI", "奇异果", "绿野", "Food > Fruit", "", "0.80"),
    ("LEEK", "=1+1", "House", "Food > Vegetables", "20000011;20000028", "1.20"),
)


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    """Tenant alpha with products APPLE, BREAD, CHEESE, DATES and EGGS at 2.50 on "web"."""
    return make_company(stamp=stamp)


def test_a_check_tells_what_would_be_done_and_changes_nothing(stamp: Stamp) -> None:
    before = Product.objects.count()

    card = checked(csv_of(PLAIN, FRUIT), stamp=stamp)

    assert card.state is ImportState.CHECKED
    assert card.checked == Tally(added=3, products=3)
    assert (Product.objects.count(), Category.objects.count()) == (before, 0)
    assert not Fact.objects.filter(type__contains="import").exists()


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_what_a_file_brings_is_there_afterwards(make: object, stamp: Stamp) -> None:
    card = imported(make(PLAIN, FRUIT), stamp=stamp)  # type: ignore[operator] # one of two

    assert card.state is ImportState.DONE
    assert card.tally == Tally(added=3, products=3)
    kiwi = Variant.objects.select_related("product__place__parent").get(sku="KIWI")
    assert (kiwi.title, kiwi.product.brand, kiwi.unit) == ("奇异果", "绿野", "each")
    assert kiwi.product.place is not None
    assert kiwi.product.place.path == "/food/fruit/"
    assert Variant.objects.get(sku="LEEK").title == "=1+1"
    codes = Barcode.objects.filter(variant__sku="LEEK").values_list("code", flat=True)
    assert set(codes) == {"20000011", "20000028"}
    price = Price.objects.get(variant__sku="FIG")
    assert (price.amount, price.currency, price.source) == (Decimal("3.5"), "USD", "import")


def test_a_second_import_of_the_same_file_changes_nothing_and_says_so(stamp: Stamp) -> None:
    imported(csv_of(PLAIN, FRUIT), stamp=stamp)
    rows = list(Variant.objects.order_by("sku").values())
    facts = Fact.objects.filter(type="catalog.products_imported").count()

    card = imported(csv_of(PLAIN, FRUIT), stamp=stamp)

    assert card.tally == Tally(unchanged=3)
    assert list(Variant.objects.order_by("sku").values()) == rows
    assert Fact.objects.filter(type="catalog.products_imported").count() == facts


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Name", "Fresh figs"),
        ("Brand", "Orchard"),
        ("Category", "Food > Dried"),
        ("Barcode", "96385074"),
        ("Price", "3.51"),
        ("Grams", "250"),
    ],
)
def test_each_thing_that_differs_is_a_change_and_moves_the_version(
    heading: str, cell: str, stamp: Stamp
) -> None:
    imported(csv_of(PLAIN, FRUIT), stamp=stamp)
    before = Variant.objects.select_related("product").get(sku="FIG")

    card = imported(csv_of(("SKU", heading), [("FIG", cell), ("KIWI", "")]), stamp=stamp)

    after = Variant.objects.select_related("product").get(sku="FIG")
    assert card.tally == Tally(changed=1, unchanged=1)
    assert after.updated_at > before.updated_at
    assert after.product.updated_at > before.product.updated_at


def test_a_blank_cell_leaves_what_is_there(stamp: Stamp) -> None:
    imported(csv_of(PLAIN, FRUIT), stamp=stamp)

    card = imported(csv_of(PLAIN, [("FIG", "", "", "", "", "")]), stamp=stamp)

    assert card.tally == Tally(unchanged=1)
    assert Variant.objects.get(sku="FIG").title == "Figs"


def test_rows_of_one_product_become_its_variants(stamp: Stamp) -> None:
    headings = ("SKU", "Product", "Name", "Color", "Size", "Price")
    rows = [
        (f"SHIRT-{color}-{size}", "SHIRT", "Shirt" if not number else "", color, size, "19.00")
        for number, (color, size) in enumerate([("Red", "S"), ("Red", "L"), ("蓝", "S")])
    ]

    card = imported(csv_of(headings, rows), stamp=stamp)

    assert card.tally == Tally(added=3, products=1)
    product = Product.objects.get(code="SHIRT")
    titles = Variant.objects.filter(product=product).order_by("position")
    assert [row.title for row in titles] == ["Shirt, Red, S", "Shirt, Red, L", "Shirt, 蓝, S"]
    axes = Option.objects.filter(product=product).order_by("position")
    assert [axis.name for axis in axes] == ["Color", "Size"]
    assert len(set(titles.values_list("combination", flat=True))) == 3
    assert imported(csv_of(headings, rows), stamp=stamp).tally == Tally(unchanged=3)


def test_a_variant_can_be_added_to_a_product_of_the_house(stamp: Stamp) -> None:
    draft = ProductDraft(code="MUG", title="Mug", options=(Axis("Color", ("White",)),))
    create_product(draft, stamp=stamp)
    headings = ("SKU", "Product", "Color")

    card = imported(csv_of(headings, [("MUG-2", "MUG", "Black")]), stamp=stamp)

    assert card.tally == Tally(added=1)
    assert Variant.objects.get(sku="MUG-2").title == "Mug, Black"


def test_a_product_that_is_renamed_renames_the_variant_without_words_of_its_own(
    stamp: Stamp,
) -> None:
    imported(csv_of(("SKU", "Name"), [("APPLE", "Golden apple")]), stamp=stamp)

    assert Variant.objects.get(sku="APPLE").title == "Golden apple"


def test_a_file_is_not_taken_before_it_was_checked(stamp: Stamp) -> None:
    run = kept(csv_of(PLAIN, FRUIT), stamp=stamp)

    with pytest.raises(MoveNotAllowed):
        run_import(run, stamp=stamp)
    check_import(run, stamp=stamp)
    stop_import(run, stamp=stamp)
    with pytest.raises(ImportNotChecked):
        run_import(run, stamp=stamp)


def test_columns_that_are_explained_anew_are_checked_anew(stamp: Stamp) -> None:
    card = checked(csv_of(PLAIN, FRUIT), stamp=stamp)

    terms = ImportTerms(mapping={"SKU": "sku", "Name": "title"})
    after = explain_columns(card.id, terms=terms, stamp=stamp)

    assert (after.state, after.checked) == (ImportState.UPLOADED, None)
    with pytest.raises(MappingInvalid):
        explain_columns(card.id, terms=ImportTerms(mapping={"Name": "title"}), stamp=stamp)


def test_the_next_file_with_the_same_columns_is_explained_already(stamp: Stamp) -> None:
    headings = ("Nr", "Was")
    mapping = {"Nr": "sku", "Was": "title"}
    imported(csv_of(headings, [("FIG", "Figs")]), stamp=stamp, mapping=mapping)

    run = kept(csv_of(headings, [("KIWI", "Kiwi")]), stamp=stamp, mapping=mapping)

    assert get_import(run).mapping == mapping


def test_what_was_stopped_goes_on_where_it_ended(stamp: Stamp) -> None:
    many = AT_ONCE + 50
    data = csv_of(("SKU", "Name"), [(f"N-{n}", f"Number {n}") for n in range(many)])
    card = checked(data, stamp=stamp)
    run_import(card.id, stamp=stamp)
    late = iter([False, True])
    assert carry_import(card.id, now=now, is_late=lambda: next(late))

    stop_import(card.id, stamp=stamp)

    assert Product.objects.filter(code__startswith="N-").count() == AT_ONCE
    assert not carry_import(card.id, now=now, is_late=lambda: False)
    run_import(card.id, stamp=stamp)
    assert carried(card.id).tally == Tally(added=many, products=many)


def test_whoever_carries_on_knows_what_rows_before_said(stamp: Stamp) -> None:
    rows = [(f"N-{n}", f"Number {n}", "20000011" if n == 0 else "") for n in range(AT_ONCE + 2)]
    rows[-1] = ("N-0", "Number 0", "")
    rows[-2] = ("LAST", "Last", "20000011")
    card = checked(csv_of(("SKU", "Name", "Barcode"), rows), stamp=stamp)
    run_import(card.id, stamp=stamp)
    late = iter([False, True])
    assert carry_import(card.id, now=now, is_late=lambda: next(late))

    card = carried(card.id)

    told = [(line.row, line.faults[0].code) for line in list_faults(card.id)]
    assert told == [(AT_ONCE + 2, "barcode_twice"), (AT_ONCE + 3, "sku_twice")]
    assert card.tally == Tally(added=AT_ONCE, failed=2, products=AT_ONCE)
    assert card.checked == card.tally


@pytest.mark.parametrize("capability", ["catalog:view", "catalog:export", "stock:edit"])
def test_who_may_not_edit_the_catalogue_brings_no_file(capability: str, stamp: Stamp) -> None:
    clerk = Stamp(Actor("staff", "staff:1", (Grant(capability),)), stamp.at)

    with pytest.raises(NotPermitted):
        kept(csv_of(PLAIN, FRUIT), stamp=clerk)


def test_who_may_edit_on_one_channel_alone_brings_no_file_for_all(stamp: Stamp) -> None:
    clerk = Stamp(Actor("staff", "staff:1", (Grant("catalog:edit", "channel:web"),)), stamp.at)

    with pytest.raises(NotPermitted):
        kept(csv_of(PLAIN, FRUIT), stamp=clerk)


def test_rows_are_taken_with_the_rights_of_whoever_started(stamp: Stamp) -> None:
    card = checked(csv_of(PLAIN, FRUIT), stamp=stamp)
    run_import(card.id, stamp=stamp)
    Import.objects.filter(id=card.id).update(grants=[["catalog:view", "all", None]])

    card = carried(card.id)

    assert card.state is ImportState.FAILED
    assert "not_permitted" in card.problem
    assert not Product.objects.filter(code="FIG").exists()


def test_a_file_that_is_not_kept_any_more_fails_with_what_to_do(stamp: Stamp) -> None:
    run = kept(csv_of(PLAIN, FRUIT), stamp=stamp)
    check_import(run, stamp=stamp)
    Import.objects.filter(id=run).update(file="imports/nowhere.csv")

    card = carried(run)

    assert card.state is ImportState.FAILED
    assert "gone" in card.problem


def test_there_is_no_import_of_somebody_else(stamp: Stamp) -> None:
    with pytest.raises(ImportNotFound):
        check_import(new_id(), stamp=stamp)


def test_each_step_leaves_a_fact_that_names_the_file(stamp: Stamp) -> None:
    card = imported(csv_of(PLAIN, FRUIT), stamp=stamp)

    told = Fact.objects.filter(subject=f"import:{card.id}").order_by("sequence")
    assert [fact.type for fact in told] == [
        "catalog.import_started",
        "catalog.products_imported",
        "catalog.import_ended",
    ]
    assert told[1].payload["added"] == 3
