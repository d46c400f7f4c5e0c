"""Lots: which leaves first, which may not leave at all, and what was made of what."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import (
    LotNeeded,
    LotNotFound,
    LotShort,
    OutOfStock,
)
from guildhall.inventory.models import LotStock, Movement, StockBlock
from guildhall.inventory.queries import (
    audit_stock,
    list_lots,
    lots_differing,
    trace_lot,
)
from guildhall.inventory.rules import fault_of, in_order, pick
from guildhall.inventory.states import BlockReason, Removal
from guildhall.inventory.types import (
    Correction,
    Disposal,
    LotFilter,
    LotOffer,
    StockKey,
)
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import confirm_order, ship_order
from tests.factories.company import Company, make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive

START = datetime(2026, 1, 1, tzinfo=UTC)
OFFERS = st.lists(
    st.builds(
        LotOffer,
        lot_id=st.builds(new_id),
        code=st.sampled_from("ABCDEFGH"),
        free=st.decimals(0, 50, places=3),
        expires_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
        received_at=st.integers(0, 500).map(lambda hours: START + timedelta(hours=hours)),
    ),
    max_size=8,
)


@given(OFFERS, st.decimals("0.001", 200, places=3), st.sampled_from(Removal))
def test_what_is_picked_adds_up_and_no_lot_gives_more_than_it_has(
    offers: list[LotOffer], quantity: Decimal, by: Removal
) -> None:
    picks, missing = pick(offers, quantity, by=by)

    free = {offer.lot_id: offer.free for offer in offers}
    assert sum((part.quantity for part in picks), missing) == quantity
    assert all(0 < part.quantity <= free[part.lot_id] for part in picks)
    assert missing == max(quantity - sum(free.values()), Decimal(0))


@given(OFFERS)
def test_each_way_of_removal_keeps_its_order(offers: list[LotOffer]) -> None:
    fefo, fifo, lifo = (in_order(offers, by=by) for by in Removal)

    ends = [lot.expires_on or date.max for lot in fefo]
    assert all(one <= two for one, two in pairwise(ends))
    assert all(one.received_at <= two.received_at for one, two in pairwise(fifo))
    assert lifo == fifo[::-1]


@pytest.mark.parametrize(
    ("ends", "recalled", "fault"),
    [
        (None, None, None),
        (date(2026, 5, 5), None, None),
        (date(2026, 5, 4), None, BlockReason.EXPIRED),
        (date(2026, 5, 4), START, BlockReason.RECALLED),
    ],
)
def test_a_lot_is_good_on_its_last_day_and_bad_on_the_next(
    ends: date | None, recalled: datetime | None, fault: BlockReason | None
) -> None:
    assert fault_of(expires_on=ends, recalled_at=recalled, today=date(2026, 5, 5)) == fault


def _cheese(stamp: Stamp, **lots: tuple[str, date | None]) -> Company:
    company = make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    for minutes, (code, (quantity, ends)) in enumerate(lots.items()):
        later = system_stamp("test", stamp.at + timedelta(minutes=minutes))
        receive("CHEESE", quantity, lot=code, ends=ends, stamp=later)
    return company


def _ship(company: Company, lines: dict[str, int | str], *, stamp: Stamp) -> str:
    number = make_order(company, lines, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    return number


def _later(stamp: Stamp, days: int) -> Stamp:
    return system_stamp("test", stamp.at + timedelta(days=days))


def _kept() -> dict[str, Decimal]:
    return dict(LotStock.objects.filter(on_hand__gt=0).values_list("lot__code", "on_hand"))


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        (Removal.FEFO, {"FIRST": 1, "THIRD": 4}),
        (Removal.FIFO, {"SECOND": 1, "THIRD": 4}),
        (Removal.LIFO, {"FIRST": 4, "SECOND": 1}),
    ],
)
def test_an_order_takes_its_lots_in_the_order_of_the_place(
    alpha: Scope, stamp: Stamp, removal: Removal, left: dict[str, int]
) -> None:
    days = [stamp.at.date() + timedelta(days=n) for n in (20, 10, 30)]
    company = _cheese(stamp, FIRST=("4", days[0]), SECOND=("4", days[1]), THIRD=("4", days[2]))
    operations.set_removal("S1", removal=removal, stamp=stamp)

    number = _ship(company, {"CHEESE": 7}, stamp=stamp)

    assert _kept() == left
    lines = Movement.objects.filter(reference=number, kind="shipment")
    assert sum(line.quantity for line in lines) == -7
    assert all(line.lot for line in lines)
    assert lots_differing() == 0
    assert audit_stock().ledger_differs == 0


def test_what_is_not_kept_by_lot_is_shipped_as_before(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))

    number = _ship(company, {"APPLE": 2}, stamp=stamp)

    (line,) = Movement.objects.filter(reference=number)
    assert (line.lot, line.quantity) == (None, -2)


def test_a_lot_past_its_day_is_shipped_to_nobody(alpha: Scope, stamp: Stamp) -> None:
    company = _cheese(stamp, OLD=("4", stamp.at.date()))
    number = make_order(company, {"CHEESE": 2}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)

    with pytest.raises(LotShort):
        ship_order(number, stamp=_later(stamp, 1))

    assert level_of("CHEESE", "S1").on_hand == 4


def test_what_expires_becomes_unavailable_once(alpha: Scope, stamp: Stamp) -> None:
    company = _cheese(stamp, OLD=("4", stamp.at.date()), GOOD=("3", None))
    tomorrow = _later(stamp, 1)
    assert operations.block_expired_lots(stamp=stamp) == 0

    told = [operations.block_expired_lots(stamp=tomorrow) for _ in range(2)]

    assert told == [1, 0]
    level = level_of("CHEESE", "S1")
    assert (level.on_hand, level.unavailable, level.available) == (
        Decimal(7),
        Decimal(4),
        Decimal(3),
    )
    assert StockBlock.objects.get().reason == "expired"
    assert [fact.type for fact in facts_about(["lot:CHEESE:OLD"])] == ["lot.blocked"]
    with pytest.raises(OutOfStock):
        make_order(company, {"CHEESE": 4}, stamp=tomorrow)
    assert audit_stock().ledger_differs == 0


def test_what_is_promised_is_blocked_as_it_comes_free(alpha: Scope, stamp: Stamp) -> None:
    company = _cheese(stamp, OLD=("4", stamp.at.date()))
    make_order(company, {"CHEESE": 3}, stamp=stamp)
    tomorrow = _later(stamp, 1)

    operations.block_expired_lots(stamp=tomorrow)
    before = level_of("CHEESE", "S1").unavailable
    operations.expire_holds(stamp=tomorrow)
    operations.block_expired_lots(stamp=tomorrow)

    assert (before, level_of("CHEESE", "S1").unavailable) == (Decimal(1), Decimal(4))


def test_what_has_expired_is_written_off_lot_by_lot(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp, OLD=("4", stamp.at.date()), GOOD=("3", None))
    tomorrow = _later(stamp, 1)
    operations.block_expired_lots(stamp=tomorrow)
    key = StockKey("CHEESE", "S1")

    with pytest.raises(LotNeeded):
        operations.adjust_stock(
            key, Correction(Decimal(-1), Decimal(7), "counted"), stamp=tomorrow
        )
    gone = Disposal("S1", "CHEESE", "OLD", Decimal(4), "past its day")
    assert operations.write_off_lot(gone, stamp=tomorrow) is None

    level = level_of("CHEESE", "S1")
    assert (level.on_hand, level.unavailable) == (Decimal(3), Decimal(0))
    assert _kept() == {"GOOD": 3}
    assert audit_stock().ledger_differs == 0


def test_a_recalled_lot_is_blocked_wherever_it_lies(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp, BAD=("4", None), GOOD=("3", None))
    receive("CHEESE", "5", at="S2", lot="BAD", stamp=stamp)

    operations.recall_lot("CHEESE", "BAD", reason="glass", stamp=stamp)
    operations.recall_lot("CHEESE", "BAD", reason="glass", stamp=stamp)
    receive("CHEESE", "1", at="S2", lot="BAD", stamp=stamp)

    assert level_of("CHEESE", "S1").available == 3
    assert (level_of("CHEESE", "S2").on_hand, level_of("CHEESE", "S2").available) == (
        Decimal(6),
        Decimal(0),
    )
    assert [fact.type for fact in facts_about(["lot:CHEESE:BAD"])] == ["lot.recalled"]
    assert [lot.code for lot in list_lots(LotFilter(recalled=True)).items] == ["BAD"]


def test_a_recall_that_is_over_lets_goods_be_sold_again(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp, BAD=("4", None))
    operations.recall_lot("CHEESE", "BAD", reason="glass", stamp=stamp)

    operations.lift_recall("CHEESE", "BAD", reason="it was another lot", stamp=stamp)

    level = level_of("CHEESE", "S1")
    assert (level.unavailable, level.available) == (Decimal(0), Decimal(4))
    assert StockBlock.objects.get().quantity == 0


def test_a_recall_needs_the_right_everywhere(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp, BAD=("4", None))
    grants = (Grant("stock:edit", "location:S1"),)
    keeper = Stamp(Actor("staff", "staff:x", grants), stamp.at, stamp.request_id)

    with pytest.raises(NotPermitted):
        operations.recall_lot("CHEESE", "BAD", reason="glass", stamp=keeper)


def test_a_lot_that_lay_elsewhere_is_not_shown(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp, WHEEL=("5", None))

    with pytest.raises(LotNotFound):
        trace_lot("CHEESE", "WHEEL", scopes=("location:S2",))
    assert trace_lot("CHEESE", "WHEEL", scopes=("location:S1",)).lot.on_hand == 5
