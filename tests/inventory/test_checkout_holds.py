"""Stock held for who has not bought yet: their own, prolonged, capped, and then an order's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from guildhall.catalog.errors import UnknownSku
from guildhall.inventory.errors import (
    HoldGone,
    HoldNotFound,
    HoldTooLarge,
    OutOfStock,
    QuantityInvalid,
    ReferenceTaken,
)
from guildhall.inventory.models import Location
from guildhall.inventory.operations import (
    convert_hold,
    drop_hold,
    expire_holds,
    extend_hold,
    hold_stock,
    set_offer,
    set_sourcing,
)
from guildhall.inventory.queries import lines_of_hold
from guildhall.inventory.states import AllocationOrder
from guildhall.inventory.types import Held, HoldTerms, Lacking, Offer, Point, Source, Sourcing
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.errors import ChannelNotFound
from tests.factories.company import Company, make_company
from tests.inventory.shelves import (
    broken_rules,
    demands,
    later,
    level_of,
    reserve,
    taken_by,
    told,
    waiting_of,
)


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company(stock=Decimal(10))


def _hold(
    lines: dict[str, int],
    stamp: Stamp,
    *,
    name: str = "cart-1",
    holder: str = "session:1",
    minutes: int = 10,
) -> Held:
    terms = HoldTerms(name, stamp.at + timedelta(minutes=minutes), holder)
    wanted = [(sku, Decimal(n)) for sku, n in lines.items()]
    return hold_stock(terms, lines=wanted, channel="web", stamp=stamp)


@transaction.atomic
def _convert(company: Company, lines: dict[str, int], stamp: Stamp) -> None:
    convert_hold(
        "cart-1",
        to=HoldTerms("ORD-1", None),
        demands=demands(company, lines),
        source=Source(company.site.channel.id),
        channel="web",
        stamp=stamp,
    )


def test_what_a_cart_holds_is_gone_for_others(company: Company, stamp: Stamp) -> None:
    _hold({"APPLE": 7}, stamp)

    with pytest.raises(OutOfStock):
        reserve(company, "A", {"APPLE": 4}, stamp)

    assert taken_by("cart-1") == {"S1": 5, "S2": 2}
    assert broken_rules() == []


def test_what_a_cart_holds_is_its_own(company: Company, stamp: Stamp) -> None:
    """3.6: with all ten in the cart, asking for nine or ten of them is no shortage."""
    _hold({"APPLE": 10}, stamp)

    _hold({"APPLE": 9, "BREAD": 1}, stamp)

    assert sum(taken_by("cart-1").values()) == 10
    assert sum(level_of("APPLE", at).reserved for at in ("S1", "S2")) == 9
    assert broken_rules() == []


def test_the_same_cart_again_only_lasts_longer(company: Company, stamp: Stamp) -> None:
    _hold({"APPLE": 3}, stamp)
    before = [line.quantity for line in lines_of_hold("cart-1")]

    _hold({"APPLE": 3}, stamp, minutes=20)

    lines = lines_of_hold("cart-1")
    assert [line.quantity for line in lines] == before
    assert {line.expires_at for line in lines} == {stamp.at + timedelta(minutes=20)}
    assert len(told("stock:cart-1", "stock.reserved")) == 1


def test_a_cart_that_asks_for_too_much_keeps_what_it_had(company: Company, stamp: Stamp) -> None:
    _hold({"APPLE": 3}, stamp)

    with pytest.raises(OutOfStock):
        _hold({"APPLE": 11}, stamp)

    assert taken_by("cart-1") == {"S1": 3}


def test_a_channel_may_let_a_cart_hold_what_there_is(company: Company, stamp: Stamp) -> None:
    set_sourcing("web", Sourcing(in_part=True), stamp=stamp)

    held = _hold({"APPLE": 12, "BREAD": 1}, stamp)

    assert held.lacking == (Lacking("APPLE", Decimal(2)),)
    assert sum(taken_by("cart-1").values()) == 11
    with pytest.raises(OutOfStock):
        _hold({"APPLE": 1}, stamp, name="cart-2")


def test_an_order_is_taken_whole_even_there(company: Company, stamp: Stamp) -> None:
    set_sourcing("web", Sourcing(in_part=True), stamp=stamp)

    with pytest.raises(OutOfStock):
        reserve(company, "A", {"APPLE": 12}, stamp)


def test_one_holder_keeps_no_more_than_the_cap_from_others(company: Company, stamp: Stamp) -> None:
    set_sourcing("web", Sourcing(most_held=Decimal(4)), stamp=stamp)
    _hold({"APPLE": 3, "BREAD": 4}, stamp)

    with pytest.raises(HoldTooLarge) as refused:
        _hold({"APPLE": 2}, stamp, name="cart-2")

    assert refused.value.facts == {"sku": "APPLE", "most": "4"}
    _hold({"APPLE": 4}, stamp)
    _hold({"APPLE": 4}, stamp, name="cart-3", holder="session:2")
    _hold({"APPLE": 2}, later(stamp, minutes=11), name="cart-2")


def test_a_hold_is_prolonged_while_it_lasts(company: Company, stamp: Stamp) -> None:
    _hold({"APPLE": 3}, stamp)
    until = stamp.at + timedelta(minutes=30)

    extend_hold("cart-1", until=until, stamp=later(stamp, minutes=9))
    extend_hold("cart-1", until=until, stamp=later(stamp, minutes=9))

    assert expire_holds(stamp=later(stamp, minutes=11)) == 0
    assert len(told("stock:cart-1", "stock.hold_extended")) == 1


def test_a_hold_that_has_ended_is_not_prolonged_though_nobody_has_swept_it(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 3}, stamp)

    with pytest.raises(HoldGone):
        extend_hold("cart-1", until=later(stamp, hours=1).at, stamp=later(stamp, minutes=10))
    with pytest.raises(HoldNotFound):
        extend_hold("cart-9", until=later(stamp, hours=1).at, stamp=stamp)


def test_a_hold_of_which_a_part_was_taken_over_is_not_prolonged(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 8, "BREAD": 1}, stamp)
    reserve(company, "A", {"APPLE": 9}, later(stamp, minutes=11))

    with pytest.raises(HoldGone):
        extend_hold("cart-1", until=later(stamp, hours=1).at, stamp=later(stamp, minutes=9))


def test_what_a_cart_held_becomes_the_orders_though_the_shelf_is_empty(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 10}, stamp)

    _convert(company, {"APPLE": 9}, stamp)

    assert sum(taken_by("ORD-1").values()) == 9
    assert taken_by("cart-1") == {}
    assert expire_holds(stamp=later(stamp, days=9)) == 0
    assert broken_rules() == []


def test_an_order_of_more_than_was_held_takes_the_rest_from_the_shelf(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 2}, stamp)

    _convert(company, {"APPLE": 6, "BREAD": 1}, stamp)

    assert sum(taken_by("ORD-1").values()) == 7
    assert broken_rules() == []


def test_an_order_after_the_hold_has_ended_takes_what_is_left(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 4}, stamp)
    late = later(stamp, minutes=11)
    reserve(company, "A", {"APPLE": 8}, late)

    with pytest.raises(OutOfStock):
        _convert(company, {"APPLE": 4}, late)


def test_a_cart_gives_back_first_what_it_waits_for(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    _hold({"APPLE": 13}, stamp)

    _hold({"APPLE": 9}, stamp)

    assert waiting_of("cart-1") == 0
    assert broken_rules() == []


def test_a_hold_is_dropped_once_and_an_orders_promise_never_is(
    company: Company, stamp: Stamp
) -> None:
    _hold({"APPLE": 2}, stamp)
    reserve(company, "ORD-1", {"APPLE": 2}, stamp)

    for name in ("cart-1", "cart-1"):
        drop_hold(name, stamp=stamp)
    with pytest.raises(HoldNotFound):
        drop_hold("ORD-1", stamp=stamp)

    assert taken_by("cart-1") == {}
    assert taken_by("ORD-1") == {"S1": 2}
    assert len(told("stock:cart-1", "stock.released")) == 1


def test_holding_needs_a_channel_and_a_right(company: Company, stamp: Stamp) -> None:
    terms = HoldTerms("cart-1", None, "session:1")
    seer = Stamp(Actor("staff", "staff:x", (Grant("stock:view"),)), stamp.at)

    with pytest.raises(ChannelNotFound):
        hold_stock(terms, lines=[], channel="nope", stamp=stamp)
    with pytest.raises(NotPermitted):
        hold_stock(terms, lines=[], channel="web", stamp=seer)
    with pytest.raises(UnknownSku) as unknown:
        hold_stock(terms, lines=[("NOPE", Decimal(1))], channel="web", stamp=stamp)
    with pytest.raises(QuantityInvalid):
        hold_stock(terms, lines=[("APPLE", Decimal(0))], channel="web", stamp=stamp)
    assert set(unknown.value.errors) == {"lines.0.sku"}


def test_the_nearest_place_serves_where_the_channel_says_so(
    company: Company, stamp: Stamp
) -> None:
    Location.objects.filter(code="S2").update(latitude=Decimal("48.1"), longitude=Decimal("11.6"))
    Location.objects.filter(code="S1").update(latitude=Decimal("53.6"), longitude=Decimal("10.0"))
    set_sourcing("web", Sourcing(AllocationOrder.NEAREST), stamp=stamp)
    munich = Point(Decimal("48.137"), Decimal("11.575"))

    terms = HoldTerms("cart-1", None, "session:1", near=munich)
    hold_stock(terms, lines=[("APPLE", Decimal(2))], channel="web", stamp=stamp)

    assert taken_by("cart-1") == {"S2": 2}


def test_an_orders_promise_is_nobodys_hold(company: Company, stamp: Stamp) -> None:
    reserve(company, "ORD-1", {"APPLE": 2}, stamp)

    with pytest.raises(ReferenceTaken):
        _hold({"APPLE": 1}, stamp, name="ORD-1")

    assert taken_by("ORD-1") == {"S1": 2}


def test_a_hold_is_changed_by_who_works_for_its_channel(company: Company, stamp: Stamp) -> None:
    _hold({"APPLE": 2}, stamp)
    at = ("channel:web", "brand:house", "channel:other", "store:S1")
    theirs = [Stamp(Actor("staff", "x", (Grant("checkout:edit", s),)), stamp.at) for s in at]
    until = later(stamp, hours=1).at

    for one in theirs[:2]:
        extend_hold("cart-1", until=until, stamp=one)
    for one in theirs[2:]:
        with pytest.raises(NotPermitted):
            extend_hold("cart-1", until=until, stamp=one)
