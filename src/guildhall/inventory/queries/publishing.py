"""What channels are to be told of stock, and what they know."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from guildhall.catalog.errors import ProductNotFound
from guildhall.inventory.models import ChannelOffer, ChannelPolicy, ChannelPush
from guildhall.inventory.queries.bundles import available_of_all
from guildhall.inventory.queries.policies import version_of_policy
from guildhall.inventory.rules.publishing import published, rule_for
from guildhall.inventory.types import (
    ZERO,
    PublishedStock,
    PublishRule,
    PublishRuleCard,
    PushCard,
    RuleToday,
    Source,
    VariantRule,
    VariantRuleCard,
)
from guildhall.kernel.paging import Page, page_of
from guildhall.organization.types import ChannelCard


def publish_rule_of(channel: UUID) -> PublishRule:
    """Return how much of its stock a channel is told of; all of it where nobody said."""
    return _publish_rule(ChannelPolicy.objects.filter(channel=channel).first())


def get_publish_rule(channel: ChannelCard) -> PublishRuleCard:
    """Return a channel's rule for who is about to change it."""
    row = ChannelPolicy.objects.filter(channel=channel.id).first()
    version = version_of_policy(row) if row else f"{channel.id.hex[-12:]}-new"
    return PublishRuleCard(channel.code, _rule(row) if row else PublishRule(), version)


def list_variant_rules(
    channel: ChannelCard, *, cursor: str | None = None, limit: int = 50
) -> Page[VariantRuleCard]:
    """Return one page of variants with a rule of their own, latest change first."""
    return page_of(
        _offers(channel).exclude(most_listed=None, percent=None, buffer=None, ends_at=None),
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=_variant_card,
    )


def get_variant_rule(sku: str, *, channel: ChannelCard) -> VariantRuleCard:
    """Return what of the rule is or was different for a variant. Refuses with ProductNotFound."""
    row = _offers(channel).filter(variant__sku=sku).first()
    if row is None:
        raise ProductNotFound(sku=sku)
    return _variant_card(row)


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


def rules_for_variant(variant: UUID, *, channels: Iterable[UUID]) -> dict[UUID, RuleToday]:
    """Return how much of a variant each of these channels is told of, in two statements."""
    asked = list(channels)
    policies = {row.channel_id: row for row in ChannelPolicy.objects.filter(channel__in=asked)}
    rows = ChannelOffer.objects.filter(variant=variant, channel__in=asked)
    offers = {row.channel_id: row for row in rows}
    return {key: _rule_today(policies.get(key), offers.get(key)) for key in asked}


def _rule_today(policy: ChannelPolicy | None, offer: ChannelOffer | None) -> RuleToday:
    own = _variant_rule(offer) if offer else VariantRule()
    touched = [row.updated_at for row in (policy, offer) if row is not None]
    return RuleToday(
        rule_for(own, channel=_publish_rule(policy)), max(touched) if touched else None
    )


def push_of(row: ChannelPush) -> PushCard:
    return PushCard(
        pushed=row.pushed,
        pushed_at=row.pushed_at,
        acknowledged=row.acknowledged,
        acknowledged_at=row.acknowledged_at,
        seen=row.seen,
        seen_at=row.seen_at,
    )


def _offers(channel: ChannelCard) -> QuerySet[ChannelOffer]:
    return ChannelOffer.objects.filter(channel=channel.id).select_related("variant")


def _variant_card(row: ChannelOffer) -> VariantRuleCard:
    variant = row.variant
    return VariantRuleCard(variant.sku, variant.title, _variant_rule(row), row.updated_at)


def _rule(row: ChannelPolicy) -> PublishRule:
    return PublishRule(row.most_listed, row.percent, row.buffer, row.ends_at)


def _variant_rule(row: ChannelOffer) -> VariantRule:
    return VariantRule(row.most_listed, row.percent, row.buffer, row.ends_at)


def _publish_rule(row: ChannelPolicy | None) -> PublishRule:
    if row is None:
        return PublishRule()
    return _rule(row)
