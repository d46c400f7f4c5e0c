"""Counts by scans, while tills keep selling."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.inventory import operations
from guildhall.inventory.errors import (
    CountOver,
    NotCounted,
    NotInCount,
    QuantityInvalid,
    TimeInvalid,
)
from guildhall.inventory.models import Movement
from guildhall.inventory.queries import (
    audit_stock,
    get_stocktake,
    last_scan,
    tallies_of,
)
from guildhall.inventory.types import Arrival, ArrivedLine, CountedLineCard, CountScan
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import confirm_order, ship_order
from tests.factories.company import Company, make_company, make_order
from tests.factories.warehouse import level_of


def _later(stamp: Stamp, minutes: int, name: str = "test") -> Stamp:
    return system_stamp(name, stamp.at + timedelta(minutes=minutes))


def _scan(sku: str, quantity: str = "1", **given: object) -> CountScan:
    return CountScan(sku, Decimal(quantity), **given)  # type: ignore[arg-type]


def _count(number: str, *scans: CountScan, stamp: Stamp) -> None:
    operations.count_stock(number, scans=scans, stamp=stamp)


def _sell(company: Company, lines: dict[str, int | str], *, stamp: Stamp) -> None:
    number = make_order(company, lines, store="S1", stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)


def _lines(number: str) -> dict[str, CountedLineCard]:
    return {line.sku: line for line in get_stocktake(number).lines}


def _counter(name: str, stamp: Stamp) -> Stamp:
    return Stamp(Actor("staff", name, (Grant("stock:edit"),)), stamp.at, stamp.request_id)


def test_a_difference_is_that_of_the_moment_of_counting_whatever_is_sold_meanwhile(
    alpha: Scope, stamp: Stamp
) -> None:
    """3.13: compared with the current number, what tills sold would be a loss."""
    company = make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _sell(company, {"APPLE": 2}, stamp=_later(stamp, 1))
    _count(number, _scan("APPLE", "7"), stamp=_later(stamp, 2))
    _sell(company, {"APPLE": 3}, stamp=_later(stamp, 3))

    operations.finish_counting(number, stamp=_later(stamp, 4))
    _sell(company, {"APPLE": 1}, stamp=_later(stamp, 5))
    operations.post_stocktake(number, stamp=_later(stamp, 6))

    line = _lines(number)["APPLE"]
    assert (line.counted, line.expected, line.variance) == (Decimal(7), Decimal(8), Decimal(-1))
    assert level_of("APPLE", "S1").on_hand == 10 - 2 - 3 - 1 - 1
    posted = Movement.objects.get(reference=number)
    assert (posted.kind, posted.quantity) == ("count", Decimal(-1))
    assert posted.effective_at == _later(stamp, 2).at
    assert audit_stock().ledger_differs == 0


def test_a_sale_that_a_till_tells_of_late_is_no_difference(alpha: Scope, stamp: Stamp) -> None:
    """C-7: it belongs before the count whenever it is told, and nothing is rewritten."""
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _count(number, _scan("APPLE", "12"), stamp=_later(stamp, 2))
    operations.finish_counting(number, stamp=_later(stamp, 3))
    assert _lines(number)["APPLE"].variance == 2
    late = Arrival("S1", (ArrivedLine("APPLE", Decimal(2)),), received_at=_later(stamp, 1).at)
    operations.receive_goods(late, stamp=_later(stamp, 4))
    before = list(Movement.objects.order_by("id").values())

    operations.post_stocktake(number, stamp=_later(stamp, 5))

    assert level_of("APPLE", "S1").on_hand == 12
    assert not Movement.objects.filter(reference=number).exists()
    assert list(Movement.objects.order_by("id").values()) == before


def test_several_count_at_once_and_their_scans_add_up(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", stamp=stamp)

    for name in ("staff:a", "staff:b", "staff:a"):
        _count(number, _scan("APPLE", "2"), _scan("BREAD"), stamp=_counter(name, stamp))

    assert {each.sku: each.quantity for each in tallies_of(number)} == {"APPLE": 6, "BREAD": 3}
    own = {each.sku: each.scans for each in tallies_of(number, by="staff:b")}
    assert own == {"APPLE": 1, "BREAD": 1}


def test_a_scan_that_is_told_twice_counts_once(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", stamp=stamp)
    scan = _scan("APPLE", "4", id=new_id())

    _count(number, scan, stamp=stamp)
    _count(number, scan, stamp=stamp)

    assert [each.quantity for each in tallies_of(number)] == [4]


def test_the_last_scan_is_taken_back_and_then_the_one_before(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", stamp=stamp)
    mine, other = _counter("staff:a", stamp), _counter("staff:b", stamp)
    _count(number, _scan("APPLE"), stamp=mine)
    _count(number, _scan("BREAD"), stamp=other)
    _count(number, _scan("CHEESE"), stamp=mine)

    operations.take_back_scan(number, stamp=mine)
    last = last_scan(number, by="staff:a")
    operations.take_back_scan(number, stamp=mine)
    with pytest.raises(NotCounted):
        operations.take_back_scan(number, stamp=mine)

    assert last is not None
    assert last.sku == "APPLE"
    assert [each.sku for each in tallies_of(number)] == ["BREAD"]


def test_what_was_not_counted_waits_for_a_yes(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", stamp=stamp)
    _count(number, _scan("APPLE", "10"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    operations.judge_line(number, sku="BREAD", accepted=True, stamp=stamp)
    operations.post_stocktake(number, stamp=stamp)

    assert [sku for sku, line in _lines(number).items() if not line.is_accepted] == [
        "CHEESE",
        "DATES",
        "EGGS",
    ]
    assert level_of("BREAD", "S1").on_hand == 0
    assert level_of("CHEESE", "S1").on_hand == 10


def test_one_line_is_counted_again_and_the_others_keep_their_judgement(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE", "BREAD"], stamp=stamp)
    _count(number, _scan("APPLE", "3"), _scan("BREAD", "4"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)
    operations.judge_line(number, sku="BREAD", accepted=False, stamp=stamp)

    operations.count_again(number, sku="APPLE", stamp=stamp)
    _count(number, _scan("APPLE", "9"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    lines = _lines(number)
    assert (lines["APPLE"].counted, lines["APPLE"].is_accepted) == (Decimal(9), True)
    assert (lines["BREAD"].counted, lines["BREAD"].is_accepted) == (Decimal(4), False)


def test_that_there_is_none_can_be_counted(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _count(number, _scan("APPLE", "0"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)

    operations.post_stocktake(number, stamp=stamp)

    assert level_of("APPLE", "S1").on_hand == 0


def test_a_count_is_booked_once(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20), stamp=stamp)
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    _count(number, _scan("APPLE", "8"), stamp=stamp)
    operations.finish_counting(number, stamp=stamp)
    operations.post_stocktake(number, stamp=stamp)

    with pytest.raises(MoveNotAllowed):
        operations.post_stocktake(number, stamp=stamp)

    assert level_of("APPLE", "S1").on_hand == 8
    assert [fact.type for fact in facts_about([f"stocktake:{number}"])] == [
        "stocktake.started",
        "stocktake.counted",
        "stocktake.posted",
    ]


@pytest.mark.parametrize(
    ("scan", "refusal"),
    [
        (_scan("BREAD"), NotInCount),
        (_scan("APPLE", "-1"), QuantityInvalid),
        (_scan("APPLE", "0.5"), QuantityInvalid),
    ],
)
def test_what_cannot_be_counted_is_refused(
    alpha: Scope, stamp: Stamp, scan: CountScan, refusal: type[Exception]
) -> None:
    make_company()
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)

    with pytest.raises(refusal):
        _count(number, scan, stamp=stamp)


@pytest.mark.parametrize("minutes", [-1, 1])
def test_nothing_is_counted_before_the_count_or_tomorrow(
    alpha: Scope, stamp: Stamp, minutes: int
) -> None:
    make_company()
    number = operations.start_stocktake("S1", stamp=stamp)
    at = _later(stamp, minutes).at

    with pytest.raises(TimeInvalid):
        _count(number, _scan("APPLE", counted_at=at), stamp=stamp)


def test_what_is_over_is_counted_no_further(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    number = operations.start_stocktake("S1", stamp=stamp)
    operations.cancel_stocktake(number, reason="fire alarm", stamp=stamp)

    with pytest.raises(CountOver):
        _count(number, _scan("APPLE"), stamp=stamp)
    with pytest.raises(CountOver):
        operations.judge_line(number, sku="APPLE", accepted=True, stamp=stamp)
