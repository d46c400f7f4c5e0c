"""What may be promised before it is here, and who gets it when it comes."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.inventory.rules import crossed, fill, promise_later, promised_day
from guildhall.inventory.states import Crossing
from guildhall.inventory.types import Allocation, Coming, Offer, Room

TODAY = date(2026, 3, 2)
VARIANT, LEVEL, OTHER, PLACE = (UUID(int=n) for n in (1, 2, 3, 4))


def _later(
    quantity: int,
    offer: Offer,
    *,
    waiting: int = 0,
    limit: int = 10,
    arrivals: tuple[Coming, ...] = (),
) -> Allocation | None:
    rooms = [Room(LEVEL, PLACE, 0, Decimal(waiting), Decimal(limit))]
    return promise_later(
        Decimal(quantity), VARIANT, offer=offer, rooms=rooms, expected=arrivals, today=TODAY
    )


def _due(days: int, quantity: int, level: UUID = LEVEL) -> Coming:
    return Coming(level, TODAY + timedelta(days=days), Decimal(quantity))


def test_an_offer_with_lead_days_promises_so_many_days_from_today() -> None:
    part = _later(3, Offer(Decimal(5), lead_days=7))

    assert part == Allocation(LEVEL, VARIANT, Decimal(3), Decimal(3), TODAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("quantity", "waiting", "may"), [(5, 0, True), (6, 0, False), (2, 3, True), (3, 3, False)]
)
def test_no_more_waits_on_a_channel_than_it_lets_wait(
    quantity: int, waiting: int, *, may: bool
) -> None:
    assert bool(_later(quantity, Offer(Decimal(5), lead_days=1), waiting=waiting)) is may


def test_no_more_waits_at_a_level_than_may() -> None:
    assert _later(3, Offer(Decimal(100), lead_days=1), limit=2) is None


def test_a_promise_for_a_day_that_has_passed_is_no_promise() -> None:
    assert _later(1, Offer(Decimal(5), promised_on=TODAY - timedelta(days=1))) is None


def test_what_comes_without_a_day_is_never_sold() -> None:
    """3.10: inbound is available for nobody as long as nobody says when it comes."""
    assert _later(1, Offer(Decimal(5))) is None


def test_what_comes_is_promised_for_the_day_on_which_there_is_enough_for_all() -> None:
    arrivals = (_due(9, 4), _due(3, 2), _due(-1, 50))

    days = [_later(n, Offer(Decimal(9)), waiting=1, arrivals=arrivals) for n in (1, 5, 6)]

    assert [part and part.promised_on for part in days] == [
        TODAY + timedelta(days=3),
        TODAY + timedelta(days=9),
        None,
    ]


def test_what_comes_elsewhere_is_not_promised_here() -> None:
    assert _later(1, Offer(Decimal(9)), arrivals=(_due(3, 5, OTHER),)) is None


def test_a_days_own_promise_goes_before_what_is_expected() -> None:
    offer = Offer(Decimal(9), promised_on=TODAY + timedelta(days=30))

    assert promised_day(offer, [_due(3, 5)], needed=Decimal(1), today=TODAY) == offer.promised_on


@given(st.decimals(0, 100, places=3), st.lists(st.decimals("0.001", 50, places=3), max_size=8))
def test_goods_reach_the_oldest_first_and_no_more_of_them_than_came(
    free: Decimal, queue: list[Decimal]
) -> None:
    waiting = [(UUID(int=n), quantity) for n, quantity in enumerate(queue)]

    filled = fill(free, waiting)

    assert sum(filled.values(), Decimal(0)) == min(free, sum(queue, Decimal(0)))
    served = [filled.get(key, Decimal(0)) for key, _ in waiting]
    full = [got == want for got, want in zip(served, queue, strict=True)]
    assert full == sorted(full, reverse=True)
    assert all(got == 0 for got in served[full.count(True) + 1 :])


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (5, 0, Crossing.SOLD_OUT),
        (5, -2, Crossing.SOLD_OUT),
        (0, -2, None),
        (-2, 0, None),
        (0, 1, Crossing.BACK),
        (-2, 9, Crossing.BACK),
        (5, 3, Crossing.LOW),
        (5, 4, None),
        (3, 2, None),
        (2, 9, None),
    ],
)
def test_a_line_is_told_when_it_is_crossed_and_not_when_a_number_stays_on_its_side(
    before: int, after: int, line: Crossing | None
) -> None:
    assert crossed(Decimal(before), Decimal(after), low_at=Decimal(3)) is line


def test_without_a_low_line_nothing_runs_low() -> None:
    assert crossed(Decimal(5), Decimal(1), low_at=None) is None
