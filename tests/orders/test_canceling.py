"""An order called off, whole or in part: stock, money and lines come out exactly."""

from decimal import Decimal

import pytest

from guildhall.inventory.queries import audit_stock, available_for
from guildhall.inventory.types import Demand, Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import (
    AlreadyShipped,
    LineNotFound,
    MoreThanLeft,
    NothingChosen,
    NotOpen,
)
from guildhall.orders.operations import (
    cancel_order,
    cancel_units,
    confirm_order,
    note_packed,
    note_shipped,
    short_ship,
)
from guildhall.orders.queries import get_order, orders_that_differ
from guildhall.orders.types import Leaving
from tests.factories.company import Company, make_company
from tests.factories.orders import line_ids, pay, place, row_of, shipping, usd


def _free(company: Company, sku: str) -> Decimal:
    variant = company.variants[sku]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def _demand(company: Company, sku: str, quantity: int) -> Demand:
    return Demand(company.variants[sku], sku, Decimal(quantity))


def test_units_of_a_line_go_back_with_their_stock_and_their_money(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    number = place(company, {"APPLE": 5, "BREAD": 1}, stamp=stamp).row.number
    pay(number, "15.00", stamp=stamp)

    back = cancel_units(
        number, units={line_ids(number)["APPLE"]: Decimal(2)}, reason="fewer", stamp=stamp
    )

    row = get_order(number).row
    assert (back.refund, row.total, row.units) == (usd("5.00"), usd("10.00"), Decimal(4))
    assert (row.state, row.payment_state) == ("placed", "overpaid")
    assert _free(company, "APPLE") == Decimal(97)
    assert audit_stock().reserved_differs == 0
    assert not orders_that_differ()


def test_a_part_called_off_is_one_fact(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 5}, stamp=stamp).row.number
    line = line_ids(number)["APPLE"]

    cancel_units(number, units={line: Decimal(2)}, reason="fewer", stamp=stamp)

    told = [fact for fact in facts_about([f"order:{number}"]) if fact.type != "order.placed"]
    assert [fact.type for fact in told] == ["order.units_canceled"]
    assert told[0].payload["lines"] == {str(line): "2"}


def test_the_last_unit_takes_the_remainder_of_discount_and_tax(alpha: Scope, stamp: Stamp) -> None:
    number = place(
        make_company(), {"APPLE": 3}, discounts={"APPLE": "0.50"}, stamp=stamp
    ).row.number
    pay(number, "7.00", stamp=stamp)
    line = line_ids(number)["APPLE"]

    totals = [
        cancel_units(number, units={line: Decimal(1)}, reason="no", stamp=stamp).refund
        for _ in range(2)
    ]

    assert totals == [usd("2.33"), usd("4.67")]
    assert row_of(number).total == Decimal("2.33")
    assert not orders_that_differ()


def test_what_is_left_of_nothing_is_canceled_with_its_shipping(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    number = place(company, {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number
    pay(number, "9.40", stamp=stamp)

    back = cancel_units(
        number, units={line_ids(number)["APPLE"]: Decimal(2)}, reason="all", stamp=stamp
    )

    row = get_order(number).row
    assert (row.state, row.fulfillment_state, row.total) == ("canceled", "canceled", usd(0))
    assert back.refund == usd("9.40")
    assert row_of(number).shipping_total == 0
    assert _free(company, "APPLE") == Decimal(100)
    assert not orders_that_differ()


def test_a_whole_order_called_off_takes_back_all_that_it_came_to(
    alpha: Scope, stamp: Stamp
) -> None:
    number = place(make_company(), {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number

    cancel_order(number, reason="changed my mind", stamp=stamp)

    assert row_of(number).total == 0
    assert row_of(number).placed_total == Decimal("9.40")
    assert not orders_that_differ()


def test_what_the_bench_does_not_find_is_not_waited_for(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    number = place(company, {"APPLE": 3, "BREAD": 1}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    lines = line_ids(number)
    leaving = Leaving(
        location="S1",
        goods=(_demand(company, "APPLE", 2), _demand(company, "BREAD", 1)),
        lines=((lines["APPLE"], Decimal(2)), (lines["BREAD"], Decimal(1))),
    )
    note_shipped(number, leaving=leaving, stamp=stamp)

    short_ship(number, units={lines["APPLE"]: Decimal(1)}, reason="not there", stamp=stamp)

    row = get_order(number).row
    assert (row.state, row.fulfillment_state) == ("confirmed", "fulfilled")
    assert row.total == usd("7.50")
    assert _free(company, "APPLE") == Decimal(98)
    assert not orders_that_differ()


def test_an_order_that_left_in_part_is_not_called_off_as_a_whole(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company()
    number = place(company, {"APPLE": 3}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    part = ((line_ids(number)["APPLE"], Decimal(1)),)
    leaving = Leaving("S1", (_demand(company, "APPLE", 1),), part)
    note_shipped(number, leaving=leaving, stamp=stamp)

    with pytest.raises(AlreadyShipped):
        cancel_order(number, reason="late", stamp=stamp)

    assert get_order(number).row.fulfillment_state == "partially_fulfilled"


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [("4", MoreThanLeft), ("0", MoreThanLeft), ("-1", MoreThanLeft), ("0.5", MoreThanLeft)],
)
def test_no_more_is_called_off_than_is_left(
    alpha: Scope, stamp: Stamp, quantity: str, refusal: type[Refusal]
) -> None:
    number = place(make_company(), {"APPLE": 3}, stamp=stamp).row.number

    with pytest.raises(refusal):
        cancel_units(
            number,
            units={line_ids(number)["APPLE"]: Decimal(quantity)},
            reason="no",
            stamp=stamp,
        )

    assert get_order(number).row.total == usd("7.50")


def test_what_is_packed_is_unpacked_before_it_is_called_off(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 3}, stamp=stamp).row.number
    line = line_ids(number)["APPLE"]
    note_packed(number, packed={line: Decimal(2)}, stamp=stamp)

    with pytest.raises(MoreThanLeft):
        cancel_units(number, units={line: Decimal(2)}, reason="no", stamp=stamp)

    note_packed(number, packed={line: Decimal(-2)}, stamp=stamp)
    cancel_units(number, units={line: Decimal(2)}, reason="no", stamp=stamp)
    assert get_order(number).row.units == Decimal(1)


def test_nothing_and_lines_of_others_are_refused(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 3}, stamp=stamp).row.number

    with pytest.raises(NothingChosen):
        cancel_units(number, units={}, reason="no", stamp=stamp)
    with pytest.raises(LineNotFound):
        cancel_units(number, units={new_id(): Decimal(1)}, reason="no", stamp=stamp)


def test_an_order_that_is_over_loses_nothing_more(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 3}, stamp=stamp).row.number
    cancel_order(number, reason="no", stamp=stamp)

    with pytest.raises(NotOpen):
        cancel_units(
            number, units={line_ids(number)["APPLE"]: Decimal(1)}, reason="no", stamp=stamp
        )


def test_a_right_elsewhere_calls_nothing_off(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 3}, stamp=stamp).row.number
    elsewhere = Stamp(Actor("staff", "x", (Grant("orders:edit", "channel:other"),)), stamp.at)

    with pytest.raises(NotPermitted):
        cancel_units(
            number, units={line_ids(number)["APPLE"]: Decimal(1)}, reason="no", stamp=elsewhere
        )
