"""Fulfillment orders: opened by location, held, split, moved, merged, called off."""

from decimal import Decimal

import pytest

from guildhall.fulfillment.errors import (
    AlreadyThere,
    FulfillmentOnHold,
    MoreThanLeft,
    NothingToSplit,
    NotTheSame,
    StillWaiting,
)
from guildhall.fulfillment.operations import (
    cancel_work,
    cancel_works_of,
    close_works_of,
    follow_order,
    hold_work,
    merge_works,
    move_work,
    note_by_hand,
    release_filled,
    release_work,
    ship_whole,
    split_work,
)
from guildhall.fulfillment.queries import get_work, list_parcels, list_works, works_of_order
from guildhall.fulfillment.states import HoldReason, Tracked
from guildhall.fulfillment.types import ParcelFilter, WorkCard, WorkFilter
from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.operations import receive_stock, set_offer
from guildhall.inventory.queries import audit_stock, held_where
from guildhall.inventory.types import NewStock, Offer
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import cancel_order, cancel_units, ship_order
from guildhall.orders.queries import get_order, shippable
from tests.factories.company import Company, make_company
from tests.factories.fulfillment import make_work, make_works, part_of


def _told(works: tuple[WorkCard, ...]) -> list[tuple[str, str, dict[str, int]]]:
    return [
        (
            work.row.location,
            work.row.state,
            {line.sku: int(line.quantity - line.short) for line in work.lines},
        )
        for work in works
    ]


def _held(order: str) -> dict[str, int]:
    return {part.location: int(part.quantity) for part in held_where(order)}


def _facts(order: str) -> list[str]:
    return [fact.type for fact in facts_about([f"fulfillment:{order}"])]


def _backordered(company: Company, stamp: Stamp) -> tuple[WorkCard, ...]:
    """Return the work of 8 apples of which 4 lie in S1 and S2, and 4 are to come."""
    set_offer("APPLE", Offer(Decimal(50), lead_days=3), channel="web", stamp=stamp)
    return make_works(company, {"APPLE": 8}, stamp=stamp)


def test_a_confirmed_order_is_opened_where_its_stock_lies(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))

    works = make_works(company, {"APPLE": 14, "BREAD": 3}, stamp=stamp)

    assert _told(works) == [
        ("S1", "open", {"APPLE": 10, "BREAD": 3}),
        ("S2", "open", {"APPLE": 4}),
    ]
    assert _facts(works[0].row.order) == ["fulfillment.opened", "fulfillment.opened"]


def test_what_is_opened_twice_is_opened_once(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), stamp=stamp)

    assert follow_order(work.row.order, stamp=stamp) == ()
    assert len(works_of_order(work.row.order)) == 1


def test_what_has_yet_to_arrive_waits_and_goes_on_when_it_came(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(4))
    works = _backordered(company, stamp)
    waiting = next(work for work in works if work.row.state == "on_hold")

    with pytest.raises(StillWaiting):
        release_work(waiting.row.number, stamp=stamp)
    goods = [NewStock(company.variants["APPLE"], "APPLE", Decimal(10))]
    receive_stock(waiting.row.location, lines=goods, reference="R1", stamp=stamp)
    done = release_filled(waiting.row.order, stamp=stamp)

    assert waiting.row.hold_reason == "awaiting_stock"
    assert [int(line.quantity) for line in waiting.lines] == [4]
    assert done == (waiting.row.number,)
    assert get_work(waiting.row.number).row.state == "open"


def test_what_is_on_hold_does_not_leave(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), stamp=stamp).row.number

    hold_work(number, reason=HoldReason.ADDRESS, note="no street", stamp=stamp)
    with pytest.raises(FulfillmentOnHold):
        ship_whole(number, stamp=stamp)
    release_work(number, stamp=stamp)

    assert get_work(number).row.state == "open"


def test_a_part_goes_on_one_of_its_own(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), {"APPLE": 5, "BREAD": 1}, stamp=stamp)
    number = work.row.number

    split_work(number, parts=[part_of(number, "APPLE", 2)], stamp=stamp)

    assert _told(works_of_order(work.row.order)) == [
        ("S1", "open", {"APPLE": 3, "BREAD": 1}),
        ("S1", "open", {"APPLE": 2}),
    ]


def test_nothing_and_everything_cannot_be_split_off(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), {"APPLE": 2}, stamp=stamp).row.number

    with pytest.raises(NothingToSplit):
        split_work(number, parts=[], stamp=stamp)
    with pytest.raises(NothingToSplit):
        split_work(number, parts=[part_of(number, "APPLE", 2)], stamp=stamp)
    with pytest.raises(MoreThanLeft):
        split_work(number, parts=[part_of(number, "APPLE", 3)], stamp=stamp)


