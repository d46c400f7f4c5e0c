"""Places of stock: opened, named, put on the map, closed, and which lot leaves them first."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Strict, Text, plain, written_plainly
from guildhall.inventory.states import LocationKind, Removal
from guildhall.inventory.types import LocationCard, Point
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.organization.queries import get_store

VIEW, EDIT = "stock:view", "stock:edit"
router = Router(tags=["stock"])

Degrees = Annotated[
    Decimal,
    Field(max_digits=8, decimal_places=5, allow_inf_nan=False),
    BeforeValidator(written_plainly),
]
Name = Annotated[Text, Field(min_length=1, max_length=120)]


class PointBody(Strict):
    """Where on the globe a place lies, in degrees: channels that take from the nearest ask."""

    latitude: Annotated[Degrees, Field(ge=-90, le=90)]
    longitude: Annotated[Degrees, Field(ge=-180, le=180)]

    def point(self) -> Point:
        return Point(self.latitude, self.longitude)


class LocationIn(Strict):
    """A new place. A store's back room names the store it belongs to."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    name: Name
    kind: Literal[LocationKind.WAREHOUSE, LocationKind.STORE, LocationKind.QUARANTINE]
    store: Annotated[Text, Field(max_length=40)] | None = None
    point: PointBody | None = None


class LocationChangeIn(Strict):
    """What a place is called and where it lies; without a point it lies nowhere known."""

    name: Name
    point: PointBody | None = None


class RemovalIn(Strict):
    """Of goods that are kept by lot: what expires first, or what came first or last."""

    removal: Removal


class PointOut(Schema):
    latitude: str
    longitude: str


class LocationOut(Schema):
    code: str
    name: str
    kind: str
    removal: Removal
    store: str | None
    point: PointOut | None
    closed_at: datetime | None

    @classmethod
    def of(cls, place: LocationCard) -> Self:
        at = place.point
        return cls(
            code=place.code,
            name=place.name,
            kind=place.kind,
            removal=Removal(place.removal),
            store=place.store or None,
            point=PointOut(latitude=plain(at.latitude), longitude=plain(at.longitude))
            if at
            else None,
            closed_at=place.closed_at,
        )


class LocationsOut(Schema):
    items: list[LocationOut]


@router.get("", response=LocationsOut, auth=Needs(VIEW), operation_id="list_locations")
def list_locations(request: HttpRequest) -> LocationsOut:
    """List the places that hold stock, within the caller's reach, closed ones too."""
    places = queries.list_locations(scopes=stamp_of(request).by.reach(VIEW))
    return LocationsOut(items=[LocationOut.of(place) for place in places])


@router.post("", response={201: LocationOut}, auth=Needs(EDIT), operation_id="open_location")
@idempotent(status=201)
def open_location(request: HttpRequest, body: LocationIn) -> LocationOut:
    """Open a place that holds stock. Which channel sells from it is said at the channel."""
    operations.open_location(
        body.code,
        name=body.name,
        kind=body.kind,
        store_id=get_store(body.store).id if body.store else None,
        point=body.point.point() if body.point else None,
        stamp=stamp_of(request),
    )
    return _out(body.code)


@router.get(
    "/{location}",
    response=LocationOut,
    auth=Needs(VIEW),
    operation_id="get_location",
    openapi_extra=CONDITIONAL,
)
def get_location(request: HttpRequest, location: str) -> HttpResponse:
    """Show a place."""
    stamp_of(request).by.must(VIEW, scope=queries.scopes_of_location(location))
    place = queries.get_location(location)
    return sealed(request, LocationOut.of(place), version=place.version)


@router.put(
    "/{location}",
    response={200: LocationOut},
    auth=Needs(EDIT),
    operation_id="change_location",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change_location(request: HttpRequest, location: str, body: LocationChangeIn) -> LocationOut:
    """Give a place another name, or say where on the globe it lies."""
    operations.change_location(
        location,
        name=body.name,
        point=body.point.point() if body.point else None,
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _out(location)


@router.post(
    "/{location}/closing",
    response={200: LocationOut},
    auth=Needs(EDIT),
    operation_id="close_location",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def close_location(request: HttpRequest, location: str) -> LocationOut:
    """Close a place where nothing lies, is promised, or is on its way to any more."""
    stamp = stamp_of(request)
    operations.close_location(location, stamp=stamp, seen=expected_of(request))
    return _out(location)


@router.post(
    "/{location}/reopening",
    response={200: LocationOut},
    auth=Needs(EDIT),
    operation_id="reopen_location",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def reopen_location(request: HttpRequest, location: str) -> LocationOut:
    """Open a closed place again: channels that sold from it do so again."""
    stamp = stamp_of(request)
    operations.reopen_location(location, stamp=stamp, seen=expected_of(request))
    return _out(location)


@router.put(
    "/{location}/removal",
    response=LocationOut,
    auth=Needs(EDIT),
    operation_id="set_removal",
    openapi_extra=IF_MATCH,
)
def set_removal(request: HttpRequest, location: str, body: RemovalIn) -> LocationOut:
    """Say which lot leaves a place first."""
    stamp, expected = stamp_of(request), expected_of(request)
    operations.set_removal(location, removal=body.removal, stamp=stamp, expected=expected)
    return _out(location)


def _out(code: str) -> LocationOut:
    return LocationOut.of(queries.get_location(code))
