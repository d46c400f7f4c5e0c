"""Labels for goods and shelves, to print."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.catalog.operations import add_barcode
from guildhall.catalog.queries.labels import label_cards
from guildhall.catalog.states import Bars
from guildhall.identity.states import Role
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.sheets import csv_of, imported, unit_code

type SignIn = Callable[..., Client]

ASKED = {"paper": "roll-62x29", "bars": "fitting", "channel": "web"}


@pytest.mark.parametrize("paper", ["roll-62x29", "roll-40x30", "a4-70x37", "a4-105x74"])
@pytest.mark.parametrize("bars", ["fitting", "code128", "qr"])
def test_labels_are_printed_as_pdf(
    shop: Company, sign_in: SignIn, stamp: Stamp, paper: str, bars: str
) -> None:
    imported(csv_of(("SKU", "Name"), [("KIWI", "奇异果 绿色")]), stamp=stamp)
    asked = {**ASKED, "paper": paper, "bars": bars, "items": "KIWI x 3\nAPPLE"}

    answer = sign_in(Role.OWNER).post("/labels", asked)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_label_shows_the_code_that_a_scanner_reads_and_the_price(
    shop: Company, stamp: Stamp
) -> None:
    for code in ("96385074", "4006381333931"):
        add_barcode("APPLE", barcode=unit_code(code), stamp=stamp)

    apple, scanned, bread = label_cards(
        "APPLE x 2\n04006381333931\nBREAD\nBREAD",
        bars=Bars.FITTING,
        channel=shop.site.channel,
        actor=stamp.by,
    )

    assert (apple.code, apple.copies) == ("4006381333931", 2)
    assert (scanned.sku, scanned.code) == ("APPLE", "04006381333931")
    assert (bread.code, bread.copies) == ("BREAD", 2)
    assert apple.price == Money(Decimal("2.50"), "USD")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ("APPLE\nNOPE\nNADA x 2", "There is no product NOPE, NADA here."),
        ("APPLE x 501", "501 labels are too many for one print."),
    ],
)
def test_what_cannot_be_printed_is_told(
    shop: Company, sign_in: SignIn, items: str, told: str
) -> None:
    answer = sign_in(Role.OWNER).post("/labels", {**ASKED, "items": items})

    assert answer.status_code == 422
    assert told in text_of(answer)


def test_products_can_be_named_in_the_address(shop: Company, sign_in: SignIn) -> None:
    answer = sign_in(Role.OWNER).get("/labels?sku=APPLE&sku=BREAD")

    assert ">\nAPPLE\nBREAD</textarea>" in answer.content.decode()
