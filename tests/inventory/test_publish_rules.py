"""How much of its stock a channel is told of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.inventory.rules.publishing import has_drifted, heard, published, rule_for
from guildhall.inventory.types import PublishRule, PushCard, VariantRule

NOW = datetime(2026, 5, 1, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
amounts = st.decimals(min_value=0, max_value=10_000, places=3)
whole = st.integers(min_value=0, max_value=1_000).map(Decimal)
rules = st.builds(
    PublishRule,
    most_listed=st.none() | whole,
    percent=st.integers(min_value=0, max_value=100),
    buffer=whole,
    ends_at=whole,
)


@given(st.decimals(min_value=-1_000, max_value=10_000, places=3), rules)
def test_what_is_published_is_whole_not_negative_and_never_more_than_there_is(
    available: Decimal, rule: PublishRule
) -> None:
    told = published(available, rule)

    assert told >= 0
    assert told == told.to_integral_value()
    assert told <= max(available, Decimal(0))
    assert rule.most_listed is None or told <= rule.most_listed


@given(amounts, amounts, rules)
def test_more_in_stock_never_publishes_less(
    one: Decimal, other: Decimal, rule: PublishRule
) -> None:
    less, more = sorted((one, other))

    assert published(less, rule) <= published(more, rule)


@given(amounts, rules)
def test_nothing_is_published_once_no_more_than_the_end_is_left(
    over: Decimal, rule: PublishRule
) -> None:
    assert published(rule.ends_at - over, rule) == 0


@given(amounts, rules, whole)
def test_a_larger_buffer_publishes_less_by_just_as_much_or_nothing(
    available: Decimal, rule: PublishRule, more: Decimal
) -> None:
    open_ended = replace(rule, most_listed=None)
    held_back = replace(open_ended, buffer=rule.buffer + more)

    expected = max(Decimal(0), published(available, open_ended) - more)
    told = published(available, held_back)
    assert told == (expected if published(available, open_ended) else 0)


@pytest.mark.parametrize(
    ("available", "rule", "told"),
    [
        ("10", PublishRule(), "10"),
        ("10.999", PublishRule(), "10"),
        ("10", PublishRule(percent=50), "5"),
        ("11", PublishRule(percent=50), "5"),
        ("11", PublishRule(percent=50, buffer=Decimal(2)), "3"),
        ("100", PublishRule(most_listed=Decimal(5)), "5"),
        ("100", PublishRule(most_listed=Decimal(5), buffer=Decimal(97)), "3"),
        ("2", PublishRule(ends_at=Decimal(2)), "0"),
        ("3", PublishRule(ends_at=Decimal(2)), "3"),
        ("1", PublishRule(buffer=Decimal(5)), "0"),
        ("-4", PublishRule(), "0"),
        ("10", PublishRule(percent=0), "0"),
    ],
)
def test_the_formula(available: str, rule: PublishRule, told: str) -> None:
    assert published(Decimal(available), rule) == Decimal(told)


def test_a_variant_differs_from_its_channel_field_by_field() -> None:
    channel = PublishRule(Decimal(50), 80, Decimal(1), Decimal(2))

    assert rule_for(VariantRule(), channel=channel) == channel
    assert rule_for(VariantRule(buffer=Decimal(0)), channel=channel) == replace(
        channel, buffer=Decimal(0)
    )


def _pushed(quantity: int, *, seen: int | None = None) -> PushCard:
    return PushCard(
        pushed=Decimal(quantity),
        pushed_at=NOW,
        seen=None if seen is None else Decimal(seen),
        seen_at=None if seen is None else NOW - MINUTE,
    )


@pytest.mark.parametrize(
    ("before", "said", "at"),
    [(_pushed(5), 7, NOW + MINUTE), (_pushed(5, seen=7), 6, NOW + MINUTE)],
)
def test_what_we_did_not_say_is_drift(before: PushCard, said: int, at: datetime) -> None:
    assert has_drifted(before, heard(before, Decimal(said), at=at))


@pytest.mark.parametrize(
    ("before", "said", "at"),
    [
        (PushCard(), 7, NOW),
        (_pushed(5), 5, NOW + MINUTE),
        (_pushed(5), 7, NOW - MINUTE),
        (_pushed(5, seen=7), 7, NOW + MINUTE),
    ],
)
def test_an_echo_and_old_news_are_no_drift(before: PushCard, said: int, at: datetime) -> None:
    assert not has_drifted(before, heard(before, Decimal(said), at=at))
