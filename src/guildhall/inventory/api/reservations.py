"""Stock held for who has not bought yet."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Reference, Sku, Some, Strict, Text, plain
from guildhall.inventory.types import HoldLine, HoldTerms, Point
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["stock"])

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
Degrees = Annotated[Decimal, Field(max_digits=8, decimal_places=5, allow_inf_nan=False)]


class WantedIn(Strict):
    sku: Sku
    quantity: Some


class NearIn(Strict):
    """Where it goes, for a channel that takes from the nearest."""

    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]


class HoldIn(Strict):
    """What is held under a reference of yours, for whom, and for how long."""

    reference: Reference
    holder: Annotated[Reference, Field(max_length=39)]
    channel: Annotated[Text, Field(min_length=1, max_length=40)]
    lines: Annotated[list[WantedIn], Field(min_length=1, max_length=200)]
    minutes: Minutes = 15
    near: NearIn | None = None


class ExtensionIn(Strict):
    minutes: Minutes


class HeldLineOut(Schema):
    """A part of a hold; `backordered` of it is not here yet and promised for a day."""

    sku: str
    location: str
    quantity: str
    backordered: str
    promised_on: date | None
    expires_at: datetime | None

    @classmethod
    def of(cls, line: HoldLine) -> Self:
        return cls(
            sku=line.sku,
            location=line.location,
            quantity=plain(line.quantity),
            backordered=plain(line.backordered),
            promised_on=line.promised_on,
            expires_at=line.expires_at,
        )


class LackingOut(Schema):
    sku: str
    quantity: str


class HeldOut(Schema):
    """A hold as it stands; `lacking` where the channel lets it be smaller than asked."""

    reference: str
    lines: list[HeldLineOut]
    lacking: list[LackingOut] = []


@router.post("", response={200: HeldOut}, auth=Needs("checkout:edit"), operation_id="hold_stock")
@idempotent(status=200)
def hold_stock(request: HttpRequest, body: HoldIn) -> HeldOut:
    """Hold stock for a checkout; the same reference again is made to fit what it wants now."""
    stamp = stamp_of(request)
    terms = HoldTerms(
        reference=body.reference,
        holder=body.holder,
        until=stamp.at + timedelta(minutes=body.minutes),
        near=Point(body.near.latitude, body.near.longitude) if body.near else None,
    )
    wanted = [(line.sku, line.quantity) for line in body.lines]
    held = operations.hold_stock(terms, lines=wanted, channel=body.channel, stamp=stamp)
    lacking = [LackingOut(sku=each.sku, quantity=plain(each.quantity)) for each in held.lacking]
    return _out(body.reference).model_copy(update={"lacking": lacking})


@router.get(
    "/{hold}",
    response=HeldOut,
    auth=Needs("checkout:view"),
    operation_id="get_hold",
)
def show(request: HttpRequest, hold: str) -> HeldOut:
    """Show what is held under a reference."""
    scopes = queries.scopes_of_hold(hold)
    stamp_of(request).by.must("checkout:view", "stock:view", scope=scopes)
    return _out(hold)


@router.post(
    "/{hold}/extension",
    response={200: HeldOut},
    auth=Needs("checkout:edit"),
    operation_id="extend_hold",
)
@idempotent(status=200)
def extend(request: HttpRequest, hold: str, body: ExtensionIn) -> HeldOut:
    """Move the end of a hold on, from now, while it lasts."""
    stamp = stamp_of(request)
    until = stamp.at + timedelta(minutes=body.minutes)
    operations.extend_hold(hold, until=until, stamp=stamp)
    return _out(hold)


@router.post(
    "/{hold}/release",
    response={200: HeldOut},
    auth=Needs("checkout:edit"),
    operation_id="drop_hold",
)
@idempotent(status=200)
def release(request: HttpRequest, hold: str) -> HeldOut:
    """Give a hold back."""
    operations.drop_hold(hold, stamp=stamp_of(request))
    return _out(hold)


def _out(reference: str) -> HeldOut:
    lines = [HeldLineOut.of(line) for line in queries.lines_of_hold(reference)]
    return HeldOut(reference=reference, lines=lines)
