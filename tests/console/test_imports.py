"""Files of products on the pages: uploaded, explained, checked, taken; out again; labels."""

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from openpyxl import load_workbook

from guildhall.catalog.models import Import, Product, Variant
from guildhall.catalog.operations import create_product
from guildhall.catalog.states import ImportState
from guildhall.catalog.types import Axis, ProductDraft
from guildhall.catalog.types.imports import Tally
from guildhall.identity.states import Role
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from tests.console.reading import rows_of, text_of
from tests.factories.company import Company
from tests.factories.sheets import carried, csv_of, imported

type SignIn = Callable[..., Client]

HEADINGS = ("SKU", "Name", "Barcode", "Price")
ROWS = (
    ("FIG", "Figs", "4006381333931", "3.50"),
    ("KIWI", "=HYPERLINK(1)", "", "0.80"),
    ("", "Nobody", "", ""),
    ("LEEK", "Leek", "", "cheap"),
)


def upload(browser: Client, data: bytes, name: str = "fruit.csv") -> UUID:
    answer = browser.post("/imports/new", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, text_of(answer)
    return Import.objects.latest("created_at").id


def columns(**more: str) -> dict[str, str]:
    said = {f"column-{n}": t for n, t in enumerate(("sku", "title", "barcodes", "price"))}
    about = {"channel": "web", "policy": "skip", "delimiter": ",", "decimal": "."}
    return {**said, **about, "encoding": "utf-8-sig", **more}


def test_a_file_goes_from_its_upload_to_the_catalog_page_by_page(
    shop: Company, sign_in: SignIn
) -> None:
    browser = sign_in(Role.OWNER)
    run = upload(browser, csv_of(HEADINGS, ROWS))
    asked = text_of(browser.get(f"/imports/{run}"))

    browser.post(f"/imports/{run}/columns", columns())
    checking = browser.get(f"/imports/{run}")
    carried(run)
    checked = text_of(browser.get(f"/imports/{run}"))
    browser.post(f"/imports/{run}/run", {"token": "1"})
    browser.post(f"/imports/{run}/run", {"token": "1"})
    carried(run)
    done = text_of(browser.get(f"/imports/{run}"))

    assert "Figs · =HYPERLINK(1) · Nobody" in asked
    assert "Checking: nothing changes yet" in text_of(checking)
    assert 'hx-trigger="load delay:1s"' in checking.content.decode()
    assert "Would be added 2" in checked
    assert "SKU Fill in this cell." in checked
    assert "Price Write a price such as 12.90" in checked
    assert "Added 2" in done
    assert Variant.objects.get(sku="KIWI").title == "=HYPERLINK(1)"


def test_a_page_that_waits_shows_how_far_it_is_and_asks_less_and_less_often(
    shop: Company, sign_in: SignIn
) -> None:
    browser = sign_in(Role.OWNER)
    run = upload(browser, csv_of(HEADINGS, ROWS))
    browser.post(f"/imports/{run}/columns", columns())
    Import.objects.filter(id=run).update(rows=200, next_row=50)

    first, later = (browser.get(f"/imports/{run}?look={look}") for look in (0, 40))

    assert "50 of 200 rows · 25 %" in text_of(first)
    assert "delay:1s" in first.content.decode()
    assert "delay:5s" in later.content.decode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x89PNG\0\0\0", "neither text nor an Excel workbook"),
        (b"SKU,SKU\n1,2\n", "Two columns have the same name: SKU"),
        (b"", "holds no rows of products"),
        (b"SKU,Name\n", "holds no rows of products"),
    ],
)
def test_a_file_that_is_no_list_is_refused_on_the_page_with_what_to_do(
    shop: Company, sign_in: SignIn, data: bytes, told: str
) -> None:
    answer = sign_in(Role.OWNER).post("/imports/new", {"file": SimpleUploadedFile("x.csv", data)})

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not Import.objects.exists()


