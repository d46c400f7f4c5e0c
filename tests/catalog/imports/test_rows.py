"""What cells say: cleaned, understood, or refused with a code and what to do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.errors.imports import FAULTS
from guildhall.catalog.rules.cells import clean, guarded, price_in
from guildhall.catalog.rules.columns import guess, problems_of
from guildhall.catalog.rules.rows import Reading
from guildhall.catalog.types.imports import Fault, Incoming
from tests.factories.sheets import MAPPING

HEADINGS = tuple(MAPPING)


def read(**cells: str) -> Incoming | tuple[Fault, ...]:
    row = [{"SKU": "A", "Name": "Apple", **cells}.get(heading, "") for heading in HEADINGS]
    return Reading(HEADINGS, MAPPING, decimal=".").read(2, row)


def test_a_blank_cell_says_nothing() -> None:
    assert read(Brand=" \u3000 ") == Incoming(2, "A", title="Apple")


def test_a_row_says_what_its_cells_say() -> None:
    said = read(
        Product="P",
        Brand=" House ",
        Category="Food > Fruit",
        Barcode="4006381333931; 200000000011-X",
        Color="红",
        Unit="kg",
        Grams="1500",
        Price="1,234.50",
    )

    assert said == Incoming(
        2,
        "A",
        product="P",
        title="Apple",
        brand="House",
        category="Food > Fruit",
        unit="kg",
        weight_grams=1500,
        barcodes=("4006381333931", "200000000011-X"),
        options=(("Color", "红"),),
        prices=(("", Decimal("1234.50")),),
    )


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"SKU": ""}, "SKU", "missing"),
        ({"SKU": "x" * 65}, "SKU", "too_long"),
        ({"Name": "x" * 201}, "Name", "too_long"),
        ({"Name": "a\x07b"}, "Name", "control_character"),
        ({"Name": "#REF!"}, "Name", "cell_error"),
        ({"Price": "twelve"}, "Price", "not_a_price"),
        ({"Price": "-1"}, "Price", "not_a_price"),
        ({"Price": "12,50"}, "Price", "not_a_price"),
        ({"Price": "NaN"}, "Price", "not_a_price"),
        ({"Price": "1e3"}, "Price", "not_a_price"),
        ({"Price": "10000000000"}, "Price", "not_a_price"),
        ({"Price": "0.12345"}, "Price", "price_too_fine"),
        ({"Grams": "1.5"}, "Grams", "not_a_number"),
        ({"Grams": "9999999999"}, "Grams", "not_a_number"),
        ({"Barcode": "条码"}, "Barcode", "barcode_invalid"),
        ({"Barcode": "x" * 33}, "Barcode", "barcode_invalid"),
        ({"Barcode": "4006381333932"}, "Barcode", "check_digit_wrong"),
        ({"Color": "x" * 61}, "Color", "too_long"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_a_code(
    cells: dict[str, str], field: str, code: str
) -> None:
    found = read(**cells)

    assert isinstance(found, tuple)
    assert [(fault.field, fault.code) for fault in found] == [(field, code)]
    assert code in FAULTS


def test_everything_that_is_wrong_with_a_row_is_told_at_once() -> None:
    found = read(SKU="", Price="x", Grams="y")

    assert isinstance(found, tuple)
    assert {fault.code for fault in found} == {"missing", "not_a_price", "not_a_number"}


def test_a_row_with_more_cells_than_columns_is_told() -> None:
    reading = Reading(("SKU", "Name"), {"SKU": "sku", "Name": "title"}, decimal=".")

    assert reading.read(2, ["A", "Apple", "", " "]) == Incoming(2, "A", title="Apple")
    assert reading.read(2, ["A", "Apple", "x"]) == (Fault(2, "", "too_many_cells"),)


@pytest.mark.parametrize(
    ("text", "decimal", "price"),
    [
        ("12.90", ".", Decimal("12.90")),
        ("1,234,567.5", ".", Decimal("1234567.5")),
        ("12,90", ",", Decimal("12.90")),
        ("1.234,50", ",", Decimal("1234.50")),
        ("0", ".", Decimal(0)),
        ("5.00000", ".", Decimal(5)),
    ],
)
def test_a_price_is_read_with_the_decimal_sign_of_its_file(
    text: str, decimal: str, price: Decimal
) -> None:
    assert price_in(text, decimal=decimal) == price


@given(st.text(max_size=30))
def test_what_is_guarded_against_formulas_comes_back_as_it_was(text: str) -> None:
    """A title such as "=HYPERLINK(…)" opens nothing in a spreadsheet, and survives the trip."""
    plain = clean(text)

    assert clean(guarded(plain)) == plain
    assert not guarded(plain).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_columns_are_guessed_by_their_names_in_two_languages() -> None:
    headings = ("货号", "商品名称", "条码", "Brand Name", "Variant Price", "颜色", "备注")

    assert guess(headings, remembered={"Brand Name": "brand"}) == {
        "货号": "sku",
        "商品名称": "title",
        "条码": "barcodes",
        "Brand Name": "brand",
        "Variant Price": "price",
        "颜色": "option:颜色",
    }


def test_what_was_said_before_outweighs_a_name() -> None:
    assert guess(("Name", "SKU"), remembered={"Name": "variant_title"}) == {
        "Name": "variant_title",
        "SKU": "sku",
    }


@pytest.mark.parametrize(
    ("mapping", "channel", "at_fault"),
    [
        ({"Name": "title"}, "web", {"sku"}),
        ({"SKU": "sku", "Price": "price"}, "", {"Price"}),
        ({"SKU": "sku", "Price": "price:vip"}, "web", {"Price"}),
        ({"SKU": "sku", "Name": "sku"}, "web", {"SKU", "Name"}),
        ({"SKU": "sku", "Name": "nonsense"}, "web", {"Name"}),
        ({"SKU": "sku", "Nowhere": "title"}, "web", {"Nowhere"}),
        ({"SKU": "sku", "Price": "price:retail", "Name": "title"}, "", set()),
    ],
)
def test_a_mapping_that_cannot_be_is_told_column_by_column(
    mapping: dict[str, str], channel: str, at_fault: set[str]
) -> None:
    problems = problems_of(
        mapping, headings=("SKU", "Name", "Price"), channel=channel, price_lists=["retail"]
    )

    assert set(problems) == at_fault
