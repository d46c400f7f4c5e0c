"""What channels are to be told of stock, and what they know."""

from collections.abc import Iterable
from uuid import UUID

from guildhall.inventory.models import ChannelOffer, ChannelPolicy, ChannelPush
from guildhall.inventory.queries.bundles import available_of_all
from guildhall.inventory.rules.publishing import published, rule_for
from guildhall.inventory.types import (
    ZERO,
    PublishedStock,
    PublishRule,
    PushCard,
    Source,
    VariantRule,
)


def publish_rule_of(channel: UUID) -> PublishRule:
    """Return how much of its stock a channel is told of; all of it where nobody said."""
    return _publish_rule(ChannelPolicy.objects.filter(channel=channel).first())


def variant_rule_of(variant: UUID, *, channel: UUID) -> VariantRule:
    """Return what of the rule is different for one variant."""
    row = ChannelOffer.objects.filter(variant=variant, channel=channel).first()
    return _variant_rule(row) if row else VariantRule()


def published_for(variants: Iterable[UUID], *, channel: UUID) -> dict[UUID, PublishedStock]:
    """Return what a channel is to be told of each variant, in five statements.

    What is available is a hint: whoever pushes asks again when it is its turn. Of a bundle there
    is as much as its scarcest part allows.
    """
    asked = list(variants)
    everywhere = publish_rule_of(channel)
    left = available_of_all(asked, source=Source(channel))
    offers = {
        row.variant_id: _variant_rule(row)
        for row in ChannelOffer.objects.filter(variant__in=asked, channel=channel)
    }
    pushes = {
        row.variant_id: push_of(row)
        for row in ChannelPush.objects.filter(variant__in=asked, channel=channel)
    }
    found: dict[UUID, PublishedStock] = {}
    for variant in asked:
        rule = rule_for(offers.get(variant, VariantRule()), channel=everywhere)
        available = left.get(variant, ZERO)
        found[variant] = PublishedStock(
            variant_id=variant,
            available=available,
            quantity=published(available, rule),
            rule=rule,
            push=pushes.get(variant, PushCard()),
        )
    return found


def rules_for_variant(variant: UUID, *, channels: Iterable[UUID]) -> dict[UUID, PublishRule]:
    """Return how much of a variant each of these channels is told of, in two statements."""
    asked = list(channels)
    policies = {row.channel_id: row for row in ChannelPolicy.objects.filter(channel__in=asked)}
    offers = {
        row.channel_id: _variant_rule(row)
        for row in ChannelOffer.objects.filter(variant=variant, channel__in=asked)
    }
    return {
        channel: rule_for(
            offers.get(channel, VariantRule()), channel=_publish_rule(policies.get(channel))
        )
        for channel in asked
    }


def push_of(row: ChannelPush) -> PushCard:
    return PushCard(
        pushed=row.pushed,
        pushed_at=row.pushed_at,
        acknowledged=row.acknowledged,
        acknowledged_at=row.acknowledged_at,
        seen=row.seen,
        seen_at=row.seen_at,
    )


def _variant_rule(row: ChannelOffer) -> VariantRule:
    return VariantRule(row.most_listed, row.percent, row.buffer, row.ends_at)


def _publish_rule(row: ChannelPolicy | None) -> PublishRule:
    if row is None:
        return PublishRule()
    return PublishRule(row.most_listed, row.percent, row.buffer, row.ends_at)
