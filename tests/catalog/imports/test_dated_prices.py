"""Prices have a day on which they begin and end; files speak of those that count now."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.models import Price
from guildhall.catalog.operations import change_price, end_price
from guildhall.catalog.queries import get_prices, price_history
from guildhall.catalog.queries.exports import export_products
from guildhall.catalog.queries.labels import label_cards
from guildhall.catalog.rules.cells import guarded
from guildhall.catalog.rules.columns import guess
from guildhall.catalog.states import Bars
from guildhall.catalog.types import PriceSlot, ProductFilter
from guildhall.catalog.types.imports import ImportCard, Tally
from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.prices import make_list, usd
from tests.factories.sheets import checked, csv_of, imported

LISTED = {"SKU": "sku", "Price": "price", "Price: retail": "price:retail"}


@pytest.fixture
def shop(alpha: Scope, stamp: Stamp) -> Company:
    """Tenant alpha with five products at 2.50 on "web" since ever, and a list."""
    made = make_company(stamp=stamp)
    make_list(stamp=stamp)
    return made


def _change(
    shop: Company, sku: str, amount: str, *, stamp: Stamp, on: str = "", days: int = 0
) -> None:
    slot = PriceSlot(on, valid_from=stamp.at + timedelta(days=days) if days else None)
    channel = shop.site.channel
    change_price(sku, price=usd(amount), channel=channel, slot=slot, stamp=stamp)


def _taken(*rows: tuple[str, ...], stamp: Stamp) -> ImportCard:
    return imported(csv_of(("SKU", "Price"), rows), stamp=stamp)


def _standing(shop: Company, sku: str) -> list[tuple[str, str]]:
    lines = get_prices(sku, channel=shop.site.channel)
    return [(line.price_list, line.shown) for line in lines]


def _exported(shop: Company, stamp: Stamp) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    found = export_products(
        ProductFilter(), channel=shop.site.channel, actor=stamp.by, at=clock.now()
    )
    return found.headings, list(found.rows)


def _again(shop: Company, stamp: Stamp) -> ImportCard:
    """Export everything and take it in again."""
    headings, rows = _exported(shop, stamp)
    data = csv_of(headings, [[guarded(cell) for cell in row] for row in rows])
    return imported(data, mapping=guess(headings, remembered={}), stamp=stamp)


def test_a_file_that_says_the_price_in_force_changes_nothing(shop: Company, stamp: Stamp) -> None:
    _change(shop, "APPLE", "3.00", stamp=stamp)
    before = Price.objects.count()

    same = _taken(("APPLE", "3.00"), stamp=stamp)

    assert same.tally == Tally(unchanged=1)
    assert Price.objects.count() == before


def test_a_file_that_says_the_price_of_before_changes_it_back(shop: Company, stamp: Stamp) -> None:
    """Neither a check nor an import compares with a row that counts no longer."""
    _change(shop, "APPLE", "3.00", stamp=stamp)

    told = checked(csv_of(("SKU", "Price"), [("APPLE", "2.50")]), stamp=stamp)
    taken = _taken(("APPLE", "2.50"), stamp=stamp)

    assert told.checked == taken.tally == Tally(changed=1)
    assert _standing(shop, "APPLE") == [("", "2.5")]
    history = price_history("APPLE", channel=shop.site.channel, price_list="")
    assert [line.shown for line in history] == ["2.5", "3", "2.5"]
    assert (history[0].source, history[0].reference) == ("import", f"import:{taken.id}")


def test_what_is_planned_stays_planned(shop: Company, stamp: Stamp) -> None:
    _change(shop, "APPLE", "9.00", stamp=stamp, days=3)

    taken = _taken(("APPLE", "2.75"), stamp=stamp)
    planned = _taken(("APPLE", "2.75"), stamp=stamp)

    assert (taken.tally, planned.tally) == (Tally(changed=1), Tally(unchanged=1))
    assert _standing(shop, "APPLE") == [("", "2.75"), ("", "9")]


def test_a_price_that_ended_is_begun_anew(shop: Company, stamp: Stamp) -> None:
    channel = shop.site.channel
    end_price("APPLE", channel=channel, currency="USD", stamp=stamp)

    taken = _taken(("APPLE", "2.50"), stamp=stamp)
    again = _taken(("APPLE", "2.50"), stamp=stamp)

    assert (taken.tally, again.tally) == (Tally(changed=1), Tally(unchanged=1))
    assert _standing(shop, "APPLE") == [("", "2.5")]
    assert Price.objects.filter(variant__sku="APPLE").count() == 2


def test_the_first_price_of_a_channel_counts_since_ever_and_of_a_list_from_now_on(
    shop: Company, stamp: Stamp
) -> None:
    rows = csv_of(("SKU", "Name", "Price", "Price: retail"), [("FIG", "Figs", "3", "2")])
    imported(rows, mapping={**LISTED, "Name": "title"}, stamp=stamp)

    found = dict(Price.objects.filter(variant__sku="FIG").values_list("amount", "valid_from"))

    assert found[Decimal(3)] is None
    assert found[Decimal(2)] is not None


def test_an_export_says_what_is_in_force_and_taken_in_again_changes_nothing(
    shop: Company, stamp: Stamp
) -> None:
    _change(shop, "APPLE", "3.00", stamp=stamp)
    _change(shop, "BREAD", "9.00", stamp=stamp, days=3)
    _change(shop, "CHEESE", "4.00", stamp=stamp, on="retail")
    end_price("DATES", channel=shop.site.channel, currency="USD", stamp=stamp)
    before = list(Price.objects.order_by("id").values())

    headings, rows = _exported(shop, stamp)
    card = _again(shop, stamp)

    told = {row[0]: row[headings.index("Price") :] for row in rows}
    assert headings[-2:] == ("Price", "Price: retail")
    assert told == {
        "APPLE": ("3", ""),
        "BREAD": ("2.5", ""),
        "CHEESE": ("2.5", "4"),
        "DATES": ("", ""),
        "EGGS": ("2.5", ""),
    }
    assert card.tally == Tally(unchanged=5)
    assert list(Price.objects.order_by("id").values()) == before


def test_an_export_tells_a_price_that_a_file_brought(shop: Company, stamp: Stamp) -> None:
    _change(shop, "APPLE", "3.00", stamp=stamp)
    _taken(("APPLE", "3.25"), stamp=stamp)

    headings, rows = _exported(shop, stamp)

    (apple,) = (row for row in rows if row[0] == "APPLE")
    assert apple[headings.index("Price")] == "3.25"


def test_a_label_shows_what_is_paid_now(shop: Company, stamp: Stamp) -> None:
    _change(shop, "APPLE", "3.00", stamp=stamp)
    _change(shop, "BREAD", "9.00", stamp=stamp, days=3)
    _change(shop, "CHEESE", "2.00", stamp=stamp, on="retail")
    end_price("DATES", channel=shop.site.channel, currency="USD", stamp=stamp)

    cards = label_cards(
        "APPLE\nBREAD\nCHEESE\nDATES",
        bars=Bars.FITTING,
        channel=shop.site.channel,
        actor=stamp.by,
    )

    prices = [card.price.amount if card.price else None for card in cards]
    assert prices == [Decimal(3), Decimal("2.5"), Decimal(2), None]
