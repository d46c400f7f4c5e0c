"""How much of its stock a channel is told of, and what its own words mean. Pure."""

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal

from guildhall.inventory.types import PublishRule, PushCard, VariantRule

ONE = Decimal(1)
NONE = Decimal(0)


def published(available: Decimal, rule: PublishRule) -> Decimal:
    """Return how many whole units a channel is told of.

    The least of `most_listed` and the part of what is available, less the buffer; nothing once
    no more than `ends_at` is left.
    """
    if available <= rule.ends_at:
        return NONE
    part = (available * rule.percent / 100).quantize(ONE, rounding=ROUND_FLOOR)
    listed = (part - rule.buffer).quantize(ONE, rounding=ROUND_FLOOR)
    if rule.most_listed is not None:
        listed = min(listed, rule.most_listed.quantize(ONE, rounding=ROUND_FLOOR))
    return max(NONE, listed)


def rule_for(variant: VariantRule, *, channel: PublishRule) -> PublishRule:
    """Return a variant's own rule, field by field, and else that of its channel."""
    most_listed = channel.most_listed if variant.most_listed is None else variant.most_listed
    return PublishRule(
        most_listed=most_listed,
        percent=channel.percent if variant.percent is None else variant.percent,
        buffer=channel.buffer if variant.buffer is None else variant.buffer,
        ends_at=channel.ends_at if variant.ends_at is None else variant.ends_at,
    )


def heard(push: PushCard, seen: Decimal, *, at: datetime) -> PushCard:
    """Return what is known after a channel said what it showed at a moment.

    Old news changes nothing: what it showed at 10:00 does not contradict what we pushed at 10:01.
    """
    known_since = max((each for each in (push.seen_at, push.pushed_at) if each), default=None)
    if known_since is not None and at <= known_since:
        return push
    return replace(push, seen=seen, seen_at=at)


def has_drifted(before: PushCard, after: PushCard) -> bool:
    """Return whether a channel says something new that we did not tell it.

    Our own number coming back is an echo; what it shows before our first push is where we begin.
    """
    if before.pushed is None or after.seen == before.seen:
        return False
    return after.seen != before.pushed
