"""An order edited: what was paid stays what it was, and what changes is told to the cent."""

from decimal import Decimal

import pytest

from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.queries import audit_stock, available_for
from guildhall.inventory.types import Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import (
    EditInvalid,
    EditNotFound,
    EditOpen,
    MoreThanLeft,
    NotOpen,
    OrderInvalid,
)
from guildhall.orders.operations import (
    begin_edit,
    cancel_order,
    cancel_units,
    confirm_edit,
    confirm_order,
    decline_edit,
    set_changes,
    ship_order,
)
from guildhall.orders.queries import get_edit, get_order, orders_that_differ, preview_edit
from guildhall.orders.states import EditKind
from guildhall.orders.types import Customer, EditChange
from tests.factories.company import Company, make_company
from tests.factories.orders import line_ids, pay, place, row_of, shipping, usd


def _free(company: Company, sku: str) -> Decimal:
    variant = company.variants[sku]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def _edit(number: str, *changes: EditChange, stamp: Stamp) -> None:
    begin_edit(number, reason="the customer called", stamp=stamp)
    set_changes(number, changes=changes, stamp=stamp)


def _count(number: str, sku: str, quantity: str) -> EditChange:
    line = line_ids(number)[sku]
    return EditChange(EditKind.QUANTITY, line=line, quantity=Decimal(quantity))


def _price(number: str, sku: str, price: str) -> EditChange:
    return EditChange(EditKind.PRICE, line=line_ids(number)[sku], price=Decimal(price))


def _add(sku: str, quantity: str, price: str | None = None) -> EditChange:
    agreed = None if price is None else Decimal(price)
    return EditChange(EditKind.ADD, sku=sku, quantity=Decimal(quantity), price=agreed)