def test_another_location_does_it_with_its_own_goods(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(stock=Decimal(20)), {"APPLE": 6}, stamp=stamp)

    move_work(work.row.number, location="S2", reason="nearer", stamp=stamp)

    assert get_work(work.row.number).row.location == "S2"
    assert _held(work.row.order) == {"S2": 6}
    assert audit_stock().reserved_differs == 0


def test_what_another_location_has_not_stays(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    make_works(company, {"APPLE": 10}, stamp=stamp)
    work = make_work(company, {"APPLE": 6}, stamp=stamp)

    with pytest.raises(OutOfStock):
        move_work(work.row.number, location="S1", reason="nearer", stamp=stamp)
    with pytest.raises(AlreadyThere):
        move_work(work.row.number, location="S2", reason="nearer", stamp=stamp)

    assert _held(work.row.order) == {"S2": 6}


def test_what_was_split_is_merged_again(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), {"APPLE": 5}, stamp=stamp)
    other = split_work(work.row.number, parts=[part_of(work.row.number, "APPLE", 2)], stamp=stamp)

    merge_works([work.row.number, other], stamp=stamp)

    assert _told((get_work(work.row.number),)) == [("S1", "open", {"APPLE": 5})]
    assert get_work(other).row.state == "merged"


def test_two_orders_are_not_merged(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first, second = make_work(company, stamp=stamp), make_work(company, stamp=stamp)

    with pytest.raises(NotTheSame):
        merge_works([first.row.number, second.row.number], stamp=stamp)


def test_what_is_called_off_here_is_called_off_in_the_order(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    first, second = make_works(company, {"APPLE": 14}, stamp=stamp)

    cancel_work(second.row.number, reason="shop closed", stamp=stamp)

    assert get_work(second.row.number).row.state == "canceled"
    assert _held(first.row.order) == {"S1": 10}
    assert [int(line.left) for line in shippable(first.row.order).lines] == [10]
    assert audit_stock().reserved_differs == 0


def test_an_order_that_is_called_off_takes_its_work_along(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), stamp=stamp)

    cancel_order(work.row.order, reason="no", stamp=stamp)
    cancel_works_of(work.row.order, reason="no", stamp=stamp)

    assert get_work(work.row.number).row.state == "canceled"
    with pytest.raises(MoveNotAllowed):
        ship_whole(work.row.number, stamp=stamp)


def test_work_becomes_less_when_units_are_called_off(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(20))
    works = make_works(company, {"APPLE": 14}, stamp=stamp)
    order = works[0].row.order
    line = shippable(order).lines[0].id

    cancel_units(order, units={line: Decimal(5)}, reason="less", stamp=stamp)
    follow_order(order, stamp=stamp)
    follow_order(order, stamp=stamp)

    left = {w.row.location: sum(int(x.left) for x in w.lines) for w in works_of_order(order)}
    assert left == _held(order) | {w: 0 for w in left if w not in _held(order)}
    assert sum(left.values()) == 9


def test_an_order_that_ships_as_a_whole_closes_its_work(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), stamp=stamp)
    hold_work(work.row.number, reason=HoldReason.OTHER, stamp=stamp)

    ship_order(work.row.order, stamp=stamp)
    close_works_of(work.row.order, stamp=stamp)
    close_works_of(work.row.order, stamp=stamp)

    assert get_work(work.row.number).row.state == "shipped"


@pytest.mark.parametrize("scope", ["location:S2", "store:S2"])
def test_who_keeps_a_place_or_its_store_sends_what_lies_there_alone(
    alpha: Scope, stamp: Stamp, scope: str
) -> None:
    company = make_company(stock=Decimal(20))
    first, second = make_works(company, {"APPLE": 14}, stamp=stamp)
    keeper = Actor(
        "person", "keeper", (Grant("fulfillment:edit", scope), Grant("fulfillment:view", scope))
    )
    by_keeper = Stamp(keeper, stamp.at)

    seen = list_works(WorkFilter(scopes=keeper.reach("fulfillment:view"))).items
    parcel = ship_whole(second.row.number, stamp=by_keeper)
    note_by_hand(parcel, state=Tracked.DELIVERED, note="it is there", stamp=by_keeper)
    with pytest.raises(NotPermitted):
        ship_whole(first.row.number, stamp=by_keeper)

    assert [row.number for row in seen] == [second.row.number]
    assert get_order(first.row.order).row.fulfillment_state == "partially_fulfilled"
    away = ParcelFilter(scopes=keeper.reach("fulfillment:view"))
    assert [each.number for each in list_parcels(away).items] == [parcel]
