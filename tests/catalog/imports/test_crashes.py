"""Whoever carries a file may be killed anywhere: nothing is lost, and nothing is there twice."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from guildhall.catalog.models import Barcode, ImportFault, Price, Product, Variant
from guildhall.catalog.operations import carrying
from guildhall.catalog.operations.imports import check_import, run_import
from guildhall.catalog.queries.imports import get_import
from guildhall.catalog.types.imports import Tally
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import make_company
from tests.factories.sheets import carried, checked, csv_of, kept, now
from tests.harness.crowds import crowd

AT_ONCE = 40
ROWS = 200
# Where the second chunk was when the process died: how many chunks are there then.
PLACES = {
    "imports.rows_written": 1,
    "imports.place_moved": 1,
    "imports.chunk_committed": 2,
}
EVERY_TENTH = 10


def a_file() -> bytes:
    """Return a file of which each tenth row is wrong."""
    return csv_of(
        ("SKU", "Name", "Barcode", "Price"),
        [
            (f"N-{n}", f"Number {n}", f"C{n}", "x" if n % EVERY_TENTH == 0 else f"{n}.50")
            for n in range(ROWS)
        ],
    )


def what_is_there() -> tuple[int, ...]:
    ours = {"variant__sku__startswith": "N-"}
    return (
        Product.objects.filter(code__startswith="N-").count(),
        Variant.objects.filter(sku__startswith="N-").count(),
        Barcode.objects.filter(**ours).count(),
        Price.objects.filter(**ours).count(),
        ImportFault.objects.count(),
    )


@pytest.fixture
def alpha_shop(
    committed: dict[str, Scope], stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scope]:
    monkeypatch.setattr(carrying, "AT_ONCE", AT_ONCE)
    with enter(committed["alpha"]):
        make_company(stamp=stamp)
        yield committed["alpha"]


def die(place: str, run: object) -> int:
    words = [sys.executable, "-m", "tests.catalog.dying", place, "alpha", str(run), str(AT_ONCE)]
    return subprocess.run(words, check=False, cwd=Path.cwd(), capture_output=True).returncode


@pytest.mark.parametrize("place", PLACES)
def test_an_import_that_is_killed_goes_on_and_ends_as_if_nothing_had_been(
    alpha_shop: Scope, stamp: Stamp, place: str
) -> None:
    """All-or-nothing imports and success counted before the commit: features.md 2.7."""
    card = checked(a_file(), stamp=stamp)
    run_import(card.id, stamp=stamp)

    assert die(place, card.id) == -9

    chunks = PLACES[place]
    good = chunks * AT_ONCE * (EVERY_TENTH - 1) // EVERY_TENTH
    there = get_import(card.id)
    assert (there.next_row, there.tally.added) == (chunks * AT_ONCE, good)
    assert what_is_there() == (good, good, good, good, chunks * AT_ONCE // EVERY_TENTH)
    assert carried(card.id).tally == Tally(added=180, failed=20, products=180)
    assert what_is_there() == (180, 180, 180, 180, 20)


@pytest.mark.parametrize("place", PLACES)
def test_a_check_that_is_killed_goes_on_and_counts_each_row_once(
    alpha_shop: Scope, stamp: Stamp, place: str
) -> None:
    run = kept(a_file(), stamp=stamp)
    check_import(run, stamp=stamp)

    assert die(place, run) == -9

    assert carried(run).checked == Tally(added=180, failed=20, products=180)
    assert what_is_there() == (0, 0, 0, 0, 20)


def test_many_who_carry_one_file_at_once_take_each_row_once(
    alpha_shop: Scope, stamp: Stamp
) -> None:
    card = checked(a_file(), stamp=stamp)
    run_import(card.id, stamp=stamp)

    def carry(_number: int, _random: object) -> None:
        with enter(alpha_shop), unit():
            carrying.carry_import(card.id, now=now, is_late=lambda: False)
        connections.close_all()

    crowd(4, carry)

    # Whoever came second left; the one who went on may have been first everywhere or not.
    card = carried(card.id)
    assert card.tally == Tally(added=180, failed=20, products=180)
    assert what_is_there() == (180, 180, 180, 180, 20)
    taken = Fact.objects.filter(type="catalog.products_imported").values_list("payload", flat=True)
    assert sum(each["added"] for each in taken) == 180


def test_two_files_that_bring_the_same_products_bring_them_once(
    alpha_shop: Scope, stamp: Stamp
) -> None:
    runs = [checked(a_file(), stamp=stamp).id for _ in range(3)]
    for run in runs:
        run_import(run, stamp=stamp)

    def carry(number: int, _random: object) -> None:
        with enter(alpha_shop), unit():
            carrying.carry_import(runs[number], now=now, is_late=lambda: False)
        connections.close_all()

    crowd(3, carry)

    tallies = [carried(run).tally for run in runs]
    assert sum(tally.added for tally in tallies) == 180
    assert sum(tally.unchanged for tally in tallies) == 360
    assert what_is_there() == (180, 180, 180, 180, 60)
