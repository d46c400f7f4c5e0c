"""Places of stock: opened, named, put on the map, closed and opened again."""

import re
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from guildhall.inventory.errors import (
    LocationExpectsGoods,
    LocationHasPapers,
    LocationHasPromises,
    LocationHoldsStock,
    LocationInvalid,
    LocationNotFound,
    LocationTaken,
    NotFromHere,
)
from guildhall.inventory.events import (
    LocationChanged,
    LocationClosed,
    LocationOpened,
    LocationReopened,
)
from guildhall.inventory.models import ChannelSource, Location, StockLevel, Stocktake, Transfer
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.rooms import OPEN, make_rooms, rooms_of
from guildhall.inventory.operations.settling import door_of
from guildhall.inventory.queries.places import card_of
from guildhall.inventory.queries.policies import SOURCING
from guildhall.inventory.states import LocationKind, StocktakeState, TransferState
from guildhall.inventory.types import Point
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.stamp import Stamp

# It stands in addresses and on printed labels.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LONGEST_NAME = 120
# Five decimals are a meter.
PLACES = 5

# What keeps a place open, in the order in which it has to go.
_IN_USE: tuple[tuple[str, type[Refusal]], ...] = (
    ("reserved", LocationHasPromises),
    ("inbound", LocationExpectsGoods),
    ("on_hand", LocationHoldsStock),
)


@transaction.atomic
def open_location(
    code: str,
    *,
    name: str,
    kind: LocationKind,
    store_id: UUID | None = None,
    point: Point | None = None,
    stamp: Stamp,
) -> UUID:
    """Open a place that holds stock. The same again changes nothing.

    Refuses with NotPermitted, LocationInvalid, or with LocationTaken where another place has
    that code.
    """
    must_keep(code, stamp)
    _must_be_a_place(code, name=name, kind=kind, point=point)
    wanted = {
        "name": name,
        "kind": kind.value,
        "store_id": store_id,
        "latitude": point.latitude if point else None,
        "longitude": point.longitude if point else None,
    }
    place, new = Location.objects.get_or_create(code=code, defaults=wanted)
    if new:
        if point is not None:
            move_epoch_on_commit(SOURCING)
        record(LocationOpened(code=code, kind=kind, stamp=stamp))
    elif any(getattr(place, field) != value for field, value in wanted.items()):
        raise LocationTaken(code=code, name=place.name, errors={"code": N_("Taken.")})
    return place.id


