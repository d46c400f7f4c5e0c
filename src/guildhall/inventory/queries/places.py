"""Locations, and who sees and keeps what lies there."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from guildhall.inventory.errors import LocationNotFound
from guildhall.inventory.models import ChannelSource, Location, Reservation
from guildhall.inventory.types import (
    LocationCard,
)


def list_locations(*, scopes: tuple[str, ...] = ()) -> tuple[LocationCard, ...]:
    """Return the locations within a reach; all of them where it is empty."""
    return tuple(_card(row) for row in places_within(scopes).order_by("code"))


def get_location(code: str) -> LocationCard:
    """Return a place that holds stock. Refuses with LocationNotFound."""
    row = Location.objects.filter(code=code).first()
    if row is None:
        raise LocationNotFound(code=code)
    return _card(row)


def _card(row: Location) -> LocationCard:
    return LocationCard(row.id, row.code, row.name, row.kind, row.removal)


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
