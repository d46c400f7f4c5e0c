"""What calling off would come to is what it comes to."""

from decimal import Decimal

import pytest

from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import DuplicateInvalid, MoreThanLeft, NothingChosen, NotOpen
from guildhall.orders.operations import (
    cancel_order,
    cancel_units,
    clear_duplicate,
    look_for_duplicate,
    mark_duplicate,
)
from guildhall.orders.queries import amount_steps, get_order, preview_cancel
from tests.factories.company import make_company, make_order
from tests.factories.orders import line_ids, pay, place, shipping, usd

ODD = {"APPLE": "0.05"}


@pytest.mark.parametrize("quantity", ["1", "2", "3"])
def test_a_preview_promises_what_calling_off_does(
    alpha: Scope, stamp: Stamp, quantity: str
) -> None:
    goods = {"APPLE": 3, "BREAD": 1}
    number = place(make_company(), goods, charge=shipping(), discounts=ODD, stamp=stamp).row.number
    pay(number, "12.00", stamp=stamp)
    units = {line_ids(number)["APPLE"]: Decimal(quantity)}

    seen = preview_cancel(number, units=units)
    back = cancel_units(number, units=units, reason="less", stamp=stamp)

    assert (seen.total, seen.refund) == (get_order(number).row.total, back.refund)
    assert seen.goods == (("APPLE", Decimal(quantity)),)
    assert not seen.is_whole


def test_calling_all_off_takes_shipping_along(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, charge=shipping(), stamp=stamp).row.number
    pay(number, "9.40", stamp=stamp)
    units = {line_ids(number)["APPLE"]: Decimal(2)}

    seen = preview_cancel(number, units=units)
    back = cancel_units(number, units=units, reason="none", stamp=stamp)

    assert seen.is_whole
    assert seen.refund == back.refund == usd("9.40")
    assert get_order(number).row.state == "canceled"


def test_a_preview_refuses_what_calling_off_would(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    apple = line_ids(number)["APPLE"]

    with pytest.raises(MoreThanLeft):
        preview_cancel(number, units={apple: Decimal(3)})
    with pytest.raises(NothingChosen):
        preview_cancel(number, units={})
    cancel_order(number, reason="no", stamp=stamp)
    with pytest.raises(NotOpen):
        preview_cancel(number, units={apple: Decimal(1)})


def test_steps_add_up_to_the_total(alpha: Scope, stamp: Stamp) -> None:
    number = place(make_company(), {"APPLE": 3}, charge=shipping(), stamp=stamp).row.number
    cancel_units(number, units={line_ids(number)["APPLE"]: Decimal(1)}, reason="less", stamp=stamp)

    steps = amount_steps(number)

    assert [step.reason for step in steps] == ["placed", "canceled"]
    assert sum((step.total for step in steps), usd(0)) == get_order(number).row.total


def test_what_was_cleared_is_marked_again_by_hand_alone(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first, second = (place(company, {"APPLE": 1}, stamp=stamp).row.number for _ in range(2))
    look_for_duplicate(second, stamp=stamp)

    clear_duplicate(second, stamp=stamp)
    cleared = get_order(second).row.duplicate_of
    mark_duplicate(second, other=first, stamp=stamp)

    assert (cleared, get_order(second).row.duplicate_of) == ("", first)


def test_no_order_and_one_out_of_reach_are_refused_alike(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    here = make_order(company, {"APPLE": 1}, store="S1", stamp=stamp).row.number
    there = make_order(company, {"APPLE": 1}, store="S2", stamp=stamp).row.number
    clerk = Stamp(Actor("staff", "staff:x", (Grant("orders:edit", "store:S1"),)), stamp.at)

    for other in (there, here, "ORD-1999-1"):
        with pytest.raises(DuplicateInvalid):
            mark_duplicate(here, other=other, stamp=clerk)
