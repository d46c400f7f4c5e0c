"""Goods that lie here and may not be sold, corrections of what was seen, and what is given up."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from guildhall.inventory.errors import (
    BelowReserved,
    NotBlocked,
    OutOfStock,
    QuantityInvalid,
    StockChanged,
    StockNotFound,
)
from guildhall.inventory.models import StockLevel
from guildhall.inventory.operations import (
    adjust_stock,
    block_stock,
    unblock_stock,
    write_off_stock,
)
from guildhall.inventory.queries import list_movements
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import Correction, StockKey
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.inventory.shelves import broken_rules, level_of, reserve, told

APPLE = StockKey("APPLE", "S1")


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company(stock=Decimal(10))


def _block(quantity: int | str, stamp: Stamp, reason: BlockReason = BlockReason.DAMAGED) -> None:
    block_stock(APPLE, quantity=Decimal(quantity), reason=reason, note="seen", stamp=stamp)


def _unblock(quantity: int, stamp: Stamp, reason: BlockReason = BlockReason.DAMAGED) -> None:
    unblock_stock(APPLE, quantity=Decimal(quantity), reason=reason, stamp=stamp)


def test_what_is_set_aside_is_here_and_not_for_sale(company: Company, stamp: Stamp) -> None:
    _block(4, stamp)

    level = level_of("APPLE")
    assert [level.on_hand, level.unavailable, level.available] == list(map(Decimal, (5, 4, 1)))
    with pytest.raises(OutOfStock):
        reserve(company, "A", {"APPLE": 7}, stamp)
    assert broken_rules() == []


def test_each_reason_has_its_own_pile(company: Company, stamp: Stamp) -> None:
    _block(1, stamp, BlockReason.QUALITY)
    _block(2, stamp, BlockReason.SAFETY)
    _block(1, stamp, BlockReason.SAFETY)

    with pytest.raises(NotBlocked) as refused:
        _unblock(2, stamp, BlockReason.QUALITY)
    _unblock(3, stamp, BlockReason.SAFETY)

    assert refused.value.facts["blocked"] == "1"
    assert level_of("APPLE").unavailable == 1
    assert broken_rules() == []


def test_the_ledger_tells_why(company: Company, stamp: Stamp) -> None:
    _block(2, stamp)
    _unblock(1, stamp)

    lines = list_movements(level_of("APPLE").id).items
    assert [
        (m.kind, m.bucket, int(m.quantity), m.reference) for m in lines if m.kind != "receipt"
    ] in (
        [
            ("unblock", "unavailable", -1, "damaged"),
            ("block", "unavailable", 2, "damaged"),
        ],
        [
            ("block", "unavailable", 2, "damaged"),
            ("unblock", "unavailable", -1, "damaged"),
        ],
    )
    assert len(told("location:S1", "stock.blocked")) == 1
    assert len(told("location:S1", "stock.unblocked")) == 1


def test_what_was_promised_is_not_set_aside(company: Company, stamp: Stamp) -> None:
    reserve(company, "A", {"APPLE": 4}, stamp)

    with pytest.raises(BelowReserved):
        _block(2, stamp)

    assert broken_rules() == []


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "0.0001"])
def test_what_is_no_quantity_is_not_set_aside(
    company: Company, stamp: Stamp, quantity: str
) -> None:
    with pytest.raises(QuantityInvalid):
        _block(quantity, stamp)


def test_blocking_needs_a_right_at_the_place_and_something_there(
    company: Company, stamp: Stamp
) -> None:
    elsewhere = Stamp(Actor("staff", "staff:x", (Grant("stock:edit", "location:S2"),)), stamp.at)

    with pytest.raises(NotPermitted):
        _block(1, elsewhere)
    with pytest.raises(StockNotFound):
        block_stock(
            StockKey("APPLE", "S1", "supplier"),
            quantity=Decimal(1),
            reason=BlockReason.DAMAGED,
            stamp=stamp,
        )


def test_a_correction_of_what_somebody_else_changed_is_refused(
    company: Company, stamp: Stamp
) -> None:
    """3.9: Linnworks sets what it believes over whatever happened meanwhile."""
    seen = level_of("APPLE").on_hand
    adjust_stock(APPLE, Correction(Decimal(-1), seen, "crushed"), stamp=stamp)

    with pytest.raises(StockChanged) as refused:
        adjust_stock(APPLE, Correction(Decimal(-1), seen, "crushed"), stamp=stamp)

    assert refused.value.facts["on_hand"] == "4"
    assert level_of("APPLE").on_hand == 4


def test_what_is_written_off_is_gone_and_told_as_that(company: Company, stamp: Stamp) -> None:
    write_off_stock(APPLE, Correction(Decimal(2), Decimal(5), "rotten"), stamp=stamp)

    assert level_of("APPLE").on_hand == 3
    (fact,) = told("location:S1", "stock.written_off")
    assert (fact["reason"], fact["block"]) == ("rotten", "")
    assert broken_rules() == []


def test_what_was_set_aside_is_written_off_from_its_pile(company: Company, stamp: Stamp) -> None:
    _block(3, stamp)
    reserve(company, "A", {"APPLE": 2}, stamp)
    damaged = Correction(Decimal(2), Decimal(5), "crushed", BlockReason.DAMAGED)

    write_off_stock(APPLE, damaged, stamp=stamp)

    level = level_of("APPLE")
    assert [level.on_hand, level.unavailable, level.reserved] == list(map(Decimal, (3, 1, 2)))
    assert broken_rules() == []


def test_no_more_is_written_off_than_is_free_or_set_aside(company: Company, stamp: Stamp) -> None:
    _block(1, stamp)
    reserve(company, "A", {"APPLE": 3}, stamp)

    with pytest.raises(BelowReserved):
        write_off_stock(APPLE, Correction(Decimal(2), Decimal(5), "rotten"), stamp=stamp)
    with pytest.raises(NotBlocked):
        write_off_stock(
            APPLE, Correction(Decimal(2), Decimal(5), "x", BlockReason.DAMAGED), stamp=stamp
        )
    assert level_of("APPLE").on_hand == 5


@pytest.mark.parametrize(
    "change",
    [
        {"on_hand": Decimal(-1)},
        {"reserved": Decimal(-1)},
        {"unavailable": Decimal(-1)},
        {"inbound": Decimal(-1)},
        {"backorder_limit": Decimal(-1)},
        {"reserved": F("on_hand") + 1},
        {"unavailable": F("on_hand") + 1, "backorder_limit": Decimal(100)},
        {"reserved": F("on_hand") + 3, "backorder_limit": Decimal(2)},
    ],
    ids=str,
)
def test_the_database_itself_refuses_what_cannot_be(
    company: Company, change: dict[str, object]
) -> None:
    """3.5: Vendure clamped at zero (PR 4930), which hides a bug; a CHECK finds it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLevel.objects.filter(variant__sku="APPLE").update(**change)


def test_the_database_lets_be_what_may_be(company: Company) -> None:
    rows = StockLevel.objects.filter(variant__sku="APPLE", location__code="S1")

    assert rows.update(reserved=F("on_hand") + 2, backorder_limit=Decimal(2)) == 1
