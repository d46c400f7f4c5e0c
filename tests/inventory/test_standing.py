"""Who is behind when a channel shows another number, and what was the event that it missed."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.inventory.models import ChannelPush, Movement, Reservation, StockLevel
from guildhall.inventory.operations import (
    sell_from,
    set_publish_rule,
    set_variant_rule,
    ship_stock,
)
from guildhall.inventory.queries import explain_number, published_for
from guildhall.inventory.states import Behind, Bucket, MovementKind, Promise
from guildhall.inventory.types import Asked, PublishRule, VariantRule
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization import operations as organization
from guildhall.organization.queries import get_channel
from tests.factories.company import Company, make_company
from tests.inventory.happening import moment, receive, reserve


def _second_channel(stamp: Stamp) -> None:
    organization.open_channel(
        "market", name="Market", brand=("house", "House"), currency="USD", stamp=stamp
    )
    sell_from("S1", channel_id=get_channel("market").id, rank=0, stamp=stamp)


def _told(company: Company, *, pushed: int, seen: int | None = None) -> None:
    now = moment()
    ChannelPush.objects.update_or_create(
        variant_id=company.variants["APPLE"],
        channel_id=get_channel("market").id,
        defaults={
            "pushed": pushed,
            "pushed_at": now,
            "acknowledged": pushed,
            "acknowledged_at": now,
            "seen": seen,
            "seen_at": now if seen is not None else None,
        },
    )


def test_a_channel_that_oversells_is_told_with_the_event_that_it_missed(
    alpha: Scope, stamp: Stamp
) -> None:
    """N-1: for a seeded oversell the losing event is named, and who is behind."""
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    _told(company, pushed=5, seen=5)
    first, losing, later = (f"ORD-{n}" for n in range(3))
    receive(company, "APPLE", "S1", 1, stamp=stamp)
    reserve(company, first, {"APPLE": 1}, stamp=stamp, store="S1")
    reserve(company, losing, {"APPLE": 3}, stamp=stamp, store="S1")
    reserve(company, later, {"APPLE": 1}, stamp=stamp, store="S1")
    ship_stock(losing, stamp=stamp)

    (market,) = explain_number(Asked("APPLE", channel="market")).standings

    assert market.behind == (Behind.PUSH,)
    assert (market.ours, market.seen) == (Decimal(1), Decimal(5))
    assert market.losing is not None
    assert (market.losing.kind, market.losing.reference) == (Promise.MADE, losing)


@pytest.mark.parametrize("pairs", [1, 75, 130, 1_050])
def test_the_losing_event_is_found_however_much_has_happened_since(
    alpha: Scope, stamp: Stamp, pairs: int
) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    _told(company, pushed=5, seen=5)
    reserve(company, "ORD-1", {"APPLE": 4}, stamp=stamp, store="S1")
    level = StockLevel.objects.get(location__code="S1")
    for change in (-1, 1):
        Movement.objects.bulk_create(
            Movement(
                level=level,
                kind=MovementKind.ADJUSTMENT,
                bucket=Bucket.ON_HAND,
                request_id=stamp.request_id,
                quantity=change,
                actor="clerk",
                effective_at=stamp.at,
                recorded_at=stamp.at + timedelta(seconds=2 * number + (change > 0)),
            )
            for number in range(1, pairs + 1)
        )

    (market,) = explain_number(Asked("APPLE", channel="market")).standings

    assert market.losing is not None
    assert (market.losing.kind, market.losing.reference) == (Promise.MADE, "ORD-1")


@pytest.mark.parametrize(
    ("pushed", "seen", "behind"),
    [
        (5, 5, ()),
        (5, None, ()),
        (4, 4, (Behind.PUSH,)),
        (5, 7, (Behind.CHANNEL,)),
        (4, 7, (Behind.PUSH, Behind.CHANNEL)),
    ],
)
def test_who_is_behind_is_told(
    alpha: Scope, stamp: Stamp, pushed: int, seen: int | None, behind: tuple[Behind, ...]
) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    _told(company, pushed=pushed, seen=seen)

    (market,) = explain_number(Asked("APPLE")).standings

    assert market.behind == behind


def test_what_a_channel_was_told_later_was_not_known_then(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    _second_channel(stamp)
    before = moment()
    _told(company, pushed=5)

    (market,) = explain_number(Asked("APPLE", at=before)).standings

    assert (market.pushed, market.acknowledged) == (None, None)


def test_what_promised_more_than_there_was_is_named(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(10))
    level = StockLevel.objects.get(location__code="S1")
    reserve(company, "ORD-1", {"APPLE": 4}, stamp=stamp, store="S1")
    level.refresh_from_db()
    level.backorder_limit, level.reserved = Decimal(3), Decimal(7)
    level.save()
    Reservation.objects.create(level=level, reference="ORD-2", quantity=3)
    reserve(company, "ORD-3", {"APPLE": 2}, stamp=stamp, store="S2")

    found = explain_number(Asked("APPLE", location="S1"))

    assert found.figures.available == -2
    assert found.losing is not None
    assert found.losing.reference == "ORD-2"


def test_enough_of_everything_has_no_losing_event(alpha: Scope) -> None:
    make_company()

    assert explain_number(Asked("APPLE")).losing is None


def test_what_a_channel_is_to_be_told_follows_its_publish_rule(alpha: Scope, stamp: Stamp) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(20))
    _second_channel(stamp)
    sell_from("S2", channel_id=get_channel("market").id, rank=1, stamp=stamp)
    market = get_channel("market")
    set_publish_rule(channel=market, rule=PublishRule(percent=50, buffer=Decimal(1)), stamp=stamp)
    set_variant_rule(
        "APPLE", channel=market, rule=VariantRule(most_listed=Decimal(8)), stamp=stamp
    )
    _told(company, pushed=8)
    reserve(company, "ORD-1", {"APPLE": 4}, stamp=stamp, store="S1")

    (standing,) = explain_number(Asked("APPLE")).standings

    told = published_for([company.variants["APPLE"]], channel=market.id)
    assert [standing.available, standing.ours] == [16, 7]
    assert standing.ours == told[company.variants["APPLE"]].quantity
    assert standing.behind == (Behind.PUSH,)


def test_a_level_in_the_red_never_lowers_what_a_channel_is_told(
    alpha: Scope, stamp: Stamp
) -> None:
    company = make_company(skus=("APPLE",), stock=Decimal(20))
    _second_channel(stamp)
    sell_from("S2", channel_id=get_channel("market").id, rank=1, stamp=stamp)
    level = StockLevel.objects.get(location__code="S1")
    level.backorder_limit, level.reserved = Decimal(5), Decimal(15)
    level.save()
    Reservation.objects.create(level=level, reference="ORD-1", quantity=15)
    _told(company, pushed=10)

    (standing,) = explain_number(Asked("APPLE", channel="market")).standings

    assert standing.ours == 10
    assert standing.behind == ()


def test_a_past_number_says_whether_todays_rule_may_be_another_than_then(
    alpha: Scope, stamp: Stamp
) -> None:
    """What a channel was to be told then is reckoned by today's rule: the answer says so."""
    company = make_company(skus=("APPLE",), stock=Decimal(20))
    _second_channel(stamp)
    _told(company, pushed=5)
    market, then = get_channel("market"), moment()
    never = explain_number(Asked("APPLE", at=then)).standings[0].rule_changed
    later = replace(stamp, at=moment())
    set_variant_rule("APPLE", channel=market, rule=VariantRule(percent=50), stamp=later)

    (before,) = explain_number(Asked("APPLE", at=then)).standings
    (after,) = explain_number(Asked("APPLE", at=moment())).standings
    (now,) = explain_number(Asked("APPLE")).standings

    assert not never
    assert [each.rule_changed for each in (before, after, now)] == [True, False, False]
    assert {each.rule.percent for each in (before, after, now)} == {50}
