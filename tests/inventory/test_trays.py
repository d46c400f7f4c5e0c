"""What somebody scans together before it is booked."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import (
    LotNeeded,
    NothingToUndo,
    PaperEmpty,
    ScanUnknown,
    TrayClosed,
)
from guildhall.inventory.operations import ScanIn
from guildhall.inventory.queries import (
    get_receipt,
    get_transfer,
    get_tray,
    last_scan,
    open_trays,
    tallies_of,
)
from guildhall.inventory.states import TrayTask
from guildhall.inventory.types import TrayNote
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.factories.warehouse import keep_by, label, level_of, receive


def _later(stamp: Stamp, seconds: int) -> Stamp:
    return system_stamp("test", stamp.at + timedelta(seconds=seconds))


def test_repeated_scans_and_a_typed_number_make_one_receipt(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    label("CASE-1", "BREAD", factor="6")
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)
    for text in ("APPLE", "APPLE", "CASE-1", "*12"):
        operations.scan_onto(tray, text=text, stamp=stamp)
    notes = [TrayNote("APPLE", "", Decimal("1.5"), None)]
    operations.describe_tray(
        tray, supplier="Orchard", delivery_note="DN-1", currency="USD", lines=notes, stamp=stamp
    )

    number = operations.book_tray(tray, stamp=stamp)

    card = get_receipt(number)
    assert {line.sku: (line.quantity, line.unit_cost) for line in card.lines} == {
        "APPLE": (Decimal(2), Decimal("1.5")),
        "BREAD": (Decimal(12), None),
    }
    assert (card.row.supplier, card.row.paper) == ("Orchard", "DN-1")
    assert get_tray(tray).paper == number


def test_goods_kept_by_lot_ask_for_it_and_the_next_scan_tells(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)
    operations.scan_onto(tray, text="CHEESE", stamp=stamp)
    with pytest.raises(LotNeeded):
        operations.book_tray(tray, stamp=stamp)

    operations.scan_onto(tray, text="LOT-7", stamp=stamp)
    operations.scan_onto(tray, text="APPLE", stamp=stamp)
    operations.book_tray(tray, stamp=stamp)

    assert level_of("CHEESE", "S1").on_hand == 1
    assert {line.lot for line in get_tray(tray).lines} == {"LOT-7", ""}


def test_the_last_scan_is_taken_back_until_none_is_left(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)
    for text in ("APPLE", "BREAD"):
        operations.scan_onto(tray, text=text, stamp=stamp)

    operations.take_back(tray, stamp=stamp)
    left = [line.sku for line in get_tray(tray).lines]
    operations.take_back(tray, stamp=stamp)
    with pytest.raises(NothingToUndo):
        operations.take_back(tray, stamp=stamp)
    with pytest.raises(PaperEmpty):
        operations.book_tray(tray, stamp=stamp)

    assert left == ["APPLE"]


def test_what_was_begun_is_gone_on_with_and_booked_once(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)
    operations.scan_onto(tray, text="APPLE", stamp=stamp)

    assert operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp) == tray
    assert [each.id for each in open_trays("test")] == [tray]
    operations.book_tray(tray, stamp=stamp)
    with pytest.raises(TrayClosed):
        operations.book_tray(tray, stamp=stamp)
    with pytest.raises(TrayClosed):
        operations.scan_onto(tray, text="APPLE", stamp=stamp)
    assert level_of("APPLE", "S1").on_hand == 51


def test_what_nobody_knows_is_not_taken(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)

    with pytest.raises(ScanUnknown):
        operations.scan_onto(tray, text="NOPE", stamp=stamp)

    assert get_tray(tray).lines == ()


def test_goods_are_sent_and_taken_in_by_scans(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    out = operations.open_tray(TrayTask.SEND, location="S1", destination="S2", stamp=stamp)
    for text in ("APPLE", "*5"):
        operations.scan_onto(out, text=text, stamp=stamp)
    number = operations.book_tray(out, stamp=stamp)
    arriving = operations.open_tray(TrayTask.ARRIVE, location="S2", transfer=number, stamp=stamp)
    for text in ("APPLE", "*4"):
        operations.scan_onto(arriving, text=text, stamp=stamp)

    operations.book_tray(arriving, stamp=stamp)

    card = get_transfer(number)
    assert (card.row.state, card.on_the_way) == ("sent", Decimal(1))
    assert level_of("APPLE", "S2").on_hand == 14


def test_who_keeps_another_place_scans_nothing_here(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    tray = operations.open_tray(TrayTask.RECEIVE, location="S1", stamp=stamp)
    grants = (Grant("stock:edit", "location:S2"),)
    other = Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)

    with pytest.raises(NotPermitted):
        operations.scan_onto(tray, text="APPLE", stamp=other)


def test_a_counter_scans_goods_lots_and_numbers(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(20))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="A", stamp=stamp)
    number = operations.start_stocktake("S1", stamp=stamp)

    asked = [
        operations.count_scan(number, ScanIn(text, of), stamp=_later(stamp, i))
        for i, (text, of) in enumerate(
            [("APPLE", ""), ("*9", ""), ("CHEESE", ""), ("A", "CHEESE"), ("BREAD", "CHEESE")]
        )
    ]

    assert asked == ["", "", "CHEESE", "", ""]
    told = {(each.sku, each.lot): each.quantity for each in tallies_of(number)}
    assert told == {("APPLE", ""): 9, ("CHEESE", "A"): 1, ("BREAD", ""): 1}


def test_a_scan_that_waited_on_a_phone_is_counted_when_it_was_made(
    alpha: Scope, stamp: Stamp
) -> None:
    make_company(stock=Decimal(20))
    number = operations.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
    waited = ScanIn("APPLE", age=timedelta(seconds=30))

    operations.count_scan(number, waited, stamp=_later(stamp, 40))

    last = last_scan(number, by="test")
    assert last is not None
    assert last.counted_at == _later(stamp, 10).at
