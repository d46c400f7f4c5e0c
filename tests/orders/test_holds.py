"""Orders of what a checkout holds, of what has yet to come, and from the place that is nearest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from guildhall.inventory.errors import HoldNotFound, NotHereYet, OutOfStock
from guildhall.inventory.models import Location
from guildhall.inventory.operations import hold_stock, set_offer, set_sourcing
from guildhall.inventory.states import AllocationOrder
from guildhall.inventory.types import HoldTerms, Offer, Point, Sourcing, Waiting
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import cancel_order, confirm_order, place_order, ship_order
from guildhall.orders.queries import get_order
from guildhall.orders.types import OrderCard
from tests.factories.bundles import make_box
from tests.factories.company import Company, make_cart, make_company, make_order
from tests.inventory.shelves import broken_rules, later, level_of, receive, taken_by, told

HELD = "cart-1"


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company(stock=Decimal(10))


def hold(lines: Mapping[str, int], stamp: Stamp) -> None:
    terms = HoldTerms(HELD, stamp.at + timedelta(minutes=10), "session:1")
    wanted = [(sku, Decimal(n)) for sku, n in lines.items()]
    hold_stock(terms, lines=wanted, channel="web", stamp=stamp)


def order_held(
    company: Company, lines: Mapping[str, int], stamp: Stamp, *, store: str | None = None
) -> OrderCard:
    cart = replace(make_cart(company, lines, store=store), hold=HELD)
    with transaction.atomic():
        return place_order(cart, stamp=stamp)


def test_what_a_checkout_holds_becomes_the_orders_though_the_shelf_is_empty(
    company: Company, stamp: Stamp
) -> None:
    hold({"APPLE": 8}, stamp)
    make_order(company, {"APPLE": 2}, stamp=stamp)

    order = order_held(company, {"APPLE": 8}, stamp)

    assert sum(taken_by(order.row.number).values()) == 8
    assert taken_by(HELD) == {}
    assert broken_rules() == []


def test_an_order_of_less_gives_the_rest_back_and_one_of_more_takes_it_from_the_shelf(
    company: Company, stamp: Stamp
) -> None:
    hold({"APPLE": 8, "BREAD": 2}, stamp)

    order = order_held(company, {"APPLE": 3, "BREAD": 4}, stamp)

    number = order.row.number
    assert sum(level_of("APPLE", at).reserved for at in ("S1", "S2")) == 3
    assert sum(level_of("BREAD", at).reserved for at in ("S1", "S2")) == 4
    (fact,) = told(f"stock:{number}", "stock.reserved")
    assert fact["lines"] == [
        {"sku": "APPLE", "quantity": "3.000"},
        {"sku": "BREAD", "quantity": "4.000"},
    ]


def test_what_is_held_elsewhere_is_given_back_where_it_is_fetched_at_one_store(
    company: Company, stamp: Stamp
) -> None:
    hold({"APPLE": 4}, stamp)

    order = order_held(company, {"APPLE": 4}, stamp, store="S2")

    assert taken_by(order.row.number) == {"S2": 4}
    assert level_of("APPLE", "S1").reserved == 0


def test_an_order_keeps_the_hold_no_longer_than_its_channel_says(
    company: Company, stamp: Stamp
) -> None:
    hold({"APPLE": 1}, stamp)

    number = order_held(company, {"APPLE": 1}, stamp).row.number

    confirm_order(number, stamp=later(stamp, minutes=29))
    assert sum(taken_by(number).values()) == 1


def test_nobody_orders_from_a_hold_that_never_was_or_is_sold(
    company: Company, stamp: Stamp
) -> None:
    with pytest.raises(HoldNotFound):
        order_held(company, {"APPLE": 1}, stamp)
    hold({"APPLE": 1}, stamp)
    order_held(company, {"APPLE": 1}, stamp)

    with pytest.raises(HoldNotFound):
        order_held(company, {"APPLE": 1}, stamp)


def test_another_orders_stock_cannot_be_had_by_naming_it_as_a_hold(
    company: Company, stamp: Stamp
) -> None:
    theirs = make_order(company, {"APPLE": 10}, stamp=stamp).row.number
    cart = replace(make_cart(company, {"APPLE": 10}), hold=theirs)

    with pytest.raises(HoldNotFound), transaction.atomic():
        place_order(cart, stamp=stamp)

    assert sum(taken_by(theirs).values()) == 10


def test_a_held_bundle_holds_its_parts_and_sells_them(company: Company, stamp: Stamp) -> None:
    make_box(company, {"APPLE": "2", "BREAD": "1"}, stamp=stamp)

    hold({"BOX": 3, "APPLE": 4}, stamp)

    with pytest.raises(OutOfStock):
        make_order(company, {"APPLE": 1}, stamp=stamp)
    order = order_held(company, {"BOX": 3, "APPLE": 4}, stamp)
    assert sum(taken_by(order.row.number).values()) == 13
    assert broken_rules() == []


def test_an_order_says_what_of_it_has_yet_to_come_and_when(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)

    placed = make_order(company, {"APPLE": 13, "BREAD": 1}, stamp=stamp)

    waits = Waiting("APPLE", Decimal(3), stamp.at.date() + timedelta(days=7))
    assert placed.waiting == (waits,)
    assert get_order(placed.row.number).waiting == (waits,)


def test_an_order_that_waits_ships_when_all_of_it_is_here(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    number = make_order(company, {"APPLE": 12}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    with pytest.raises(NotHereYet):
        ship_order(number, stamp=stamp)

    receive(company, "APPLE", 2, stamp)

    assert get_order(number).waiting == ()
    ship_order(number, stamp=stamp)


def test_the_first_who_waits_is_served_first(company: Company, stamp: Stamp) -> None:
    """3.10 (Solidus `process_backorders`): what comes goes to the oldest order that waits."""
    set_offer("APPLE", Offer(Decimal(9), lead_days=7), channel="web", stamp=stamp)
    make_order(company, {"APPLE": 10}, stamp=stamp)
    first = make_order(company, {"APPLE": 3}, stamp=stamp).row.number
    second = make_order(company, {"APPLE": 3}, stamp=stamp).row.number

    receive(company, "APPLE", 4, stamp)

    left = [[int(part.quantity) for part in get_order(n).waiting] for n in (first, second)]
    assert left == [[], [2]]


def test_a_called_off_order_makes_room_for_who_waits(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    here = make_order(company, {"APPLE": 10}, stamp=stamp).row.number
    waits = make_order(company, {"APPLE": 5}, stamp=stamp).row.number

    cancel_order(here, reason="changed", stamp=stamp)

    assert get_order(waits).waiting == ()
    assert broken_rules() == []


def test_a_hold_that_waits_goes_over_with_its_day(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    hold({"APPLE": 12}, stamp)

    order = order_held(company, {"APPLE": 12}, later(stamp, minutes=5))

    day = stamp.at.date() + timedelta(days=7)
    assert order.waiting == get_order(order.row.number).waiting
    assert order.waiting == (Waiting("APPLE", Decimal(2), day),)


@pytest.mark.parametrize(
    ("near", "from_there"), [(("48.2", "11.5"), "S2"), (("53.5", "10.1"), "S1")]
)
def test_an_order_comes_from_the_nearest_place_where_the_channel_says_so(
    company: Company, stamp: Stamp, near: tuple[str, str], from_there: str
) -> None:
    Location.objects.filter(code="S2").update(latitude=Decimal("48.1"), longitude=Decimal("11.6"))
    Location.objects.filter(code="S1").update(latitude=Decimal("53.6"), longitude=Decimal("10.0"))
    set_sourcing("web", Sourcing(AllocationOrder.NEAREST), stamp=stamp)
    point = Point(Decimal(near[0]), Decimal(near[1]))

    order = place_order(replace(make_cart(company, {"APPLE": 4}), near=point), stamp=stamp)

    assert taken_by(order.row.number) == {from_there: 4}
