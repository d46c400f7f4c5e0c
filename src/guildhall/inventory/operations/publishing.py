"""What channels are told of stock: the rules, and each number with what they knew before.

Nothing here calls a channel: integrations do, between `push_stock` and `acknowledge_push`.
"""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.queries import variant_ids
from guildhall.inventory.errors import PublishRuleInvalid, PushStale
from guildhall.inventory.events import (
    ChannelDrifted,
    PublishRuleChanged,
    PushAcknowledged,
    StockPushed,
)
from guildhall.inventory.models import ChannelOffer, ChannelPolicy, ChannelPush
from guildhall.inventory.queries.publishing import get_publish_rule, push_of
from guildhall.inventory.rules.publishing import has_drifted, heard
from guildhall.inventory.types import PublishRule, VariantRule
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

RIGHT = "stock:edit"
MOST = Decimal(10) ** 11


@transaction.atomic
def set_publish_rule(
    *, channel: ChannelCard, rule: PublishRule, stamp: Stamp, seen: Expected = WHATEVER
) -> None:
    """Say how much of its stock a channel is told of.

    Refuses with NotPermitted, PublishRuleInvalid or ChangedMeanwhile.
    """
    stamp.by.must(RIGHT, scope=channel.scopes)
    _check(asdict(rule))
    lock_name(f"sourcing:{channel.code}")
    seen.must_be(get_publish_rule(channel).version)
    row, _ = ChannelPolicy.objects.select_for_update().get_or_create(channel_id=channel.id)
    changes = edit(row, **asdict(rule))
    if not changes:
        return
    row.updated_at = stamp.at
    row.save(update_fields=[*changes, "updated_at"])

    record(PublishRuleChanged(channel=channel.code, sku="", stamp=stamp), changes=changes)


@transaction.atomic
def set_variant_rule(sku: str, *, channel: ChannelCard, rule: VariantRule, stamp: Stamp) -> None:
    """Say what of the rule is different for one variant.

    Refuses with NotPermitted, ProductNotFound or PublishRuleInvalid.
    """
    stamp.by.must(RIGHT, scope=channel.scopes)
    _check(asdict(rule))
    variant = _variant(sku)
    row, _ = ChannelOffer.objects.select_for_update().get_or_create(
        variant_id=variant, channel_id=channel.id
    )
    changes = edit(row, **asdict(rule))
    if not changes:
        return
    row.updated_at = stamp.at
    row.save(update_fields=[*changes, "updated_at"])

    record(PublishRuleChanged(channel=channel.code, sku=sku, stamp=stamp), changes=changes)


@transaction.atomic
def push_stock(
    sku: str,
    *,
    channel: ChannelCard,
    quantity: Decimal,
    expected: Decimal | None,
    stamp: Stamp,
) -> None:
    """Note that a channel is about to be told a number, if it still shows the expected one.

    `expected` is mandatory; None says that nothing is known of what it shows. The same number
    again is the same push. Refuses with NotPermitted, ProductNotFound or PushStale.
    """
    row = _lock(sku, channel, stamp)
    if row.pushed == quantity and row.acknowledged_at is None:
        return
    if row.seen != expected:
        raise PushStale(channel=channel.code, sku=sku, seen=row.seen, expected=expected)
    before = row.pushed
    row.pushed, row.pushed_at = quantity, stamp.at
    row.acknowledged_at = None
    row.save(update_fields=["pushed", "pushed_at", "acknowledged_at"])

    record(
        StockPushed(
            channel=channel.code,
            sku=sku,
            quantity=str(quantity),
            before="" if before is None else str(before),
            stamp=stamp,
        )
    )


@transaction.atomic
def acknowledge_push(sku: str, *, channel: ChannelCard, quantity: Decimal, stamp: Stamp) -> None:
    """Note that a channel took a number: it shows it now.

    An answer to an earlier push says what was shown then and does not end the later one.
    Refuses with NotPermitted or ProductNotFound.
    """
    row = _lock(sku, channel, stamp)
    if row.acknowledged == quantity and row.acknowledged_at is not None:
        return
    row.acknowledged = quantity
    if quantity == row.pushed:
        row.acknowledged_at = stamp.at
    row.seen, row.seen_at = quantity, stamp.at
    row.save(update_fields=["acknowledged", "acknowledged_at", "seen", "seen_at"])

    record(PushAcknowledged(channel=channel.code, sku=sku, quantity=str(quantity), stamp=stamp))


@transaction.atomic
def note_seen(
    sku: str, *, channel: ChannelCard, quantity: Decimal, at: datetime, stamp: Stamp
) -> bool:
    """Note what a channel said that it showed at a moment; return whether that is not from us.

    Our own number coming back is no news. Refuses with NotPermitted or ProductNotFound.
    """
    row = _lock(sku, channel, stamp)
    known = push_of(row)
    after = heard(known, quantity, at=at)
    if after == known:
        return False
    row.seen, row.seen_at = after.seen, after.seen_at
    row.save(update_fields=["seen", "seen_at"])
    if not has_drifted(known, after):
        return False

    record(
        ChannelDrifted(
            channel=channel.code,
            sku=sku,
            seen=str(quantity),
            pushed="" if known.pushed is None else str(known.pushed),
            stamp=stamp,
        )
    )
    return True


def _lock(sku: str, channel: ChannelCard, stamp: Stamp) -> ChannelPush:
    stamp.by.must(RIGHT, scope=channel.scopes)
    row, _ = ChannelPush.objects.select_for_update().get_or_create(
        variant_id=_variant(sku), channel_id=channel.id
    )
    return row


def _variant(sku: str) -> UUID:
    variant = variant_ids([sku]).get(sku)
    if variant is None:
        raise ProductNotFound(sku=sku)
    return variant


def _check(values: dict[str, Decimal | int | None]) -> None:
    """Refuse with PublishRuleInvalid what is below zero, above all bounds, or no part of all."""
    wrong = {
        name: N_("Write a number from 0 on.")
        for name, value in values.items()
        if value is not None and not (Decimal(value).is_finite() and 0 <= value < MOST)
    }
    percent = values["percent"]
    if percent is not None and not 0 <= percent <= 100:
        wrong["percent"] = N_("Write a number from 0 to 100.")
    if wrong:
        raise PublishRuleInvalid(errors=wrong)
