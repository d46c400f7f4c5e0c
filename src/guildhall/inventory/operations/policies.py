"""How channels take stock, what they promise beyond it, and when a level runs low."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import UnknownSku
from guildhall.catalog.queries import variant_ids
from guildhall.inventory.errors import NothingToSellFrom, OfferInvalid, QuantityInvalid
from guildhall.inventory.events import LowLineChanged, OfferChanged, SourcingChanged
from guildhall.inventory.models import ChannelOffer, ChannelPolicy
from guildhall.inventory.operations.keeping import lock_level, must_keep
from guildhall.inventory.operations.rooms import make_rooms, rooms_of
from guildhall.inventory.queries.policies import SOURCING, get_sourcing
from guildhall.inventory.states import OfferKind
from guildhall.inventory.types import Offer, Sourcing, StockKey, version_of
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel
from guildhall.organization.types import ChannelCard

MOST_DAYS = 730


@transaction.atomic
def set_sourcing(
    channel: str, sourcing: Sourcing, *, stamp: Stamp, seen: Expected = WHATEVER
) -> None:
    """Choose how a channel takes stock. The same again changes nothing.

    Refuses with ChannelNotFound, NotPermitted, ChangedMeanwhile or QuantityInvalid.
    """
    card = get_channel(channel)
    most = sourcing.most_held
    if most is not None and (not most.is_finite() or most <= 0 or most != round(most, 3)):
        raise QuantityInvalid(quantity=most, sku=channel)
    stamp.by.must("stock:edit", scope=card.scopes)
    lock_name(f"sourcing:{channel}")
    seen.must_be(get_sourcing(channel).version)
    row, _ = ChannelPolicy.objects.get_or_create(channel_id=card.id)
    changes = edit(
        row,
        allocation=sourcing.order.value,
        may_split=sourcing.may_split,
        in_part=sourcing.in_part,
        most_held=most,
    )
    if not changes:
        return
    row.updated_at = stamp.at
    row.save(update_fields=[*changes, "updated_at"])
    move_epoch_on_commit(SOURCING)

    record(
        SourcingChanged(
            channel=channel,
            allocation=row.allocation,
            may_split=row.may_split,
            in_part=row.in_part,
            most_held=most,
            stamp=stamp,
        ),
        changes=changes,
    )


@transaction.atomic
def set_offer(sku: str, offer: Offer, *, channel: str, stamp: Stamp) -> None:
    """Choose how much of a variant may wait on a channel, and for when it is promised.

    It waits at the first of the channel's locations. The same again changes nothing. Refuses
    with ChannelNotFound, NotPermitted, OfferInvalid, UnknownSku or NothingToSellFrom.
    """
    card = get_channel(channel)
    stamp.by.must("stock:edit", scope=card.scopes)
    _must_be_an_offer(offer, today=stamp.at.date())
    variant = variant_ids([sku]).get(sku)
    if variant is None:
        raise UnknownSku(sku=sku, errors={"sku": N_("Not sold here.")})
    ChannelOffer.objects.get_or_create(channel_id=card.id, variant_id=variant)
    row = ChannelOffer.objects.select_for_update().get(channel_id=card.id, variant_id=variant)
    changes = edit(
        row,
        kind=offer.kind.value,
        limit=offer.limit,
        promised_on=offer.promised_on,
        lead_days=offer.lead_days,
    )
    if not changes:
        return
    row.updated_at = stamp.at
    row.save(update_fields=[*changes, "updated_at"])
    _make_room(variant, card, stamp)

    record(
        OfferChanged(
            channel=channel,
            sku=sku,
            kind=row.kind,
            limit=row.limit,
            promised_on=row.promised_on,
            lead_days=row.lead_days,
            stamp=stamp,
        ),
        changes=changes,
    )


@transaction.atomic
def set_low_line(
    what: StockKey, *, low_at: Decimal | None, stamp: Stamp, seen: Expected = WHATEVER
) -> None:
    """Choose at how much left a level is told to run low; None is never.

    Refuses with StockNotFound, NotPermitted or QuantityInvalid.
    """
    if low_at is not None and (not low_at.is_finite() or not 0 < low_at == round(low_at, 3)):
        raise QuantityInvalid(quantity=low_at, sku=what.sku)
    _, level = lock_level(what)
    must_keep(what.location, stamp)
    seen.must_be(version_of(level.id, level.updated_at))
    changes = edit(level, low_at=low_at)
    if not changes:
        return
    level.updated_at = stamp.at
    level.save(update_fields=["low_at", "updated_at"])

    record(
        LowLineChanged(
            location=what.location, sku=what.sku, owner=what.owner, low_at=low_at, stamp=stamp
        ),
        changes=changes,
    )


def _must_be_an_offer(offer: Offer, *, today: date) -> None:
    wrong: dict[str, str] = {}
    limit = offer.limit
    if not limit.is_finite() or limit < 0 or limit != round(limit, 3):
        wrong["limit"] = N_("Name a quantity, zero or more, with at most three decimals.")
    if offer.lead_days is not None and not 0 <= offer.lead_days <= MOST_DAYS:
        wrong["lead_days"] = N_("Name 0 to 730 days.")
    if offer.kind is OfferKind.PREORDER and offer.promised_on is None:
        wrong["promised_on"] = N_("Name the day on which it comes out.")
    if offer.promised_on is not None and offer.promised_on < today:
        wrong["promised_on"] = N_("This day has passed.")
    if wrong:
        raise OfferInvalid(errors=wrong)


def _make_room(variant: UUID, channel: ChannelCard, stamp: Stamp) -> None:
    rooms = rooms_of([channel.id], variant=variant)
    if not rooms:
        raise NothingToSellFrom(channel=channel.code)
    make_rooms(rooms, stamp=stamp)
