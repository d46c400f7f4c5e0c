"""From which places a channel sells, and which of them it asks first."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from guildhall.inventory.errors import (
    LocationIsClosed,
    LocationNotFound,
    LocationNotSelling,
    SourcesInvalid,
)
from guildhall.inventory.events import SourcesChanged
from guildhall.inventory.models import ChannelSource, Location
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.rooms import make_rooms, rooms_of
from guildhall.inventory.queries.policies import SOURCING
from guildhall.inventory.queries.sources import get_sources
from guildhall.inventory.states import SELLING
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard


@transaction.atomic
def set_sources(
    channel: ChannelCard, locations: Sequence[str], *, stamp: Stamp, seen: Expected = WHATEVER
) -> None:
    """Let a channel sell from these places and no others, the first asked first.

    Whoever works for the channel orders its places and drops some; a place is lent to it by
    who keeps what lies there. The same again changes nothing. Refuses with NotPermitted,
    ChangedMeanwhile, SourcesInvalid, LocationNotFound, LocationNotSelling or LocationIsClosed.
    """
    stamp.by.must("stock:edit", scope=channel.scopes)
    lock_name(f"sources:{channel.id}")
    before = get_sources(channel)
    seen.must_be(before.version)
    found = _called(locations)
    for code in locations:
        if code not in before.codes:
            must_keep(code, stamp)
            _must_sell(found[code])
    if tuple(locations) == before.codes:
        return
    rows = ChannelSource.objects.filter(channel=channel.id)
    rows.exclude(location__in=[place.id for place in found.values()]).delete()
    ChannelSource.objects.bulk_create(
        [
            ChannelSource(channel_id=channel.id, location=found[code], rank=rank)
            for rank, code in enumerate(locations)
        ],
        update_conflicts=True,
        unique_fields=["channel", "location"],
        update_fields=["rank"],
    )
    _follow(channel.id, stamp)

    record(
        SourcesChanged(channel=channel.code, locations=tuple(locations), stamp=stamp),
        changes={"locations": [list(before.codes), list(locations)]},
    )


@transaction.atomic
def sell_from(location: str, *, channel_id: UUID, rank: int, stamp: Stamp) -> None:
    """Let a channel sell from a place, at a rank.

    Refuses with LocationNotFound, NotPermitted, LocationNotSelling or LocationIsClosed.
    """
    must_keep(location, stamp)
    place = _called([location])[location]
    _must_sell(place)
    lock_name(f"sources:{channel_id}")
    known = ChannelSource.objects.filter(channel=channel_id, location=place, rank=rank).exists()
    if known:
        return
    ChannelSource.objects.update_or_create(
        channel_id=channel_id, location=place, defaults={"rank": rank}
    )
    _follow(channel_id, stamp)
    rows = ChannelSource.objects.filter(channel=channel_id).order_by("rank", "location__code")
    told = list(rows.values_list("channel__code", "location__code"))
    codes = tuple(code for _, code in told)

    record(SourcesChanged(channel=told[0][0], locations=codes, stamp=stamp))


def _called(locations: Sequence[str]) -> dict[str, Location]:
    """Return these places by their codes. Refuses with SourcesInvalid or LocationNotFound."""
    for i, code in enumerate(locations):
        if code in locations[:i]:
            raise SourcesInvalid(code=code, errors={f"locations.{i}": N_("It is there twice.")})
    found = {place.code: place for place in Location.objects.filter(code__in=locations)}
    for i, code in enumerate(locations):
        if code not in found:
            raise LocationNotFound(code=code, errors={f"locations.{i}": N_("Not known here.")})
    return found


def _must_sell(place: Location) -> None:
    if place.kind not in SELLING:
        raise LocationNotSelling(code=place.code)
    if place.closed_at is not None:
        raise LocationIsClosed(location=place.code)


def _follow(channel_id: UUID, stamp: Stamp) -> None:
    """Let every process know, and let what may wait do so at the channel's first place."""
    move_epoch_on_commit(SOURCING)
    make_rooms(rooms_of([channel_id]), stamp=stamp)
