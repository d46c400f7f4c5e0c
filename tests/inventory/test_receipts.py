"""Goods that arrive without an order of ours, and receipts that were wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.states import Tracking
from guildhall.inventory.errors import (
    BelowReserved,
    CostInvalid,
    LocationNotFound,
    LotDiffers,
    LotNeeded,
    LotNotKept,
    NotFromHere,
    PaperEmpty,
    PaperNotFound,
    QuantityInvalid,
    SerialTaken,
    SkuUnknown,
    TimeInvalid,
)
from guildhall.inventory.models import LotStock, Movement, StockBlock
from guildhall.inventory.operations import receive_goods, reverse_receipt
from guildhall.inventory.operations.places import way_between
from guildhall.inventory.queries import audit_stock, get_receipt, list_receipts, lots_differing
from guildhall.inventory.types import Arrival, ArrivedLine, LotWord, PaperFilter
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive


def _arrival(**given: object) -> Arrival:
    line = ArrivedLine("APPLE", Decimal(7), unit_cost=Decimal("1.25"))
    told: dict[str, object] = {"location": "S1", "lines": (line,), "currency": "USD"}
    return Arrival(**{**told, **given})  # type: ignore[arg-type]


def _line(**given: object) -> tuple[ArrivedLine, ...]:
    told: dict[str, object] = {"sku": "APPLE", "quantity": Decimal(1)}
    return (ArrivedLine(**{**told, **given}),)  # type: ignore[arg-type]


def test_a_receipt_puts_goods_on_hand_with_their_cost(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(10))

    number = receive_goods(_arrival(supplier="Orchard", paper="DN-7"), stamp=stamp)

    assert number.startswith(f"RCV-{stamp.at.year}-")
    assert level_of("APPLE", "S1").on_hand == Decimal(12)
    line = Movement.objects.get(reference=number)
    assert (line.kind, line.unit_cost, line.cost_currency) == ("receipt", Decimal("1.25"), "USD")
    card = get_receipt(number)
    assert (card.row.supplier, card.row.paper) == ("Orchard", "DN-7")
    assert [(each.sku, each.quantity) for each in card.lines] == [("APPLE", Decimal(7))]
    assert [fact.type for fact in facts_about([f"receipt:{number}"])] == ["receipt.booked"]
    assert audit_stock().ledger_differs == 0


@pytest.mark.parametrize(
    ("arrival", "refusal"),
    [
        (_arrival(location="S9"), LocationNotFound),
        (_arrival(location="IN-TRANSIT"), NotFromHere),
        (_arrival(lines=()), PaperEmpty),
        (_arrival(lines=_line(sku="NOPE")), SkuUnknown),
        (_arrival(lines=_line(quantity=Decimal("0.5"))), QuantityInvalid),
        (_arrival(lines=_line(quantity=Decimal("NaN"))), QuantityInvalid),
        (_arrival(lines=_line(quantity=Decimal(-1))), QuantityInvalid),
        (_arrival(lines=_line(unit_cost=Decimal(-1))), CostInvalid),
        (_arrival(lines=_line(unit_cost=Decimal("0.0000001"))), CostInvalid),
        (_arrival(lines=_line(unit_cost=Decimal(1)), currency=""), CostInvalid),
        (_arrival(lines=_line(lot=LotWord("L1"))), LotNotKept),
    ],
)
def test_what_cannot_be_received_changes_nothing(
    alpha: Scope, stamp: Stamp, arrival: Arrival, refusal: type[Refusal]
) -> None:
    make_company(stock=Decimal(10))
    way_between()

    with pytest.raises(refusal):
        receive_goods(arrival, stamp=stamp)


def test_goods_cannot_arrive_tomorrow(alpha: Scope, stamp: Stamp) -> None:
    make_company()

    with pytest.raises(TimeInvalid):
        receive_goods(_arrival(received_at=stamp.at + timedelta(days=1)), stamp=stamp)


def test_who_keeps_one_place_receives_nothing_at_another(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    grants = (Grant("stock:edit", "location:S2"),)
    elsewhere = Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)

    with pytest.raises(NotPermitted):
        receive_goods(_arrival(), stamp=elsewhere)


def test_goods_received_late_rewrite_no_line_of_the_ledger(alpha: Scope, stamp: Stamp) -> None:
    """C-7: a back-dated entry makes ERPNext post all later ones again (erpnext#53773)."""
    make_company(stock=Decimal(10))
    before = list(Movement.objects.order_by("id").values())

    number = receive_goods(_arrival(received_at=stamp.at - timedelta(days=3)), stamp=stamp)

    assert list(Movement.objects.exclude(reference=number).order_by("id").values()) == before
    assert Movement.objects.get(reference=number).effective_at == stamp.at - timedelta(days=3)
    assert level_of("APPLE", "S1").on_hand == Decimal(12)


def test_a_wrong_receipt_is_reversed_once_by_lines_of_its_own(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(10))
    number = receive_goods(_arrival(), stamp=stamp)

    reverse_receipt(number, reason="counted twice", stamp=stamp)
    reverse_receipt(number, reason="counted twice", stamp=stamp)

    assert level_of("APPLE", "S1").on_hand == Decimal(5)
    lines = Movement.objects.filter(reference=number).order_by("recorded_at", "id")
    assert [(x.kind, x.quantity, x.unit_cost) for x in lines] == [
        ("receipt", Decimal(7), Decimal("1.25")),
        ("reversal", Decimal(-7), Decimal("1.25")),
    ]
    assert [fact.type for fact in facts_about([f"receipt:{number}"])] == [
        "receipt.booked",
        "receipt.reversed",
    ]


def test_what_is_promised_by_now_cannot_be_reversed_away(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(0))
    number = receive("APPLE", "5", stamp=stamp)
    make_order(company, {"APPLE": 4}, stamp=stamp)

    with pytest.raises(BelowReserved):
        reverse_receipt(number, reason="wrong", stamp=stamp)

    assert level_of("APPLE", "S1").on_hand == Decimal(5)


def test_a_receipt_that_nobody_wrote_cannot_be_reversed(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(PaperNotFound):
        reverse_receipt("RCV-1999-000001", reason="wrong", stamp=stamp)


def test_goods_kept_by_lot_arrive_with_one_and_the_lots_add_up(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    with pytest.raises(LotNeeded):
        receive("CHEESE", "4", stamp=stamp)

    receive("CHEESE", "4", lot="L1", ends=date(2030, 1, 31), stamp=stamp)
    receive("CHEESE", "2", lot="L1", ends=date(2030, 1, 31), stamp=stamp)
    receive("CHEESE", "3", lot="L2", stamp=stamp)

    kept = LotStock.objects.order_by("lot__code").values_list("lot__code", "on_hand")
    assert list(kept) == [("L1", Decimal(6)), ("L2", Decimal(3))]
    assert level_of("CHEESE", "S1").on_hand == Decimal(9)
    assert lots_differing() == 0


def test_a_lot_that_came_without_a_date_learns_it_later(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="L1", stamp=stamp)
    receive("CHEESE", "2", lot="L1", ends=date(2030, 1, 31), stamp=stamp)
    receive("CHEESE", "1", lot="L1", stamp=stamp)

    (kept,) = LotStock.objects.select_related("lot")
    assert (kept.lot.expires_on, kept.on_hand) == (date(2030, 1, 31), Decimal(7))


def test_a_known_lot_cannot_come_with_another_date(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="L1", ends=date(2030, 1, 31), stamp=stamp)

    with pytest.raises(LotDiffers):
        receive("CHEESE", "4", lot="L1", ends=date(2031, 1, 31), stamp=stamp)


@pytest.mark.parametrize("quantity", ["2", "10"])
def test_a_serial_number_stands_for_one_piece(alpha: Scope, stamp: Stamp, quantity: str) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.SERIAL, "CHEESE")

    with pytest.raises(QuantityInvalid):
        receive("CHEESE", quantity, lot="SN1", stamp=stamp)


@pytest.mark.parametrize("place", ["S1", "S2"])
def test_a_piece_that_is_in_stock_cannot_arrive_again_anywhere(
    alpha: Scope, stamp: Stamp, place: str
) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.SERIAL, "CHEESE")
    first = receive("CHEESE", "1", lot="SN1", stamp=stamp)

    with pytest.raises(SerialTaken):
        receive("CHEESE", "1", at=place, lot="SN1", stamp=stamp)
    reverse_receipt(first, reason="went back", stamp=stamp)
    receive("CHEESE", "1", at=place, lot="SN1", stamp=stamp)

    assert level_of("CHEESE", place).on_hand == Decimal(1)


def test_goods_past_their_day_arrive_unavailable(alpha: Scope, stamp: Stamp) -> None:
    make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")

    receive("CHEESE", "4", lot="OLD", ends=stamp.at.date() - timedelta(days=1), stamp=stamp)

    level = level_of("CHEESE", "S1")
    assert (level.on_hand, level.unavailable) == (Decimal(4), Decimal(4))
    assert StockBlock.objects.get(level=level.id).reason == "expired"


def test_receipts_are_found_by_their_note_and_within_a_reach(alpha: Scope, stamp: Stamp) -> None:
    make_company()
    number = receive_goods(_arrival(paper="DN-7"), stamp=stamp)
    receive("APPLE", "1", at="S2", stamp=stamp)

    by_note = list_receipts(PaperFilter(text="DN-7")).items
    within = list_receipts(PaperFilter(scopes=("location:S1",))).items

    assert [row.number for row in by_note] == [number]
    assert [row.number for row in within] == [number]
