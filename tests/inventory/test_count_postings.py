"""What a count found is booked, held back, or refused; lot by lot."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.types import Pending
from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import BelowReserved, LotNeeded
from guildhall.inventory.models import LotStock
from guildhall.inventory.queries import get_stocktake, lots_differing
from guildhall.inventory.types import CountScan
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive


def _later(stamp: Stamp, minutes: int) -> Stamp:
    return system_stamp("test", stamp.at + timedelta(minutes=minutes))


def _scan(sku: str, quantity: str = "1", **given: object) -> CountScan:
    return CountScan(sku, Decimal(quantity), **given)  # type: ignore[arg-type]


def _count(number: str, *scans: CountScan, stamp: Stamp) -> None:
    operations.count_stock(number, scans=scans, stamp=stamp)


def test_a_large_difference_waits_for_somebody_elses_yes(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    ApprovalRule.objects.create(action="stock.count", threshold=Decimal(5))
    number = operations.start_stocktake("S1", skus=["APPLE", "BREAD"], stamp=stamp)
    _count(number, _scan("APPLE", "7"), _scan("BREAD", "12"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    waits = operations.post_stocktake(number, stamp=stamp)
    again = operations.post_stocktake(number, stamp=stamp)

    assert isinstance(waits, Pending)
    assert again == waits
    assert level_of("APPLE", "S1").on_hand == 10
    assert get_stocktake(number).row.state == "review"


def test_a_small_difference_waits_for_nobody(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    ApprovalRule.objects.create(action="stock.count", threshold=Decimal(5))
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _count(number, _scan("APPLE", "6"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    assert operations.post_stocktake(number, stamp=stamp) is None
    assert level_of("APPLE", "S1").on_hand == 6


def test_a_count_below_what_is_promised_is_not_clamped(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20), stamp=stamp)
    make_order(company, {"APPLE": 8}, store="S1", stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _count(number, _scan("APPLE", "5"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    with pytest.raises(BelowReserved):
        operations.post_stocktake(number, stamp=stamp)

    assert level_of("APPLE", "S1").on_hand == 10


def test_lots_are_counted_one_by_one(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="A", stamp=stamp)
    receive("CHEESE", "3", lot="B", stamp=stamp)
    number = operations.start_stocktake("S1", skus=["CHEESE"], stamp=_later(stamp, 1))
    with pytest.raises(LotNeeded):
        _count(number, _scan("CHEESE", "4"), stamp=_later(stamp, 1))
    _count(
        number,
        _scan("CHEESE", "3", lot="A"),
        _scan("CHEESE", "3", lot="B"),
        _scan("CHEESE", "1", lot="FOUND"),
        stamp=_later(stamp, 1),
    )
    operations.finish_counting(number, stamp=_later(stamp, 2))

    operations.post_stocktake(number, stamp=_later(stamp, 3))

    kept = dict(LotStock.objects.values_list("lot__code", "on_hand"))
    assert kept == {"A": 3, "B": 3, "FOUND": 1}
    assert lots_differing() == 0
