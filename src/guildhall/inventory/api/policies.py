"""How channels take stock, and what they promise beyond it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Count, Some, Strict, plain
from guildhall.inventory.states import AllocationOrder, OfferKind
from guildhall.inventory.types import Offer, OfferCard, Sourcing, SourcingCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_channel

router = Router(tags=["stock"])


class SourcingIn(Strict):
    """How a channel takes stock; `most_held` is how much of a SKU one holder may keep."""

    allocation: AllocationOrder = AllocationOrder.RANK
    may_split: bool = True
    in_part: bool = False
    most_held: Some | None = None


class SourcingOut(Schema):
    channel: str
    allocation: str
    may_split: bool
    in_part: bool
    most_held: str | None

    @classmethod
    def of(cls, card: SourcingCard) -> Self:
        how = card.sourcing
        return cls(
            channel=card.channel,
            allocation=how.order,
            may_split=how.may_split,
            in_part=how.in_part,
            most_held=None if how.most_held is None else plain(how.most_held),
        )


class OfferIn(Strict):
    """Up to how much may wait, and for when: a day, so many days, or what is expected."""

    kind: OfferKind
    limit: Annotated[Count, Field(ge=0)] = Decimal(0)
    promised_on: date | None = None
    lead_days: Annotated[int | None, Field(ge=0, le=730)] = None


class OfferOut(Schema):
    channel: str
    sku: str
    kind: str
    limit: str
    promised_on: date | None
    lead_days: int | None
    waiting: str
    updated_at: datetime

    @classmethod
    def of(cls, card: OfferCard) -> Self:
        return cls(
            channel=card.channel,
            sku=card.sku,
            kind=card.offer.kind,
            limit=plain(card.offer.limit),
            promised_on=card.offer.promised_on,
            lead_days=card.offer.lead_days,
            waiting=plain(card.waiting),
            updated_at=card.updated_at,
        )


class OfferPageOut(Schema):
    items: list[OfferOut]
    next_cursor: str | None


@router.get(
    "/{channel}/sourcing",
    response=SourcingOut,
    auth=Needs("stock:view"),
    operation_id="get_sourcing",
    openapi_extra=CONDITIONAL,
)
def get_sourcing(request: HttpRequest, channel: str) -> HttpResponse:
    """Show how a channel takes stock."""
    card = _sourcing(request, channel)
    return sealed(request, SourcingOut.of(card), version=card.version)


@router.put(
    "/{channel}/sourcing",
    response={200: SourcingOut},
    auth=Needs("stock:edit"),
    operation_id="set_sourcing",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_sourcing(request: HttpRequest, channel: str, body: SourcingIn) -> SourcingOut:
    """Choose how a channel takes stock."""
    sourcing = Sourcing(body.allocation, body.may_split, body.in_part, body.most_held)
    operations.set_sourcing(channel, sourcing, stamp=stamp_of(request), seen=expected_of(request))
    return SourcingOut.of(queries.get_sourcing(channel))


@router.get(
    "/{channel}/offers",
    response=OfferPageOut,
    auth=Needs("stock:view"),
    operation_id="list_offers",
)
def list_offers(
    request: HttpRequest, channel: str, *, cursor: str | None = None, limit: int = 50
) -> OfferPageOut:
    """List what a channel lets wait, latest change first."""
    card = get_channel(channel)
    stamp_of(request).by.must("stock:view", scope=card.scopes)
    page = queries.list_offers(card, cursor=cursor, limit=limit)
    return OfferPageOut(
        items=[OfferOut.of(each) for each in page.items], next_cursor=page.next_cursor
    )


@router.put(
    "/{channel}/offers/{sku}",
    response={200: OfferOut},
    auth=Needs("stock:edit"),
    operation_id="set_offer",
)
@idempotent(status=200)
def set_offer(request: HttpRequest, channel: str, *, sku: str, body: OfferIn) -> OfferOut:
    """Choose how much of a SKU may wait on a channel, and for when it is promised."""
    offer = Offer(body.limit, body.kind, body.promised_on, body.lead_days)
    operations.set_offer(sku, offer, channel=channel, stamp=stamp_of(request))
    return OfferOut.of(queries.get_offer(sku, channel=get_channel(channel)))


def _sourcing(request: HttpRequest, channel: str) -> SourcingCard:
    stamp_of(request).by.must("stock:view", scope=get_channel(channel).scopes)
    return queries.get_sourcing(channel)
