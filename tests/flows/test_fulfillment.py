"""What is to leave follows its order: added, cut, called off; what is packed is told."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.fulfillment.errors import StillPacked
from guildhall.fulfillment.operations import (
    finish_packing,
    pack_scan,
    release_work,
    ship_whole,
    take_out,
)
from guildhall.fulfillment.queries import works_of_order
from guildhall.fulfillment.types import WorkCard
from guildhall.inventory.queries import audit_stock, held_where
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.errors import MoreThanLeft
from guildhall.orders.operations import (
    begin_edit,
    cancel_order,
    cancel_units,
    confirm_edit,
    confirm_order,
    set_changes,
)
from guildhall.orders.queries import get_order, shippable
from guildhall.orders.states import EditKind
from guildhall.orders.types import EditChange
from tests.factories.company import make_company, make_order
from tests.factories.fulfillment import part_of
from tests.flows.test_reactions import deliver_all


@pytest.fixture
def order(committed: dict[str, Scope], stamp: Stamp) -> Iterator[str]:
    """Return a confirmed order of which all is to leave from S1."""
    with enter(committed["alpha"]):
        number = make_order(make_company(), {"APPLE": 3, "BREAD": 1}, stamp=stamp).row.number
        confirm_order(number, stamp=stamp)
        deliver_all()
        yield number


def _works(order: str) -> list[tuple[str, str, dict[str, int]]]:
    return [_told(work) for work in works_of_order(order)]


def _told(work: WorkCard) -> tuple[str, str, dict[str, int]]:
    lines = {line.sku: int(line.quantity - line.short) for line in work.lines}
    return work.row.state, work.row.hold_note, lines


def _edit(order: str, *changes: EditChange, stamp: Stamp) -> None:
    begin_edit(order, reason="the customer called", stamp=stamp)
    set_changes(order, changes=changes, stamp=stamp)
    confirm_edit(order, stamp=stamp)
    deliver_all()


def _apples(order: str, quantity: int) -> EditChange:
    line = next(each for each in shippable(order).lines if each.sku == "APPLE")
    return EditChange(EditKind.QUANTITY, line=line.id, quantity=Decimal(quantity))


def _pack(order: str, *codes: str, stamp: Stamp) -> None:
    number = works_of_order(order)[0].row.number
    for code in codes:
        pack_scan(number, code=code, stamp=stamp)


def test_a_confirmed_order_becomes_work(order: str) -> None:
    assert _works(order) == [("open", "", {"APPLE": 3, "BREAD": 1})]


def test_what_is_added_becomes_work_of_its_own(order: str, stamp: Stamp) -> None:
    _edit(order, EditChange(EditKind.ADD, sku="CHEESE", quantity=Decimal(2)), stamp=stamp)

    assert _works(order) == [
        ("open", "", {"APPLE": 3, "BREAD": 1}),
        ("open", "", {"CHEESE": 2}),
    ]


def test_more_of_a_line_becomes_work_of_its_own(order: str, stamp: Stamp) -> None:
    _edit(order, _apples(order, 5), stamp=stamp)

    assert _works(order) == [("open", "", {"APPLE": 3, "BREAD": 1}), ("open", "", {"APPLE": 2})]


def test_what_is_cut_is_not_sent(order: str, stamp: Stamp) -> None:
    _edit(order, _apples(order, 1), stamp=stamp)

    assert _works(order) == [("open", "", {"APPLE": 1, "BREAD": 1})]
    assert sum(each.quantity for each in held_where(order)) == 2
    assert audit_stock().reserved_differs == 0


def test_what_is_packed_and_closed_is_not_cut(order: str, stamp: Stamp) -> None:
    _pack(order, "APPLE", "APPLE", "APPLE", "BREAD", stamp=stamp)
    finish_packing(works_of_order(order)[0].row.number, stamp=stamp)

    with pytest.raises(MoreThanLeft):
        _edit(order, _apples(order, 1), stamp=stamp)


def test_what_lies_in_a_parcel_is_kept_back_until_it_is_taken_out(
    order: str, stamp: Stamp
) -> None:
    _pack(order, "APPLE", "APPLE", "APPLE", "BREAD", stamp=stamp)
    (work,) = works_of_order(order)
    _edit(order, _apples(order, 1), stamp=stamp)
    kept_back = _works(order)
    with pytest.raises(StillPacked):
        release_work(work.row.number, stamp=stamp)

    two = part_of(work.row.number, "APPLE", 2)
    take_out(work.parcels[0].number, part=two, stamp=stamp)
    release_work(work.row.number, stamp=stamp)

    assert kept_back == [("on_hold", "the order was changed", {"APPLE": 3, "BREAD": 1})]
    assert _works(order) == [("open", "", {"APPLE": 1, "BREAD": 1})]
    ship_whole(work.row.number, stamp=stamp)
    assert get_order(order).row.fulfillment_state == "fulfilled"
    assert held_where(order) == ()


def test_what_is_not_packed_yet_is_cut_first(order: str, stamp: Stamp) -> None:
    _pack(order, "APPLE", stamp=stamp)

    _edit(order, _apples(order, 1), stamp=stamp)

    assert _works(order) == [("in_progress", "", {"APPLE": 1, "BREAD": 1})]


def test_units_that_are_called_off_are_not_sent(order: str, stamp: Stamp) -> None:
    line = shippable(order).lines[0]
    cancel_units(order, units={line.id: Decimal(2)}, reason="less", stamp=stamp)
    deliver_all()

    assert sum(sum(lines.values()) for _, _, lines in _works(order)) == 2


def test_an_order_that_is_called_off_is_unpacked(order: str, stamp: Stamp) -> None:
    _pack(order, "APPLE", stamp=stamp)
    cancel_order(order, reason="no", stamp=stamp)
    deliver_all()

    (work,) = works_of_order(order)
    assert work.row.state == "canceled"
    assert [parcel.state for parcel in work.parcels] == ["void"]
    assert held_where(order) == ()
    assert audit_stock().reserved_differs == 0
