"""Locations, and who sees and keeps what lies there."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from guildhall.inventory.errors import LocationNotFound
from guildhall.inventory.models import ChannelSource, Location, Reservation
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import LocationCard, Point
from guildhall.kernel.stamp import Actor


def list_locations(*, scopes: tuple[str, ...] = ()) -> tuple[LocationCard, ...]:
    """Return the locations within a reach; all of them where it is empty."""
    rows = places_within(scopes).select_related("store").order_by("code")
    return tuple(card_of(row) for row in rows)


def list_kept_locations(by: Actor) -> tuple[LocationCard, ...]:
    """Return the open places whose stock somebody may change, the way between them left out.

    Refuses with NotPermitted where stock is nowhere theirs to change.
    """
    reach = by.reach("stock:edit")
    kept = keepers_among(reach)
    if reach and not kept:
        return ()
    return tuple(
        place
        for place in list_locations(scopes=kept)
        if place.is_open and place.kind != LocationKind.IN_TRANSIT
    )


def channels_at(code: str) -> frozenset[str]:
    """Return the codes of the channels that sell from a place."""
    rows = ChannelSource.objects.filter(location__code=code)
    return frozenset(rows.values_list("channel__code", flat=True))


def get_location(code: str) -> LocationCard:
    """Return a place that holds stock. Refuses with LocationNotFound."""
    row = Location.objects.select_related("store").filter(code=code).first()
    if row is None:
        raise LocationNotFound(code=code)
    return card_of(row)


def card_of(row: Location) -> LocationCard:
    latitude, longitude = row.latitude, row.longitude
    at = None if latitude is None or longitude is None else Point(latitude, longitude)
    return LocationCard(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        removal=row.removal,
        store=row.store.code if row.store else "",
        point=at,
        closed_at=row.closed_at,
    )


def scopes_of_location(code: str) -> tuple[str, ...]:
    """Return where somebody may hold a role to see what lies at a location. One statement."""
    rows = Location.objects.filter(code=code).values_list(
        "store__code", "sources__channel__code", "sources__channel__brand__code"
    )
    found = {
        f"{kind}:{value}"
        for row in rows
        for kind, value in zip(("store", "channel", "brand"), row, strict=True)
        if value
    }
    return (f"location:{code}", *sorted(found))


def scopes_of_keeper(code: str) -> tuple[str, ...]:
    """Return where somebody may hold a role to change what lies there: the place, its store."""
    return keepers_among(scopes_of_location(code))


def keepers_among(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the scopes that see a location may also change what lies there."""
    return tuple(scope for scope in scopes if scope.startswith(("location:", "store:")))


def locations_holding(reference: str) -> tuple[str, ...]:
    """Return the scopes of the locations that hold, or held, stock for a reference."""
    rows = Reservation.objects.filter(reference=reference).values_list("level__location__code")
    return tuple(sorted({f"location:{code}" for (code,) in rows}))


def stores_holding(reference: str) -> tuple[str, ...]:
    """Return the scopes of the stores in which stock lies, or lay, for a reference."""
    rows = Reservation.objects.filter(reference=reference, level__location__store__isnull=False)
    codes = rows.values_list("level__location__store__code")
    return tuple(sorted({f"store:{code}" for (code,) in codes}))


def references_at(codes: Iterable[str]) -> QuerySet[Reservation, str]:
    """Return the references for which these locations hold, or held, stock: a subquery."""
    rows = Reservation.objects.filter(level__location__code__in=list(codes))
    return rows.values_list("reference", flat=True)


def places_within(scopes: tuple[str, ...]) -> QuerySet[Location]:
    """Return the locations within a reach; all of them where it is empty.

    A location lies within the brands and channels that sell from it: who works for one of them
    sees what there is to sell. What lies there is changed by who holds the place itself.
    """
    if not scopes:
        return Location.objects.all()
    of = {
        kind: [s.removeprefix(f"{kind}:") for s in scopes if s.startswith(f"{kind}:")]
        for kind in ("location", "store", "channel", "brand")
    }
    selling = ChannelSource.objects.filter(
        Q(channel__code__in=of["channel"]) | Q(channel__brand__code__in=of["brand"])
    )
    return Location.objects.filter(
        Q(code__in=of["location"])
        | Q(store__code__in=of["store"])
        | Q(id__in=selling.values("location"))
    )
