"""At the pack bench: scanned, packed, sealed, sent; what is short goes without."""

from decimal import Decimal

import pytest

from guildhall.fulfillment.errors import (
    NotAllPacked,
    NothingPacked,
    ParcelIsClosed,
    TooMany,
    TrackingTaken,
    WrongItem,
)
from guildhall.fulfillment.operations import (
    Picked,
    drop_parcel,
    finish_packing,
    finish_pick_list,
    make_pick_list,
    note_picked,
    open_parcel,
    pack_by_hand,
    pack_scan,
    reopen_parcel,
    seal_parcel,
    ship_whole,
    ship_work,
    short_line,
    take_out,
)
from guildhall.fulfillment.queries import get_parcel, get_pick_list, get_work
from guildhall.fulfillment.types import Box
from guildhall.inventory.queries import audit_stock, held_where
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.queries import get_order, shippable
from tests.factories.company import make_company
from tests.factories.fulfillment import make_work, part_of

CARRIED = Box(carrier="sf-express", weight_grams=900, trackings=(("sf-express", "SF1"),))


def _axis(order: str) -> str:
    return get_order(order).row.fulfillment_state


def test_each_piece_is_scanned_into_a_parcel_and_leaves(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), {"APPLE": 2, "BREAD": 1}, stamp=stamp)
    number = work.row.number

    for code in ("APPLE", "BREAD", "APPLE"):
        pack_scan(number, code=code, stamp=stamp)
    finish_packing(number, stamp=stamp)
    (parcel,) = get_work(number).parcels
    seal_parcel(parcel.number, box=CARRIED, stamp=stamp)
    ship_work(number, stamp=stamp)

    assert get_work(number).row.state == "shipped"
    sent = get_parcel(parcel.number)
    assert (sent.state, sent.carrier, sent.weight_grams) == ("shipped", "sf-express", 900)
    assert {line.sku: int(line.quantity) for line in sent.lines} == {"APPLE": 2, "BREAD": 1}
    assert _axis(work.row.order) == "fulfilled"
    assert held_where(work.row.order) == ()


def test_a_wrong_piece_is_refused_loudly(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), {"APPLE": 1}, stamp=stamp).row.number

    with pytest.raises(WrongItem, match="STOP"):
        pack_scan(number, code="BREAD", stamp=stamp)
    pack_scan(number, code="APPLE", stamp=stamp)
    with pytest.raises(TooMany, match="STOP"):
        pack_scan(number, code="APPLE", stamp=stamp)


def test_packing_ends_when_everything_is_packed(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), {"APPLE": 2}, stamp=stamp).row.number

    with pytest.raises(NotAllPacked):
        finish_packing(number, stamp=stamp)
    with pytest.raises(NothingPacked):
        ship_work(number, stamp=stamp)


def test_what_is_packed_leaves_and_the_rest_waits_on_one_of_its_own(
    alpha: Scope, stamp: Stamp
) -> None:
    work = make_work(make_company(), {"APPLE": 5}, stamp=stamp)
    pack_by_hand(work.row.number, part=part_of(work.row.number, "APPLE", 3), stamp=stamp)

    rest = ship_work(work.row.number, stamp=stamp)

    assert _axis(work.row.order) == "partially_fulfilled"
    assert [int(line.quantity) for line in get_work(rest).lines] == [2]
    assert [int(part.quantity) for part in held_where(work.row.order)] == [2]
    ship_whole(rest, stamp=stamp)
    assert _axis(work.row.order) == "fulfilled"
    assert audit_stock().reserved_differs == audit_stock().ledger_differs == 0


def test_what_cannot_be_found_is_not_waited_for(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), {"APPLE": 3, "BREAD": 1}, stamp=stamp)
    number = work.row.number

    short_line(number, parts=[part_of(number, "BREAD", 1)], reason="not found", stamp=stamp)
    ship_whole(number, stamp=stamp)

    assert _axis(work.row.order) == "fulfilled"
    assert [int(line.left) for line in shippable(work.row.order).lines] == [0, 0]
    assert held_where(work.row.order) == ()


def test_an_order_of_which_nothing_is_found_is_called_off(alpha: Scope, stamp: Stamp) -> None:
    work = make_work(make_company(), {"BREAD": 1}, stamp=stamp)

    short_line(
        work.row.number, parts=[part_of(work.row.number, "BREAD", 1)], reason="gone", stamp=stamp
    )

    assert get_work(work.row.number).row.state == "canceled"
    assert get_order(work.row.order).row.state == "canceled"


def test_a_sealed_parcel_takes_no_more_until_it_is_opened(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    parcel = open_parcel(number, stamp=stamp)
    pack_scan(number, parcel=parcel, code="APPLE", stamp=stamp)
    seal_parcel(parcel, box=Box(), stamp=stamp)

    with pytest.raises(ParcelIsClosed):
        pack_scan(number, parcel=parcel, code="APPLE", stamp=stamp)
    reopen_parcel(parcel, stamp=stamp)
    pack_scan(number, parcel=parcel, code="APPLE", stamp=stamp)

    assert get_work(number).is_packed_whole


def test_what_was_packed_wrongly_comes_out_again(alpha: Scope, stamp: Stamp) -> None:
    number = make_work(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pack_scan(number, code="APPLE", stamp=stamp)
    pack_scan(number, code="APPLE", stamp=stamp)
    finish_packing(number, stamp=stamp)
    (parcel,) = get_work(number).parcels

    reopen_parcel(parcel.number, stamp=stamp)
    take_out(parcel.number, part=part_of(number, "APPLE", 1), stamp=stamp)
    drop_parcel(parcel.number, reason="torn", stamp=stamp)

    work = get_work(number)
    assert work.row.state == "in_progress"
    assert [int(line.left) for line in work.lines] == [2]
    assert get_parcel(parcel.number).state == "void"


def test_a_number_travels_on_one_parcel(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first, second = make_work(company, stamp=stamp), make_work(company, stamp=stamp)
    ship_whole(first.row.number, box=CARRIED, stamp=stamp)

    with pytest.raises(TrackingTaken):
        ship_whole(second.row.number, box=CARRIED, stamp=stamp)


def test_several_orders_are_picked_in_one_walk(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first = make_work(company, {"BREAD": 1, "APPLE": 2}, stamp=stamp)
    second = make_work(company, {"APPLE": 3}, stamp=stamp)

    listed = make_pick_list([first.row.number, second.row.number], stamp=stamp)
    note_picked(listed, picked=Picked("APPLE", Decimal(4)), stamp=stamp)
    finish_pick_list(listed, stamp=stamp)

    found = get_pick_list(listed)
    assert [(line.sku, int(line.quantity), int(line.picked)) for line in found.lines] == [
        ("APPLE", 5, 4),
        ("BREAD", 1, 0),
    ]
    assert [int(line.picked) for line in get_work(second.row.number).lines] == [2]
    assert found.state == "done"
