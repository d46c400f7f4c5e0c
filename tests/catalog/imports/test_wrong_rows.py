"""Rows that cannot be taken are told, and what happens to the others is as was asked."""

import pytest

from guildhall.catalog.errors.imports import (
    ImportHasFaults,
)
from guildhall.catalog.models import (
    Product,
    TaxClass,
)
from guildhall.catalog.operations import (
    add_barcode,
    archive_product,
)
from guildhall.catalog.operations.imports import (
    run_import,
)
from guildhall.catalog.queries.imports import list_faults
from guildhall.catalog.states import ImportPolicy, ImportState
from guildhall.catalog.types.imports import Tally
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.sheets import (
    MAPPING,
    carried,
    checked,
    csv_of,
    imported,
    unit_code,
)

pytestmark = pytest.mark.usefixtures("shop")

PLAIN = ("SKU", "Name", "Brand", "Category", "Barcode", "Price")
FRUIT = (
    ("FIG", "Figs", "House", "Food > Fruit", "4006381333931", "3.50"),
    ("KIWI", "奇异果", "绿野", "Food > Fruit", "", "0.80"),
    ("LEEK", "=1+1", "House", "Food > Vegetables", "20000011;20000028", "1.20"),
)


WRONG = [
    ("FIG", "", "Figs", "", "3.50", ""),
    ("", "", "Nobody", "", "3.50", ""),
    ("KIWI", "", "", "", "", ""),
    ("LEEK", "", "Leek", "96385074", "", ""),
    ("EGGS", "", "", "", "2.00", ""),
    ("APPLE", "ELSE", "", "", "", ""),
    ("FIG", "", "Figs again", "", "", ""),
    ("MINT", "", "Mint", "", "", "luxury"),
    ("NUT/1", "", "Nut", "", "", ""),
    ("OATS", "", "Oats", "", "-1", ""),
    ("PLUM", "", "Plum", "", "1.00", "food"),
]


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    """Tenant alpha with products APPLE, BREAD, CHEESE, DATES and EGGS at 2.50 on "web"."""
    return make_company(stamp=stamp)


def faults_of(data: bytes, stamp: Stamp, **how: object) -> list[tuple[int, str, str]]:
    card = checked(data, stamp=stamp, **how)
    return [
        (line.row, fault.field, fault.code)
        for line in list_faults(card.id)
        for fault in line.faults
    ]


def test_rows_that_cannot_be_taken_are_told_one_by_one_and_the_others_are_taken(
    stamp: Stamp,
) -> None:
    add_barcode("BREAD", barcode=unit_code("96385074"), stamp=stamp)
    archive_product("EGGS", stamp=stamp)
    TaxClass.objects.create(code="food", title="Food")
    headings = ("SKU", "Product", "Name", "Barcode", "Price", "Tax class")
    data = csv_of(headings, WRONG)
    mapping = {**MAPPING, "Tax class": "tax_class"}

    card = imported(data, stamp=stamp, mapping=mapping)

    told = {line.row: (line.cells, line.faults) for line in list_faults(card.id)}
    assert card.tally == Tally(added=2, failed=9, products=2)
    assert {row: [fault.code for fault in faults] for row, (_, faults) in told.items()} == {
        3: ["missing"],
        4: ["missing"],
        5: ["barcode_taken"],
        6: ["archived"],
        7: ["sku_elsewhere"],
        8: ["sku_twice"],
        9: ["tax_class_unknown"],
        10: ["code_invalid"],
        11: ["not_a_price"],
    }
    assert told[5][0] == ("LEEK", "", "Leek", "96385074", "", "")
    assert told[5][1][0].facts == {"sku": "BREAD", "barcode": "96385074"}
    assert told[8][1][0].facts == {"other": 2}


def test_rows_that_disagree_about_their_product_are_told(stamp: Stamp) -> None:
    headings = ("SKU", "Product", "Name", "Brand", "Color")
    rows = [
        ("A-1", "A", "Shirt", "House", "Red"),
        ("A-2", "A", "Shirts", "", "Blue"),
        ("A-3", "A", "", "House", "Green"),
        ("A-4", "A", "", "", ""),
        ("A-5", "A", "", "", "Red"),
    ]

    assert faults_of(csv_of(headings, rows), stamp) == [
        (3, "Name", "product_differs"),
        (5, "Color", "options_missing"),
        (6, "Color", "combination_twice"),
    ]


def test_a_file_that_is_all_or_nothing_takes_nothing_where_a_row_is_wrong(stamp: Stamp) -> None:
    data = csv_of(PLAIN, [*FRUIT, ("MINT", "", "", "", "", "")])
    card = checked(data, stamp=stamp, policy=ImportPolicy.REFUSE)

    with pytest.raises(ImportHasFaults) as refusal:
        run_import(card.id, stamp=stamp)

    assert refusal.value.facts == {"failed": 1}
    assert not Product.objects.filter(code="FIG").exists()


def test_all_or_nothing_holds_where_the_catalogue_changed_after_the_check(stamp: Stamp) -> None:
    card = checked(csv_of(PLAIN, FRUIT), stamp=stamp, policy=ImportPolicy.REFUSE)
    add_barcode("APPLE", barcode=unit_code("4006381333931"), stamp=stamp)
    run_import(card.id, stamp=stamp)

    card = carried(card.id)

    assert card.state is ImportState.FAILED
    assert not Product.objects.filter(code="KIWI").exists()
