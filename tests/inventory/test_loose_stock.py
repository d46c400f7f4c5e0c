"""Goods that lay there before anybody kept them by lot: sold first, and told apart by a count."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.models import Movement
from guildhall.inventory.queries import audit_stock, get_lot, get_stocktake, lots_differing
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import CountScan
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import confirm_order, ship_order
from tests.factories.company import Company, make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive


@pytest.fixture
def shop(alpha: Scope) -> Company:
    """Fifty pieces of cheese lie in S1, and from now on it is kept by lot."""
    made = make_company(stock=Decimal(100))
    keep_by(Tracking.LOT, "CHEESE")
    return made


def _counted(stamp: Stamp, **lots: str) -> str:
    number = operations.start_stocktake("S1", skus=["CHEESE"], stamp=stamp)
    scans = [CountScan("CHEESE", Decimal(each), lot) for lot, each in lots.items()]
    operations.count_stock(number, scans=scans, stamp=stamp)
    operations.finish_counting(number, stamp=stamp)
    return number


def _lines(number: str) -> dict[str, tuple[int, int, bool]]:
    """Return of each lot what was expected and counted, and whether that is accepted."""
    lines = get_stocktake(number).lines
    return {x.lot: (int(x.expected), int(x.counted), x.is_accepted) for x in lines}


def _sell(shop: Company, quantity: int, stamp: Stamp) -> list[tuple[str, int]]:
    number = make_order(shop, {"CHEESE": quantity}, store="S1", stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    rows = Movement.objects.filter(kind=MovementKind.SHIPMENT, reference=number)
    return sorted((row.lot.code if row.lot else "", int(row.quantity)) for row in rows)


def test_what_was_never_told_apart_is_sold_before_any_lot(shop: Company, stamp: Stamp) -> None:
    receive("CHEESE", "10", lot="L1", stamp=stamp)

    first, second = (_sell(shop, quantity, stamp) for quantity in (45, 8))

    assert first == [("", -45)]
    assert second == [("", -5), ("L1", -3)]
    assert get_lot("CHEESE", "L1").on_hand == 7
    assert (audit_stock().ledger_differs, lots_differing()) == (0, 0)


def test_a_count_by_lot_tells_apart_and_counts_nothing_twice(shop: Company, stamp: Stamp) -> None:
    number = _counted(stamp, L1="30", L2="18")

    lines = _lines(number)
    operations.post_stocktake(number, stamp=stamp)

    assert lines == {"": (50, 0, True), "L1": (0, 30, True), "L2": (0, 18, True)}
    assert level_of("CHEESE", "S1").on_hand == 48
    assert [get_lot("CHEESE", lot).on_hand for lot in ("L1", "L2")] == [30, 18]
    assert _sell(shop, 5, stamp)[0][0] in {"L1", "L2"}
    assert (audit_stock().ledger_differs, lots_differing()) == (0, 0)


def test_what_lies_beside_lots_without_one_is_expected_too(shop: Company, stamp: Stamp) -> None:
    receive("CHEESE", "10", lot="L1", stamp=stamp)

    number = _counted(stamp, L1="60")
    lines = _lines(number)
    operations.post_stocktake(number, stamp=stamp)

    assert lines == {"": (50, 0, True), "L1": (10, 60, True)}
    assert level_of("CHEESE", "S1").on_hand == 60
    assert get_lot("CHEESE", "L1").on_hand == 60


def test_what_is_sold_after_it_was_counted_stays_sold(shop: Company, stamp: Stamp) -> None:
    number = operations.start_stocktake("S1", skus=["CHEESE"], stamp=stamp)
    scan = CountScan("CHEESE", Decimal(50), "L1")
    operations.count_stock(number, scans=[scan], stamp=stamp)
    later = system_stamp("test", stamp.at + timedelta(minutes=5))
    _sell(shop, 5, later)

    operations.finish_counting(number, stamp=later)
    operations.post_stocktake(number, stamp=later)

    assert level_of("CHEESE", "S1").on_hand == 45
    assert get_lot("CHEESE", "L1").on_hand == 45


def test_whoever_counted_a_part_alone_leaves_the_rest_out(shop: Company, stamp: Stamp) -> None:
    number = _counted(stamp, L1="30")

    operations.judge_line(number, sku="CHEESE", accepted=False, stamp=stamp)
    operations.post_stocktake(number, stamp=stamp)

    assert level_of("CHEESE", "S1").on_hand == 80
    assert get_lot("CHEESE", "L1").on_hand == 30


def test_nothing_is_presumed_gone_where_no_lot_was_counted(shop: Company, stamp: Stamp) -> None:
    """Negative control: what nobody scanned is nobody's to write off unseen."""
    number = operations.start_stocktake("S1", skus=["CHEESE"], stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    assert _lines(number) == {"": (50, 0, False)}