def test_a_preview_changes_nothing_and_a_confirmation_does_what_it_said(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    number = place(company, {"APPLE": 4}, stamp=stamp).row.number
    pay(number, "10.00", stamp=stamp)
    _edit(number, _count(number, "APPLE", "1"), _add("BREAD", "1"), stamp=stamp)

    seen = preview_edit(number, at=stamp.at)
    untouched = get_order(number).row.total
    confirm_edit(number, stamp=stamp)

    assert (seen.before, untouched) == (usd("10.00"), usd("10.00"))
    assert (seen.total, seen.refund, seen.due) == (usd("5.00"), usd("5.00"), usd(0))
    assert get_order(number).row.total == seen.total
    assert (_free(company, "APPLE"), _free(company, "BREAD")) == (Decimal(99), Decimal(99))
    assert audit_stock().reserved_differs == 0
    assert not orders_that_differ()


def test_an_edit_that_adds_asks_for_what_it_comes_to_more(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pay(number, "5.00", stamp=stamp)
    _edit(number, _count(number, "APPLE", "3"), stamp=stamp)

    confirm_edit(number, stamp=stamp)

    told = facts_about([f"order:{number}"])[-1]
    assert told.type == "order.edited"
    assert told.payload["payment_due"] == {"amount": "2.5000", "currency": "USD"}
    assert get_order(number).row.payment_state == "partially_paid"


def test_a_new_price_leaves_the_line_as_it_was_paid(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    before = get_order(number).lines[0]
    _edit(number, _price(number, "APPLE", "2.00"), stamp=stamp)

    confirm_edit(number, stamp=stamp)

    first, again = get_order(number).lines
    assert (first.unit_price, first.total) == (before.unit_price, before.total)
    assert (again.unit_price, again.total) == (usd("2.00"), usd("4.00"))
    assert row_of(number).total == Decimal("4.00")
    assert row_of(number).revision == 2
    assert not orders_that_differ()


def test_units_of_before_an_edit_go_back_at_what_was_paid_for_them(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    pay(number, "5.00", stamp=stamp)
    paid_line = line_ids(number)["APPLE"]
    _edit(number, _add("APPLE", "1", "1.00"), stamp=stamp)
    confirm_edit(number, stamp=stamp)
    pay(number, "1.00", key="more", stamp=stamp)

    back = cancel_units(number, units={paid_line: Decimal(1)}, reason="one less", stamp=stamp)

    assert back.refund == usd("2.50")
    assert not orders_that_differ()


def test_address_and_shipping_are_edited_too(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number
    express = shipping("8.00", "0.80")
    moved = Customer("Bob", "bob@example.com", "", "Elsewhere 1")
    _edit(
        number,
        EditChange(EditKind.SHIPPING, shipping=express),
        EditChange(EditKind.CUSTOMER, customer=moved),
        stamp=stamp,
    )

    confirm_edit(number, stamp=stamp)

    row = row_of(number)
    assert (row.shipping_total, row.total) == (Decimal("8.80"), Decimal("13.80"))
    assert row.customer_address == "Elsewhere 1"
    assert "Elsewhere" not in str([fact.payload for fact in facts_about([f"order:{number}"])])
    assert not orders_that_differ()


def test_what_the_shelf_lacks_is_seen_before_and_refused_whole(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    number = place(company, {"APPLE": 2}, stamp=stamp).row.number
    _edit(number, _count(number, "APPLE", "1"), _add("BREAD", "11"), stamp=stamp)

    seen = preview_edit(number, at=stamp.at)
    with pytest.raises(OutOfStock):
        confirm_edit(number, stamp=stamp)

    assert [(line.sku, line.asked, line.available) for line in seen.short] == [
        ("BREAD", Decimal(11), Decimal(10))
    ]
    assert get_order(number).row.total == usd("5.00")
    assert get_edit(number).state == "open"


def test_a_declined_edit_leaves_the_order_and_makes_room_for_another(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    _edit(number, _count(number, "APPLE", "1"), stamp=stamp)

    with pytest.raises(EditOpen):
        begin_edit(number, reason="me too", stamp=stamp)
    decline_edit(number, stamp=stamp)

    assert get_order(number).row.total == usd("5.00")
    with pytest.raises(EditNotFound):
        confirm_edit(number, stamp=stamp)
    begin_edit(number, reason="now", stamp=stamp)


def test_goods_added_to_what_has_left_open_its_fulfillment_again(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    _edit(number, _add("BREAD", "1"), stamp=stamp)

    confirm_edit(number, stamp=stamp)

    assert get_order(number).row.fulfillment_state == "partially_fulfilled"
    ship_order(number, stamp=stamp)
    assert get_order(number).row.fulfillment_state == "fulfilled"


def test_what_has_left_keeps_its_price(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    begin_edit(number, reason="cheaper", stamp=stamp)

    with pytest.raises(MoreThanLeft):
        set_changes(number, changes=[_price(number, "APPLE", "1.00")], stamp=stamp)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (EditChange(EditKind.ADD, sku="BREAD", quantity=Decimal("0.5")), OrderInvalid),
        (EditChange(EditKind.ADD, sku="BREAD", quantity=Decimal(0)), OrderInvalid),
        (
            EditChange(EditKind.ADD, sku="BREAD", quantity=Decimal(1), price=Decimal(-1)),
            OrderInvalid,
        ),
    ],
)
def test_what_could_not_be_done_is_refused_when_it_is_asked_for(
    alpha: Scope, stamp: Stamp, change: EditChange, refusal: type[Refusal]
) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    begin_edit(number, reason="x", stamp=stamp)

    with pytest.raises(refusal):
        set_changes(number, changes=[change], stamp=stamp)


def test_an_address_is_changed_once_in_an_edit(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    begin_edit(number, reason="x", stamp=stamp)
    change = EditChange(EditKind.CUSTOMER, customer=Customer("Bob"))

    with pytest.raises(EditInvalid):
        set_changes(number, changes=[change, change], stamp=stamp)


def test_a_price_of_ones_own_needs_the_right_to_set_prices(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    clerk = Stamp(Actor("staff", "staff:x", (Grant("orders:edit"),)), stamp.at)
    begin_edit(number, reason="x", stamp=clerk)

    with pytest.raises(NotPermitted):
        set_changes(number, changes=[_add("BREAD", "1", "0.01")], stamp=clerk)


def test_an_order_that_is_over_is_not_edited(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    cancel_order(number, reason="no", stamp=stamp)

    with pytest.raises(NotOpen):
        begin_edit(number, reason="x", stamp=stamp)
