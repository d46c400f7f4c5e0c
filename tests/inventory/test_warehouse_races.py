"""Many hands on the same paper, the same piece, the same shelf, at the same moment."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connections

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import SerialTaken
from guildhall.inventory.queries import (
    audit_stock,
    get_transfer,
    tallies_of,
)
from guildhall.inventory.types import CountScan, TransferPlan, TransferWish
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import make_company
from tests.factories.warehouse import keep_by, level_of, receive
from tests.harness.crowds import crowd
from tests.harness.sizes import size_of

HANDS = size_of("warehouse_races", small=6, soak=32)


@pytest.fixture
def inside(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Scope]:
    """Twenty of each, in a company that is entered and whose changes commit."""
    with enter(committed["alpha"]), unit():
        make_company(stock=Decimal(20), stamp=stamp)
        yield committed["alpha"]


def _at_once(scope: Scope, act: Callable[[int], object]) -> list[object]:
    """Let as many hands do it at once; return what each got, a refusal included."""

    def one(number: int, _random: object) -> object:
        try:
            with enter(scope), unit():
                return act(number)
        except Refusal as refusal:
            return type(refusal)
        finally:
            connections["default"].close()

    return crowd(HANDS, one)


def test_one_piece_arrives_once_however_many_receive_it(inside: Scope, stamp: Stamp) -> None:
    keep_by(Tracking.SERIAL, "CHEESE")
    before = level_of("CHEESE", "S1").on_hand

    got = _at_once(inside, lambda _: receive("CHEESE", "1", lot="SN-1", stamp=stamp))

    assert sum(each is SerialTaken for each in got) == HANDS - 1
    assert level_of("CHEESE", "S1").on_hand == before + 1


def test_a_transfer_is_sent_once_and_arrives_once(inside: Scope, stamp: Stamp) -> None:
    plan = TransferPlan("S1", "S2", (TransferWish("APPLE", Decimal(3)),))
    number = operations.plan_transfer(plan, stamp=stamp)

    sent = _at_once(inside, lambda _: operations.send_transfer(number, stamp=stamp))
    here = _at_once(inside, lambda _: operations.receive_transfer(number, stamp=stamp))

    assert [sent.count(None), here.count(None)] == [1, 1]
    assert {*sent, *here} == {None, MoveNotAllowed}
    assert level_of("APPLE", "S2").on_hand == 13
    assert get_transfer(number).row.state == "received"
    assert audit_stock().ledger_differs == 0


def test_no_scan_of_many_counters_is_lost_or_doubled(inside: Scope, stamp: Stamp) -> None:
    number = operations.start_stocktake("S1", stamp=stamp)
    shared = CountScan("BREAD", Decimal(1), id=new_id())

    def count(hand: int) -> None:
        mine = Stamp(Actor("staff", f"staff:{hand}", (Grant("stock:edit"),)), stamp.at)
        for _ in range(3):
            operations.count_stock(number, scans=[CountScan("APPLE", Decimal(1))], stamp=mine)
        operations.count_stock(number, scans=[shared], stamp=mine)

    _at_once(inside, count)

    told = {each.sku: each.quantity for each in tallies_of(number)}
    assert told == {"APPLE": 3 * HANDS, "BREAD": 1}


def test_receipts_and_transfers_of_the_same_lots_from_both_ends_add_up(
    inside: Scope, stamp: Stamp
) -> None:
    """Locks are taken in one order, so that nobody waits in a circle."""
    keep_by(Tracking.LOT, "DATES")
    for place in ("S1", "S2"):
        receive("DATES", "50", at=place, lot="L", stamp=stamp)

    def act(hand: int) -> None:
        ends = ("S1", "S2") if hand % 2 else ("S2", "S1")
        receive("DATES", "2", at=ends[0], lot="L", stamp=stamp)
        plan = TransferPlan(*ends, (TransferWish("DATES", Decimal(1), "L"),))
        number = operations.plan_transfer(plan, stamp=stamp)
        operations.send_transfer(number, stamp=stamp)
        operations.receive_transfer(number, stamp=stamp)

    got = _at_once(inside, act)

    assert got == [None] * HANDS
    total = level_of("DATES", "S1").on_hand + level_of("DATES", "S2").on_hand
    assert total == 20 + 100 + 2 * HANDS
    assert audit_stock().ledger_differs == 0
