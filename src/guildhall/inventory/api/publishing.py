"""How much of its stock a channel is told of, and what it is told of each SKU."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Count, Strict, plain
from guildhall.inventory.types import PublishRule, PublishRuleCard, VariantRule, VariantRuleCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

VIEW, EDIT = "stock:view", "stock:edit"
router = Router(tags=["stock"])
Percent = Annotated[int, Field(ge=0, le=100)]
Amount = Annotated[Count, Field(ge=0)]


class PublishRuleIn(Strict):
    """A part of what is available, less the buffer, at most so much; none of the last ones."""

    most_listed: Amount | None = None
    percent: Percent = 100
    buffer: Amount = Decimal(0)
    ends_at: Amount = Decimal(0)


class VariantRuleIn(Strict):
    """What is different for one SKU; what is null is as on the whole channel."""

    most_listed: Amount | None = None
    percent: Percent | None = None
    buffer: Amount | None = None
    ends_at: Amount | None = None


class PublishRuleOut(Schema):
    channel: str
    most_listed: str | None
    percent: int
    buffer: str
    ends_at: str

    @classmethod
    def of(cls, card: PublishRuleCard) -> Self:
        rule = card.rule
        return cls(
            channel=card.channel,
            most_listed=_told(rule.most_listed),
            percent=rule.percent,
            buffer=plain(rule.buffer),
            ends_at=plain(rule.ends_at),
        )


class VariantRuleOut(Schema):
    channel: str
    sku: str
    most_listed: str | None
    percent: int | None
    buffer: str | None
    ends_at: str | None
    updated_at: datetime

    @classmethod
    def of(cls, card: VariantRuleCard, *, channel: str) -> Self:
        return cls(
            channel=channel,
            sku=card.sku,
            most_listed=_told(card.rule.most_listed),
            percent=card.rule.percent,
            buffer=_told(card.rule.buffer),
            ends_at=_told(card.rule.ends_at),
            updated_at=card.updated_at,
        )


class VariantRulePageOut(Schema):
    items: list[VariantRuleOut]
    next_cursor: str | None


@router.get(
    "/{channel}/publish-rule",
    response=PublishRuleOut,
    auth=Needs(VIEW),
    operation_id="get_publish_rule",
    openapi_extra=CONDITIONAL,
)
def get_rule(request: HttpRequest, channel: str) -> HttpResponse:
    """Show how much of its stock a channel is told of."""
    card = queries.get_publish_rule(_seen(request, channel))
    return sealed(request, PublishRuleOut.of(card), version=card.version)


@router.put(
    "/{channel}/publish-rule",
    response={200: PublishRuleOut},
    auth=Needs(EDIT),
    operation_id="set_publish_rule",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_rule(request: HttpRequest, channel: str, body: PublishRuleIn) -> PublishRuleOut:
    """Say how much of its stock a channel is told of. The stock itself stays as it is."""
    there, rule = get_channel(channel), PublishRule(**body.model_dump())
    operations.set_publish_rule(
        channel=there, rule=rule, stamp=stamp_of(request), seen=expected_of(request)
    )
    return PublishRuleOut.of(queries.get_publish_rule(there))


@router.get(
    "/{channel}/publish-rule/variants",
    response=VariantRulePageOut,
    auth=Needs(VIEW),
    operation_id="list_variant_rules",
)
def list_rules(
    request: HttpRequest, channel: str, *, cursor: str | None = None, limit: int = 50
) -> VariantRulePageOut:
    """List the SKUs of which a channel is told by a rule of their own, latest change first."""
    page = queries.list_variant_rules(_seen(request, channel), cursor=cursor, limit=limit)
    items = [VariantRuleOut.of(card, channel=channel) for card in page.items]
    return VariantRulePageOut(items=items, next_cursor=page.next_cursor)


@router.put(
    "/{channel}/publish-rule/variants/{sku}",
    response={200: VariantRuleOut},
    auth=Needs(EDIT),
    operation_id="set_variant_rule",
)
@idempotent(status=200)
def set_variant_rule(
    request: HttpRequest, channel: str, *, sku: str, body: VariantRuleIn
) -> VariantRuleOut:
    """Say what is different for one SKU; with nothing different it is as on the whole channel."""
    there, rule = get_channel(channel), VariantRule(**body.model_dump())
    operations.set_variant_rule(sku, channel=there, rule=rule, stamp=stamp_of(request))
    card = queries.get_variant_rule(sku, channel=there)
    return VariantRuleOut.of(card, channel=channel)


def _seen(request: HttpRequest, code: str) -> ChannelCard:
    channel = get_channel(code)
    stamp_of(request).by.must(VIEW, scope=channel.scopes)
    return channel


def _told(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
