"""What is sold before it is here: within its limit, with a day, and the oldest served first."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.errors import UnknownSku
from guildhall.inventory.errors import NotHereYet, NothingToSellFrom, OfferInvalid, OutOfStock
from guildhall.inventory.models import Expected, StockLevel
from guildhall.inventory.operations import (
    block_stock,
    expire_holds,
    release_stock,
    set_offer,
    ship_stock,
    unblock_stock,
)
from guildhall.inventory.states import BlockReason, OfferKind
from guildhall.inventory.types import Offer, StockKey
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import confirm_order, ship_order
from guildhall.organization import operations as organization
from tests.factories.company import Company, make_company, make_order
from tests.inventory.shelves import (
    adjust,
    broken_rules,
    later,
    level_of,
    receive,
    reserve,
    told,
    waiting_of,
)


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    """Ten of each in stock, half in each store; five apples more may wait, a week long."""
    company = make_company(stock=Decimal(10))
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)
    return company


def test_what_is_not_here_is_promised_for_a_day(company: Company, stamp: Stamp) -> None:
    make_order(company, {"APPLE": 10}, stamp=stamp)

    number = make_order(company, {"APPLE": 3, "BREAD": 1}, stamp=stamp).row.number

    assert waiting_of(number) == 3
    day = (stamp.at + timedelta(days=7)).date().isoformat()
    (fact,) = told(f"stock:{number}", "stock.backordered")
    assert fact["lines"] == [{"sku": "APPLE", "quantity": "3", "promised_on": day}]
    assert broken_rules() == []


def test_a_line_may_be_half_here_and_half_on_its_way(company: Company, stamp: Stamp) -> None:
    reserve(company, "A", {"APPLE": 12}, stamp)

    assert waiting_of("A") == 2
    assert level_of("APPLE").reserved == 7
    assert broken_rules() == []


def test_no_more_is_sold_than_is_here_and_may_wait(company: Company, stamp: Stamp) -> None:
    reserve(company, "A", {"APPLE": 15}, stamp)

    with pytest.raises(OutOfStock) as refused:
        reserve(company, "B", {"APPLE": 1}, stamp)

    assert refused.value.facts["available"] == "0"
    assert broken_rules() == []


def test_what_has_no_offer_does_not_wait(company: Company, stamp: Stamp) -> None:
    with pytest.raises(OutOfStock):
        reserve(company, "A", {"APPLE": 11, "BREAD": 11}, stamp)

    assert level_of("APPLE").reserved == 0


def test_goods_go_to_the_oldest_first_however_they_come(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp)
    for name, quantity in (("first", 2), ("second", 2), ("third", 1)):
        reserve(company, name, {"APPLE": quantity}, stamp, minutes=None)

    receive(company, "APPLE", 1, stamp)
    assert [waiting_of(n) for n in ("first", "second", "third")] == [1, 2, 1]

    adjust("APPLE", 2, stamp)
    assert [waiting_of(n) for n in ("first", "second", "third")] == [0, 1, 1]

    receive(company, "APPLE", 5, stamp)
    assert [waiting_of(n) for n in ("first", "second", "third")] == [0, 0, 0]
    assert level_of("APPLE").available == 3
    assert broken_rules() == []


def test_each_who_is_served_is_told_of_once(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp)
    reserve(company, "first", {"APPLE": 3}, stamp, minutes=None)

    receive(company, "APPLE", 2, stamp)
    receive(company, "APPLE", 9, stamp)
    receive(company, "APPLE", 9, stamp)

    filled = told("stock:first", "stock.backorder_filled")
    assert [(f["lines"][0]["quantity"][:1], f["still_waits"]) for f in filled] == [  # type: ignore[index] # a payload
        ("2", True),
        ("1", False),
    ]


def test_what_another_gives_back_goes_to_who_waits(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp)
    reserve(company, "waits", {"APPLE": 4}, stamp, minutes=None)

    release_stock("shelf", stamp=stamp)

    assert waiting_of("waits") == 0
    assert broken_rules() == []


def test_what_expires_goes_to_who_waits(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp, minutes=10)
    reserve(company, "waits", {"APPLE": 4}, stamp, minutes=None)

    expire_holds(stamp=later(stamp, minutes=11))

    assert waiting_of("waits") == 0
    assert broken_rules() == []


def test_who_waited_and_outlived_the_promise_is_not_served(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp, minutes=None)
    reserve(company, "gone", {"APPLE": 3}, stamp, minutes=10)
    reserve(company, "waits", {"APPLE": 2}, stamp, minutes=None)

    receive(company, "APPLE", 2, later(stamp, minutes=11))

    assert waiting_of("waits") == 0
    assert told("stock:gone", "stock.backorder_filled") == []
    assert len(told("stock:gone", "stock.hold_expired")) == 1
    assert broken_rules() == []


def test_what_is_set_free_goes_to_who_waits(company: Company, stamp: Stamp) -> None:
    block_stock(
        StockKey("APPLE", "S1"), quantity=Decimal(2), reason=BlockReason.QUALITY, stamp=stamp
    )
    reserve(company, "waits", {"APPLE": 9}, stamp, minutes=None)
    assert waiting_of("waits") == 1

    unblock_stock(
        StockKey("APPLE", "S1"), quantity=Decimal(2), reason=BlockReason.QUALITY, stamp=stamp
    )

    assert waiting_of("waits") == 0
    assert broken_rules() == []


def test_what_is_not_here_is_not_shipped_out_of_what_others_were_promised(
    company: Company, stamp: Stamp
) -> None:
    make_order(company, {"APPLE": 10}, stamp=stamp)
    number = make_order(company, {"APPLE": 2}, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)

    with pytest.raises(NotHereYet) as refused:
        ship_order(number, stamp=stamp)

    assert refused.value.facts == {"reference": number, "sku": "APPLE", "quantity": "2"}
    receive(company, "APPLE", 2, stamp)
    ship_order(number, stamp=stamp)
    assert broken_rules() == []


def test_shipping_what_is_here_serves_nobody_else(company: Company, stamp: Stamp) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp, minutes=None)
    reserve(company, "waits", {"APPLE": 4}, stamp, minutes=None)

    ship_stock("shelf", stamp=stamp)

    assert waiting_of("waits") == 4
    assert broken_rules() == []


def test_what_is_expected_without_a_day_is_not_sold(company: Company, stamp: Stamp) -> None:
    """3.10: it is sold from the moment on at which somebody says when it comes."""
    set_offer("BREAD", Offer(Decimal(5)), channel="web", stamp=stamp)
    level = StockLevel.objects.get(variant__sku="BREAD", location__code="S1")
    coming = Expected.objects.create(level=level, reference="TR-1", quantity=Decimal(4))
    reserve(company, "shelf", {"BREAD": 10}, stamp)

    with pytest.raises(OutOfStock):
        reserve(company, "A", {"BREAD": 1}, stamp)

    coming.due_on = (stamp.at + timedelta(days=2)).date()
    coming.save(update_fields=["due_on"])
    reserve(company, "A", {"BREAD": 4}, stamp)
    with pytest.raises(OutOfStock):
        reserve(company, "B", {"BREAD": 1}, stamp)
    assert waiting_of("A") == 4


def test_a_lower_limit_keeps_what_was_promised_and_takes_no_more(
    company: Company, stamp: Stamp
) -> None:
    reserve(company, "shelf", {"APPLE": 10}, stamp, minutes=None)
    reserve(company, "waits", {"APPLE": 4}, stamp, minutes=None)

    set_offer("APPLE", Offer(Decimal(1), lead_days=7), channel="web", stamp=stamp)

    with pytest.raises(OutOfStock):
        reserve(company, "more", {"APPLE": 1}, stamp)
    assert waiting_of("waits") == 4
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (Offer(Decimal(-1)), "limit"),
        (Offer(Decimal("NaN")), "limit"),
        (Offer(Decimal("0.0001")), "limit"),
        (Offer(Decimal(1), lead_days=-1), "lead_days"),
        (Offer(Decimal(1), lead_days=800), "lead_days"),
        (Offer(Decimal(1), OfferKind.PREORDER), "promised_on"),
    ],
)
def test_an_offer_that_cannot_be_kept_is_refused_by_field(
    company: Company, stamp: Stamp, offer: Offer, field: str
) -> None:
    with pytest.raises(OfferInvalid) as refused:
        set_offer("APPLE", offer, channel="web", stamp=stamp)

    assert set(refused.value.errors) == {field}


def test_a_day_that_has_passed_is_not_offered(company: Company, stamp: Stamp) -> None:
    yesterday = (stamp.at - timedelta(days=1)).date()

    with pytest.raises(OfferInvalid):
        set_offer("APPLE", Offer(Decimal(1), promised_on=yesterday), channel="web", stamp=stamp)


def test_the_same_offer_again_changes_nothing(company: Company, stamp: Stamp) -> None:
    set_offer("APPLE", Offer(Decimal(5), lead_days=7), channel="web", stamp=stamp)

    assert len(told("channel:web", "stock.offer_changed")) == 1


def test_offers_need_a_product_a_place_and_a_right(company: Company, stamp: Stamp) -> None:
    organization.open_channel(
        "bare", name="Bare", brand=("house", "House"), currency="USD", stamp=stamp
    )
    seer = Stamp(Actor("staff", "staff:x", (Grant("stock:view"),)), stamp.at)

    with pytest.raises(UnknownSku):
        set_offer("NOPE", Offer(Decimal(1), lead_days=1), channel="web", stamp=stamp)
    with pytest.raises(NothingToSellFrom):
        set_offer("APPLE", Offer(Decimal(1), lead_days=1), channel="bare", stamp=stamp)
    with pytest.raises(NotPermitted):
        set_offer("APPLE", Offer(Decimal(1), lead_days=1), channel="web", stamp=seer)
