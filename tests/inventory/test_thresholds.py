"""Low, sold out, back: each told once, when the line is crossed, of the very stock that did."""

from decimal import Decimal

import pytest
from django.db import transaction

from guildhall.inventory.errors import OutOfStock, QuantityInvalid
from guildhall.inventory.models import StockLevel
from guildhall.inventory.operations import release_stock, set_low_line, ship_stock
from guildhall.inventory.types import StockKey
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.inventory.shelves import adjust, receive, reserve

LINES = ("stock.low", "stock.sold_out", "stock.back")


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    """Five of each in each store; at three apples S1 runs low."""
    company = make_company(stock=Decimal(10))
    set_low_line(StockKey("APPLE", "S1"), low_at=Decimal(3), stamp=stamp)
    Fact.objects.update(delivered_at=stamp.at)
    return company


def crossings() -> list[tuple[str, str, str]]:
    """Return (line, location, SKU) of what has been told since the company opened."""
    rows = Fact.objects.filter(type__in=LINES, delivered_at=None).order_by("sequence")
    return [
        (row.type.removeprefix("stock."), row.payload["location"], line["sku"])
        for row in rows
        for line in row.payload["lines"]
    ]


def test_each_line_is_told_once_on_the_way_down_and_up(company: Company, stamp: Stamp) -> None:
    for name in "abcde":
        reserve(company, name, {"APPLE": 1}, stamp)
    release_stock("a", stamp=stamp)
    receive(company, "APPLE", 9, stamp)

    assert crossings() == [
        ("low", "S1", "APPLE"),
        ("sold_out", "S1", "APPLE"),
        ("back", "S1", "APPLE"),
    ]


def test_every_line_that_one_order_crosses_is_told_of_its_own_stock(
    company: Company, stamp: Stamp
) -> None:
    """Saleor announced the last of several only: `lambda: …(allocation.stock)` in a loop."""
    reserve(company, "all", {"APPLE": 10, "BREAD": 5, "CHEESE": 2, "DATES": 7}, stamp)

    assert sorted(crossings()) == [
        ("sold_out", "S1", "APPLE"),
        ("sold_out", "S1", "BREAD"),
        ("sold_out", "S1", "DATES"),
        ("sold_out", "S2", "APPLE"),
    ]


def test_what_sells_out_at_once_is_not_told_as_low_too(company: Company, stamp: Stamp) -> None:
    reserve(company, "a", {"APPLE": 5}, stamp)

    assert crossings() == [("sold_out", "S1", "APPLE")]


def test_what_leaves_the_building_was_gone_before(company: Company, stamp: Stamp) -> None:
    reserve(company, "a", {"APPLE": 5}, stamp)

    ship_stock("a", stamp=stamp)

    assert len(crossings()) == 1


def test_a_correction_crosses_lines_as_well(company: Company, stamp: Stamp) -> None:
    adjust("APPLE", -2, stamp)
    adjust("BREAD", -5, stamp, at="S2")
    adjust("BREAD", 1, stamp, at="S2")

    assert crossings() == [
        ("low", "S1", "APPLE"),
        ("sold_out", "S2", "BREAD"),
        ("back", "S2", "BREAD"),
    ]


def test_a_change_that_is_undone_tells_nothing(company: Company, stamp: Stamp) -> None:
    """3.11: what is told lies in the outbox and commits with the change, or not at all."""

    @transaction.atomic
    def sell_too_much() -> None:
        reserve(company, "a", {"APPLE": 5}, stamp)
        reserve(company, "b", {"APPLE": 50}, stamp)

    with pytest.raises(OutOfStock):
        sell_too_much()

    assert crossings() == []


@pytest.mark.parametrize("low_at", ["0", "-1", "NaN", "0.0001"])
def test_what_is_no_line_is_refused(company: Company, stamp: Stamp, low_at: str) -> None:
    with pytest.raises(QuantityInvalid):
        set_low_line(StockKey("APPLE", "S1"), low_at=Decimal(low_at), stamp=stamp)


def test_the_line_is_drawn_by_who_keeps_the_place(company: Company, stamp: Stamp) -> None:
    seer = Stamp(Actor("staff", "staff:x", (Grant("stock:view"),)), stamp.at)

    with pytest.raises(NotPermitted):
        set_low_line(StockKey("APPLE", "S1"), low_at=None, stamp=seer)

    set_low_line(StockKey("APPLE", "S1"), low_at=None, stamp=stamp)
    assert StockLevel.objects.get(variant__sku="APPLE", location__code="S1").low_at is None