@transaction.atomic
def change_location(
    code: str, *, name: str, point: Point | None, stamp: Stamp, seen: Expected = WHATEVER
) -> None:
    """Give a place another name, or say where on the globe it lies.

    Refuses with LocationNotFound, NotFromHere, NotPermitted, ChangedMeanwhile or
    LocationInvalid.
    """
    place = _lock(code, stamp)
    seen.must_be(card_of(place).version)
    _must_be_a_place(code, name=name, kind=LocationKind(place.kind), point=point)
    changes = edit(
        place,
        name=name,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
    )
    if not changes:
        return
    place.save(update_fields=[*changes])
    move_epoch_on_commit(SOURCING)
    record(LocationChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def close_location(code: str, *, stamp: Stamp, seen: Expected = WHATEVER) -> None:
    """Close a place where nothing lies any more; what may wait does so at the next place.

    Refuses with LocationNotFound, NotFromHere, NotPermitted, ChangedMeanwhile,
    LocationHasPromises, LocationExpectsGoods, LocationHoldsStock or LocationHasPapers.
    """
    place = _kept(code, stamp)
    seen.must_be(card_of(place).version)
    if place.closed_at is not None:
        return
    _must_be_empty(place)
    elsewhere = rooms_of(_channels_of(place), where=OPEN & ~Q(location=place))
    make_rooms(elsewhere, stamp=stamp, beside=Q(location=place))
    # Who keeps something there has its levels, and then its door: whoever came before is done.
    lock_name(door_of(place.id))
    place = _lock(code, stamp)
    seen.must_be(card_of(place).version)
    _must_be_empty(place)

    place.closed_at = stamp.at
    place.save(update_fields=["closed_at"])
    StockLevel.objects.filter(location=place, backorder_limit__gt=0).update(
        backorder_limit=0, updated_at=stamp.at
    )
    move_epoch_on_commit(SOURCING)

    record(LocationClosed(code=code, stamp=stamp))


@transaction.atomic
def reopen_location(code: str, *, stamp: Stamp, seen: Expected = WHATEVER) -> None:
    """Open a closed place again; the channels that sold from it do so again.

    Refuses with LocationNotFound, NotFromHere, NotPermitted or ChangedMeanwhile.
    """
    place = _lock(code, stamp)
    seen.must_be(card_of(place).version)
    if place.closed_at is None:
        return
    make_rooms(rooms_of(_channels_of(place), where=OPEN | Q(location=place)), stamp=stamp)
    place.closed_at = None
    place.save(update_fields=["closed_at"])
    move_epoch_on_commit(SOURCING)

    record(LocationReopened(code=code, stamp=stamp))


def _lock(code: str, stamp: Stamp) -> Location:
    rows = Location.objects.select_related("store").select_for_update(of=("self",), no_key=True)
    return _kept(code, stamp, rows=rows)


def _kept(code: str, stamp: Stamp, *, rows: QuerySet[Location] | None = None) -> Location:
    """Return a place that is this caller's to change. Refuses as its callers say."""
    rows = Location.objects.select_related("store") if rows is None else rows
    place = rows.filter(code=code).first()
    if place is None:
        raise LocationNotFound(code=code)
    if place.kind == LocationKind.IN_TRANSIT:
        raise NotFromHere(code=code)
    must_keep(code, stamp)
    return place


def _channels_of(place: Location) -> list[UUID]:
    return list(ChannelSource.objects.filter(location=place).values_list("channel", flat=True))


def _must_be_a_place(code: str, *, name: str, kind: LocationKind, point: Point | None) -> None:
    wrong: dict[str, str] = {}
    if not CODE.fullmatch(code):
        wrong["code"] = N_("Use up to 40 letters, digits, dots, dashes and underscores.")
    if not name.strip() or len(name) > LONGEST_NAME:
        wrong["name"] = N_("Give it a name of at most 120 characters.")
    if kind is LocationKind.IN_TRANSIT:
        wrong["kind"] = N_("There is one place for what is on its way, and it is there already.")
    if point is not None:
        if not _lies_within(point.latitude, 90):
            wrong["latitude"] = N_("Name -90 to 90 degrees, with at most five decimals.")
        if not _lies_within(point.longitude, 180):
            wrong["longitude"] = N_("Name -180 to 180 degrees, with at most five decimals.")
    if wrong:
        raise LocationInvalid(errors=wrong)


def _lies_within(degrees: Decimal, most: int) -> bool:
    return degrees.is_finite() and abs(degrees) <= most and degrees == round(degrees, PLACES)


def _must_be_empty(place: Location) -> None:
    """Refuse where something lies, is promised, is expected or is being written down."""
    rows = StockLevel.objects.filter(location=place)
    for column, refusal in _IN_USE:
        found = rows.filter(**{f"{column}__gt": 0}).aggregate(
            skus=Count("variant", distinct=True), sku=Min("variant__sku")
        )
        if found["skus"]:
            raise refusal(code=place.code, **found)
    paper = _open_paper(place)
    if paper is not None:
        raise LocationHasPapers(code=place.code, paper=paper)


def _open_paper(place: Location) -> str | None:
    transfers = Transfer.objects.filter(
        Q(origin=place) | Q(destination=place), state=TransferState.DRAFT
    )
    counts = Stocktake.objects.filter(
        location=place, state__in=(StocktakeState.COUNTING, StocktakeState.REVIEW)
    )
    drafts = transfers.values_list("number", flat=True).first()
    return drafts or counts.values_list("number", flat=True).first()
