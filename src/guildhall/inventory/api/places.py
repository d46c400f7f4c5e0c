"""Places of stock, and which lot leaves them first."""

from typing import Self

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Strict
from guildhall.inventory.states import Removal
from guildhall.inventory.types import LocationCard
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of

router = Router(tags=["stock"])


class RemovalIn(Strict):
    """Of goods that are kept by lot: what expires first, or what came first or last."""

    removal: Removal


class LocationOut(Schema):
    code: str
    name: str
    kind: str
    removal: Removal

    @classmethod
    def of(cls, place: LocationCard) -> Self:
        return cls(
            code=place.code, name=place.name, kind=place.kind, removal=Removal(place.removal)
        )


class LocationsOut(Schema):
    items: list[LocationOut]


@router.get("", response=LocationsOut, auth=Needs("stock:view"), operation_id="list_locations")
def list_locations(request: HttpRequest) -> LocationsOut:
    """List the places that hold stock, within the caller's reach."""
    places = queries.list_locations(scopes=stamp_of(request).by.reach("stock:view"))
    return LocationsOut(items=[LocationOut.of(place) for place in places])


@router.get(
    "/{location}",
    response=LocationOut,
    auth=Needs("stock:view"),
    operation_id="get_location",
    openapi_extra=CONDITIONAL,
)
def get_location(request: HttpRequest, location: str) -> HttpResponse:
    """Show a place that holds stock."""
    card = queries.get_location(location)
    stamp_of(request).by.must("stock:view", scope=queries.scopes_of_location(location))
    return sealed(request, LocationOut.of(card), version=card.version)


@router.put(
    "/{location}/removal",
    response=LocationOut,
    auth=Needs("stock:edit"),
    operation_id="set_removal",
    openapi_extra=IF_MATCH,
)
def set_removal(request: HttpRequest, location: str, body: RemovalIn) -> LocationOut:
    """Say which lot leaves a place first."""
    stamp, expected = stamp_of(request), expected_of(request)
    operations.set_removal(location, removal=body.removal, stamp=stamp, expected=expected)
    return LocationOut.of(queries.get_location(location))