def test_columns_that_cannot_be_are_told_beside_their_names(
    shop: Company, sign_in: SignIn
) -> None:
    browser = sign_in(Role.OWNER)
    run = upload(browser, csv_of(HEADINGS, ROWS))

    answer = browser.post(f"/imports/{run}/columns", columns(**{"column-0": "title"}))

    assert answer.status_code == 422
    assert "Another column fills this field already." in text_of(answer)
    assert "Say which column holds the SKU" in text_of(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wrong_rows_are_downloaded_as_they_stood_with_what_to_do(
    shop: Company, sign_in: SignIn, stamp: Stamp, kind: str
) -> None:
    rows = [*ROWS, ("=1+1", "", "", "")]
    card = imported(csv_of(HEADINGS, rows), stamp=stamp)

    answer = sign_in(Role.OWNER).get(f"/imports/{card.id}/faults.{kind}")

    found = read_sheet(answer, kind)
    assert found[0] == [*HEADINGS, "Row", "What to do"]
    assert [row[:5] for row in found[1:]] == [
        ["", "Nobody", "", "", "4"],
        ["LEEK", "Leek", "", "cheap", "5"],
        ["'=1+1", "", "", "", "6"],
    ]
    assert found[2][5] == "Price: Write a price such as 12.90, without a currency."


def test_what_leaves_the_house_can_come_in_again_and_changes_nothing(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    imported(csv_of(HEADINGS, ROWS), stamp=stamp)
    axes = (Axis("Color", ("Red", "蓝")), Axis("Size", ("S", "L")))
    create_product(ProductDraft(code="SHIRT", title="Shirt", options=axes), stamp=stamp)
    browser = sign_in(Role.OWNER)

    for kind in ("csv", "xlsx"):
        answer = browser.post("/imports/export", {"format": kind, "channel": "web"})
        data = body_of(answer)
        found = read_sheet(answer, kind, data)
        run = upload(browser, data, f"again.{kind}")
        row = Import.objects.get(id=run)
        mapping = {f"column-{n}": row.mapping.get(name, "") for n, name in enumerate(found[0])}
        answer = browser.post(f"/imports/{run}/columns", {**columns(), **mapping})
        assert answer.status_code == 302, text_of(answer)
        carried(run)

        assert Tally(**(Import.objects.get(id=run).checked or {})) == Tally(
            unchanged=Variant.objects.count()
        )
    assert Fact.objects.filter(type="catalog.products_exported").count() == 2


def test_an_export_holds_exactly_what_its_filter_shows(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    imported(csv_of(("SKU", "Name", "Brand"), [("FIG", "Figs", "Orchard")]), stamp=stamp)

    answer = sign_in(Role.OWNER).post("/imports/export?brand=Orchard", {"format": "csv"})

    assert [row[0] for row in read_sheet(answer, "csv")] == ["SKU", "FIG"]


def test_who_lacks_the_right_neither_brings_nor_takes_products(
    shop: Company, sign_in: SignIn
) -> None:
    clerk = sign_in(Role.OPERATIONS)

    pages = ("/imports/new", "/imports/export")
    assert [clerk.get(page).status_code for page in pages] == [403, 403]
    assert clerk.get("/imports").status_code == 200
    assert "Import products" not in text_of(clerk.get("/imports"))


def test_a_running_import_is_stopped_and_gone_on_with(shop: Company, sign_in: SignIn) -> None:
    browser = sign_in(Role.OWNER)
    run = upload(browser, csv_of(HEADINGS, ROWS))
    browser.post(f"/imports/{run}/columns", columns())
    carried(run)
    browser.post(f"/imports/{run}/run", {"token": "1"})

    browser.post(f"/imports/{run}/stop", {"token": "2"})
    stopped = Import.objects.get(id=run).state
    browser.post(f"/imports/{run}/run", {"token": "3"})
    carried(run)

    assert stopped == ImportState.STOPPED
    assert Import.objects.get(id=run).state == ImportState.DONE
    assert Product.objects.filter(code="FIG").exists()


def test_the_list_shows_each_file_with_what_became_of_it(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    imported(csv_of(HEADINGS, ROWS), stamp=stamp, name="fruit.csv")

    answer = sign_in(Role.OWNER).get("/imports")

    assert rows_of(answer) == 1
    assert "fruit.csv Imported 4 2 0 0 2 Automatic" in text_of(answer)


def body_of(answer: object) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer.streaming_content)  # type: ignore[arg-type] # not asynchronous


def read_sheet(answer: object, kind: str, data: bytes = b"") -> list[list[str]]:
    data = data or body_of(answer)
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
