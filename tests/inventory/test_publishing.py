"""What channels are told of stock, and what they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.queries import variant_ids
from guildhall.inventory.errors import PublishRuleInvalid, PushStale
from guildhall.inventory.operations import (
    acknowledge_push,
    note_seen,
    push_stock,
    set_publish_rule,
    set_variant_rule,
)
from guildhall.inventory.queries import list_levels, published_for
from guildhall.inventory.types import PublishedStock, PublishRule, VariantRule
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.organization.types import ChannelCard
from tests.factories.bundles import make_box
from tests.factories.company import Company, make_company
from tests.harness.crowds import crowd

MINUTE = timedelta(minutes=1)
FIVE, SEVEN = Decimal(5), Decimal(7)


@pytest.fixture
def shop(alpha: Scope) -> Company:
    return make_company(stock=Decimal(20))


@pytest.fixture
def web(shop: Company) -> ChannelCard:
    return shop.site.channel


def _told(shop: Company, sku: str = "APPLE") -> PublishedStock:
    variant = shop.variants[sku]
    return published_for([variant], channel=shop.site.channel.id)[variant]


def _later(stamp: Stamp, minutes: int) -> Stamp:
    return replace(stamp, at=stamp.at + MINUTE * minutes)


def test_a_rule_lowers_what_is_published_and_never_what_is_on_hand(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    """A buffer in on_hand shows audits and the books a wrong stock: features.md 3.8."""
    before = {level.id: (level.on_hand, level.reserved) for level in list_levels().items}

    set_publish_rule(channel=web, rule=PublishRule(percent=50, buffer=Decimal(3)), stamp=stamp)

    assert (_told(shop).available, _told(shop).quantity) == (Decimal(20), Decimal(7))
    after = {level.id: (level.on_hand, level.reserved) for level in list_levels().items}
    assert after == before


def test_a_variant_has_a_rule_of_its_own(shop: Company, web: ChannelCard, stamp: Stamp) -> None:
    set_publish_rule(channel=web, rule=PublishRule(most_listed=FIVE), stamp=stamp)
    set_variant_rule("APPLE", channel=web, rule=VariantRule(most_listed=Decimal(2)), stamp=stamp)

    assert _told(shop).quantity == 2
    assert _told(shop, "BREAD").quantity == 5


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (PublishRule(percent=101), "percent"),
        (PublishRule(percent=-1), "percent"),
        (PublishRule(buffer=Decimal(-1)), "buffer"),
        (PublishRule(most_listed=Decimal(10) ** 11), "most_listed"),
        (PublishRule(ends_at=Decimal("NaN")), "ends_at"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(
    web: ChannelCard, stamp: Stamp, rule: PublishRule, field: str
) -> None:
    with pytest.raises(PublishRuleInvalid) as refused:
        set_publish_rule(channel=web, rule=rule, stamp=stamp)

    assert set(refused.value.errors) == {field}


def test_a_rule_set_twice_is_one_change(web: ChannelCard, stamp: Stamp) -> None:
    for _ in range(2):
        set_publish_rule(channel=web, rule=PublishRule(percent=50), stamp=stamp)

    types = [fact.type for fact in facts_about(["channel:web"])]
    assert types.count("inventory.publish_rule_changed") == 1


def test_a_push_is_acknowledged_and_its_echo_is_no_news(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=stamp)
    due = _told(shop).push
    acknowledge_push("APPLE", channel=web, quantity=FIVE, stamp=_later(stamp, 1))

    news = note_seen(
        "APPLE", channel=web, quantity=FIVE, at=_later(stamp, 2).at, stamp=_later(stamp, 2)
    )

    assert (due.pushed, due.acknowledged) == (FIVE, None)
    push = _told(shop).push
    assert (push.pushed, push.acknowledged, push.seen) == (FIVE, FIVE, FIVE)
    assert news is False
    assert [fact.type for fact in facts_about(["push:web:APPLE"])][::-1] in (
        ["inventory.push_acknowledged", "inventory.stock_pushed"],
        ["inventory.stock_pushed", "inventory.push_acknowledged"],
    )


def test_what_somebody_changed_on_the_channel_is_seen_and_not_pushed_over(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    """Linnworks overwrites what was changed on the channel: features.md 3.9.

    Here the push that expects the old number is refused and told what is there.
    """
    push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=stamp)
    acknowledge_push("APPLE", channel=web, quantity=FIVE, stamp=stamp)
    news = note_seen(
        "APPLE", channel=web, quantity=SEVEN, at=_later(stamp, 1).at, stamp=_later(stamp, 1)
    )

    with pytest.raises(PushStale) as refused:
        push_stock(
            "APPLE", channel=web, quantity=Decimal(4), expected=FIVE, stamp=_later(stamp, 2)
        )

    assert news is True
    assert refused.value.facts["seen"] == SEVEN
    assert _told(shop).has_drifted
    push_stock("APPLE", channel=web, quantity=Decimal(4), expected=SEVEN, stamp=_later(stamp, 3))
    assert _told(shop).push.pushed == 4


def test_old_news_does_not_contradict_a_later_push(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=stamp)

    news = note_seen(
        "APPLE", channel=web, quantity=SEVEN, at=stamp.at - MINUTE, stamp=_later(stamp, 1)
    )

    assert news is False
    assert _told(shop).push.seen is None


def test_an_answer_to_an_earlier_push_does_not_end_the_later_one(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=stamp)
    push_stock("APPLE", channel=web, quantity=SEVEN, expected=None, stamp=_later(stamp, 1))

    acknowledge_push("APPLE", channel=web, quantity=FIVE, stamp=_later(stamp, 2))

    push = _told(shop).push
    assert (push.pushed, push.acknowledged, push.acknowledged_at) == (SEVEN, FIVE, None)


def test_only_what_differs_from_the_last_push_is_due(
    shop: Company, web: ChannelCard, stamp: Stamp
) -> None:
    due_before = _told(shop).is_due
    push_stock("APPLE", channel=web, quantity=Decimal(20), expected=None, stamp=stamp)

    assert (due_before, _told(shop).is_due) == (True, False)
    set_publish_rule(channel=web, rule=PublishRule(percent=10), stamp=stamp)
    assert _told(shop).is_due


def test_any_number_of_variants_takes_five_statements(shop: Company) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = published_for(shop.variants.values(), channel=shop.site.channel.id)

    assert (len(found), len(captured)) == (5, 5)


def test_of_a_crowd_that_pushes_one_wins_and_the_others_are_told(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    scope = committed["alpha"]
    with enter(scope), unit():
        web = make_company().site.channel
        push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=stamp)
        acknowledge_push("APPLE", channel=web, quantity=FIVE, stamp=stamp)

    def push_and_hear(number: int, _random: object) -> bool:
        quantity = Decimal(100 + number)
        with enter(scope), unit():
            try:
                push_stock("APPLE", channel=web, quantity=quantity, expected=FIVE, stamp=stamp)
                acknowledge_push("APPLE", channel=web, quantity=quantity, stamp=stamp)
            except PushStale:
                return False
            finally:
                connection.close()
        return True

    told = crowd(8, push_and_hear)

    assert any(told)
    with enter(scope), unit():
        types = [fact.type for fact in facts_about(["push:web:APPLE"])]
    assert types.count("inventory.stock_pushed") == 1 + sum(told)


def test_a_right_in_another_channel_pushes_nothing_here(web: ChannelCard, stamp: Stamp) -> None:
    elsewhere = Actor("staff", "staff:x", (Grant("stock:edit", "channel:other"),))
    theirs = Stamp(elsewhere, stamp.at, stamp.request_id)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: set_publish_rule(channel=web, rule=PublishRule(percent=1), stamp=theirs),
        lambda: set_variant_rule("APPLE", channel=web, rule=VariantRule(), stamp=theirs),
        lambda: push_stock("APPLE", channel=web, quantity=FIVE, expected=None, stamp=theirs),
        lambda: acknowledge_push("APPLE", channel=web, quantity=FIVE, stamp=theirs),
        lambda: note_seen("APPLE", channel=web, quantity=FIVE, at=stamp.at, stamp=theirs),
    )

    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()


def test_what_is_not_there_is_not_pushed(web: ChannelCard, stamp: Stamp) -> None:
    with pytest.raises(ProductNotFound):
        push_stock("NOPE", channel=web, quantity=FIVE, expected=None, stamp=stamp)


def test_a_channel_is_told_of_as_many_bundles_as_the_scarcest_part_allows(
    shop: Company, stamp: Stamp
) -> None:
    make_box(shop, {"APPLE": "3", "BREAD": "1"}, stamp=stamp)
    box = variant_ids(["BOX"])["BOX"]
    asked = [box, shop.variants["APPLE"]]

    found = published_for(asked, channel=shop.site.channel.id)

    apples = found[shop.variants["APPLE"]].available
    assert found[box].quantity == apples // 3 > 0
