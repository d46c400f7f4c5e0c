"""Bundles leave as their parts, and count as bundles: whole ones."""

from decimal import Decimal

import pytest

from guildhall.fulfillment.operations import (
    follow_order,
    note_by_hand,
    ship_whole,
    short_line,
    split_work,
)
from guildhall.fulfillment.queries import get_work, works_of_order
from guildhall.fulfillment.rules import GoodsOut, units_out
from guildhall.fulfillment.states import Tracked
from guildhall.fulfillment.types import WorkCard
from guildhall.inventory.queries import audit_stock, held_where
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import cancel_units
from guildhall.orders.queries import get_order, shippable
from tests.factories.bundles import make_box
from tests.factories.company import Company, make_company
from tests.factories.fulfillment import make_works, part_of


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    """Return a company with 4 apples and 4 loaves at each of two places, that sells boxes."""
    found = make_company(stock=Decimal(8))
    make_box(found, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)
    return found


def _count(order: str, name: str) -> int:
    (line,) = get_order(order).lines
    counted = int(line.counts[name])
    assert counted == line.counts[name]
    return counted


def _parts(work: WorkCard) -> dict[str, int]:
    return {line.sku: int(line.quantity - line.short) for line in work.lines}


def test_a_bundle_becomes_work_where_its_parts_lie(company: Company, stamp: Stamp) -> None:
    works = make_works(company, {"BOX": 2}, stamp=stamp)

    assert [(work.row.location, _parts(work)) for work in works] == [
        ("S1", {"APPLE": 4, "BREAD": 2}),
        ("S2", {"APPLE": 2}),
    ]


def test_units_count_once_all_of_their_parts_have_left(company: Company, stamp: Stamp) -> None:
    first, second = make_works(company, {"BOX": 2}, stamp=stamp)
    order = first.row.order

    ship_whole(first.row.number, stamp=stamp)
    # Four apples are one box and a third of another one: one box.
    half = _count(order, "shipped")
    ship_whole(second.row.number, stamp=stamp)

    assert (half, _count(order, "shipped")) == (1, 2)
    assert get_order(order).row.fulfillment_state == "fulfilled"
    assert held_where(order) == ()
    assert audit_stock().reserved_differs == audit_stock().ledger_differs == 0


def test_a_bundle_has_arrived_with_its_last_part(company: Company, stamp: Stamp) -> None:
    first, second = make_works(company, {"BOX": 2}, stamp=stamp)
    parcels = [ship_whole(each.row.number, stamp=stamp) for each in (first, second)]

    note_by_hand(parcels[1], state=Tracked.DELIVERED, note="", stamp=stamp)
    before = _count(first.row.order, "delivered")
    note_by_hand(parcels[0], state=Tracked.DELIVERED, note="", stamp=stamp)

    assert (before, _count(first.row.order, "delivered")) == (0, 2)


def test_a_part_that_is_not_found_takes_its_whole_bundle_along(
    company: Company, stamp: Stamp
) -> None:
    first, second = make_works(company, {"BOX": 2}, stamp=stamp)
    order, number = first.row.order, first.row.number

    short_line(number, parts=[part_of(number, "APPLE", 1)], reason="bruised", stamp=stamp)

    left = [_parts(get_work(each.row.number)) for each in (first, second)]
    assert left == [{"APPLE": 1, "BREAD": 1}, {"APPLE": 2}]
    assert [int(line.left) for line in shippable(order).lines] == [1]
    for each in (first, second):
        ship_whole(each.row.number, stamp=stamp)
    assert get_order(order).row.fulfillment_state == "fulfilled"
    assert held_where(order) == ()
    assert audit_stock().reserved_differs == 0


def test_a_bundle_that_is_called_off_takes_all_of_its_parts_out_of_the_work(
    company: Company, stamp: Stamp
) -> None:
    works = make_works(company, {"BOX": 2}, stamp=stamp)
    order = works[0].row.order

    cancel_units(
        order, units={shippable(order).lines[0].id: Decimal(1)}, reason="less", stamp=stamp
    )
    follow_order(order, stamp=stamp)

    left = [_parts(work) for work in works_of_order(order)]
    held = {(each.location, each.sku): int(each.quantity) for each in held_where(order)}
    assert sum(each.get("APPLE", 0) for each in left) == 3
    assert sum(each.get("BREAD", 0) for each in left) == 1
    assert sum(held.values()) == 4


def test_parts_of_a_bundle_may_leave_by_themselves(company: Company, stamp: Stamp) -> None:
    (work,) = make_works(company, {"BOX": 1}, stamp=stamp)
    number = work.row.number
    bread = split_work(number, parts=[part_of(number, "BREAD", 1)], stamp=stamp)

    ship_whole(bread, stamp=stamp)
    before = _count(work.row.order, "shipped")
    ship_whole(number, stamp=stamp)

    assert (before, _count(work.row.order, "shipped")) == (0, 1)


def test_what_is_weighed_counts_to_the_gram() -> None:
    cheese = new_id()

    out = units_out([GoodsOut(cheese, Decimal(1), Decimal("0.755"))])

    assert out == {cheese: Decimal("0.755")}
