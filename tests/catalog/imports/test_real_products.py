"""The real data set comes in, twice, and with a wrong row among every ten."""

from collections.abc import Iterator

import pytest

from guildhall.catalog.models import Category, Import, Product, Variant
from guildhall.catalog.queries.imports import every_fault
from guildhall.catalog.types.imports import Tally
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.articles import EVERY, HEADINGS, article_rows
from tests.factories.company import make_company
from tests.factories.sheets import csv_of, imported
from tests.harness.sizes import size_of

TENTH = 10
BROKEN = ("Name", "Price", "Barcode", "SKU")


@pytest.fixture
def inside(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Scope]:
    with enter(committed["alpha"]):
        make_company(stamp=stamp)
        yield committed["alpha"]


def broken(number: int, row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row with something wrong in it, each time something else."""
    wrong = {
        "Name": "",
        "Price": "free",
        "Barcode": f"{row[4][:-1]}{(int(row[4][-1]) + 1) % 10}",
        "SKU": "",
    }
    if number % TENTH:
        return row
    heading = BROKEN[number // TENTH % len(BROKEN)]
    return tuple(
        wrong[heading] if name == heading else cell
        for name, cell in zip(HEADINGS, row, strict=True)
    )


def test_all_products_of_a_chain_come_in_and_the_second_time_nothing_changes(
    inside: Scope, stamp: Stamp
) -> None:
    """All-or-nothing imports, success counted before the commit: features.md 2.7."""
    size = size_of("import_products", small=600, soak=EVERY)
    data = csv_of(HEADINGS, article_rows(size))
    before = Product.objects.count()

    first = imported(data, stamp=stamp)
    versions = set(Variant.objects.values_list("sku", "updated_at"))
    second = imported(data, stamp=stamp)

    places = Category.objects.count()
    print(f"first {first.tally}, second {second.tally}, {places} categories")  # noqa: T201 - a report
    assert first.tally == Tally(added=size, products=size) == first.checked
    assert second.tally == Tally(unchanged=size) == second.checked
    assert set(Variant.objects.values_list("sku", "updated_at")) == versions
    assert Product.objects.count() == before + size


def test_of_a_file_with_a_wrong_row_in_every_ten_exactly_those_are_told(
    inside: Scope, stamp: Stamp
) -> None:
    size = size_of("import_products", small=600, soak=EVERY)
    rows = [broken(number, row) for number, row in enumerate(article_rows(size))]
    wrong = {number + 2: row for number, row in enumerate(rows) if number % TENTH == 0}

    card = imported(csv_of(HEADINGS, rows), stamp=stamp)

    told = {line.row: line.cells for line in every_fault(card.id)}
    print(f"wrong rows told: {len(told)}, {card.tally}")  # noqa: T201 - likewise
    assert told == wrong
    assert card.tally == Tally(
        added=size - len(wrong), failed=len(wrong), products=size - len(wrong)
    )
    assert Import.objects.get(id=card.id).rows == size
