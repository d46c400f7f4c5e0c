"""Promises of stock: made, kept, taken over, ended."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.inventory.errors import OutOfStock
from guildhall.inventory.operations import expire_holds, keep_stock
from guildhall.inventory.queries import audit_stock, available_for, list_levels, overdue_holds
from guildhall.inventory.types import Source
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import HoldLost
from guildhall.orders.operations import confirm_order
from guildhall.orders.queries import get_order
from tests.factories.company import Company, make_company, make_order


def _later(stamp: Stamp, minutes: int) -> Stamp:
    return system_stamp("test", stamp.at + timedelta(minutes=minutes))


def _left(company: Company, sku: str) -> Decimal:
    variant = company.variants[sku]
    return available_for([variant], source=Source(company.site.channel.id))[variant]


def _stock_facts(number: str) -> list[str]:
    return [fact.type for fact in facts_about([f"stock:{number}"])]


def test_an_expired_hold_is_taken_over_by_the_next_buyer_in_the_same_call(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(stock=Decimal(10))
    slow = make_order(company, {"APPLE": 8}, stamp=stamp)

    quick = make_order(company, {"APPLE": 9}, stamp=_later(stamp, 31))

    assert quick.row.units == Decimal(9)
    assert _stock_facts(slow.row.number) == ["stock.reserved", "stock.hold_expired"]
    assert _left(company, "APPLE") == Decimal(1)
    assert audit_stock().reserved_differs == 0


def test_a_hold_that_still_runs_is_not_taken_over(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    slow = make_order(company, {"APPLE": 8}, stamp=stamp)

    with pytest.raises(OutOfStock):
        make_order(company, {"APPLE": 9}, stamp=_later(stamp, 29))

    assert _stock_facts(slow.row.number) == ["stock.reserved"]


def test_an_expired_hold_is_left_alone_where_there_is_enough(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    slow = make_order(company, {"APPLE": 2}, stamp=stamp)

    make_order(company, {"APPLE": 2}, stamp=_later(stamp, 31))

    assert _stock_facts(slow.row.number) == ["stock.reserved"]


def test_overdue_holds_end_once(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    order = make_order(company, {"APPLE": 6, "BREAD": 2}, stamp=stamp)
    late = _later(stamp, 31)
    assert overdue_holds(late.at)

    ended = [expire_holds(stamp=late), expire_holds(stamp=late)]

    assert ended == [3, 0]
    assert not overdue_holds(late.at)
    assert _stock_facts(order.row.number) == ["stock.reserved", "stock.hold_expired"]
    assert _left(company, "APPLE") == Decimal(10)


def test_a_hold_is_not_ended_before_its_time(alpha: Scope, stamp: Stamp) -> None:
    make_order(make_company(), {"APPLE": 6}, stamp=stamp)

    assert expire_holds(stamp=_later(stamp, 29)) == 0


def test_a_confirmed_order_keeps_its_stock_without_end(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))
    order = make_order(company, {"APPLE": 6}, stamp=stamp)
    confirm_order(order.row.number, stamp=stamp)

    assert expire_holds(stamp=_later(stamp, 10_000)) == 0
    assert _left(company, "APPLE") == Decimal(4)


def test_an_order_whose_hold_ended_cannot_be_confirmed(alpha: Scope, stamp: Stamp) -> None:
    order = make_order(make_company(), {"APPLE": 6}, stamp=stamp)

    with pytest.raises(HoldLost):
        confirm_order(order.row.number, stamp=_later(stamp, 31))

    assert get_order(order.row.number).row.state == "placed"


def test_an_order_that_lost_a_part_of_its_stock_keeps_none_of_it(
    alpha: Scope, stamp: Stamp
) -> None:
    """Another buyer took over the apples; whoever confirms still looks at an older clock."""
    company = make_company(stock=Decimal(10))
    order = make_order(company, {"APPLE": 8, "BREAD": 1}, stamp=stamp)
    make_order(company, {"APPLE": 9}, stamp=_later(stamp, 31))

    with pytest.raises(HoldLost):
        confirm_order(order.row.number, stamp=_later(stamp, 29))

    assert not keep_stock(order.row.number, stamp=stamp)


def test_a_reference_without_promises_keeps_nothing(alpha: Scope, stamp: Stamp) -> None:
    make_company()

    assert not keep_stock("ORD-0", stamp=stamp)


def test_the_first_location_by_rank_is_emptied_first(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(stock=Decimal(10))

    make_order(company, {"APPLE": 7}, stamp=stamp)

    reserved = {
        level.location: level.reserved for level in list_levels().items if level.sku == "APPLE"
    }
    assert reserved == {"S1": Decimal(5), "S2": Decimal(2)}
