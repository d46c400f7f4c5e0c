"""Parcels, for programs of the back office."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from guildhall.fulfillment import operations, queries
from guildhall.fulfillment.api.shapes import (
    ParcelOut,
    ParcelPageOut,
    ParcelQuery,
    ParcelTrackingIn,
)
from guildhall.fulfillment.types import ParcelFilter
from guildhall.kernel.conditions import CONDITIONAL, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["fulfillment"])
VIEW = "fulfillment:view"


@router.get("", response=ParcelPageOut, auth=Needs(VIEW), operation_id="list_parcels")
def list_parcels(request: HttpRequest, query: Query[ParcelQuery]) -> ParcelPageOut:
    """List parcels, latest change first: those within the caller's reach."""
    chosen = ParcelFilter(
        text=query.text,
        state=query.state,
        trouble=query.trouble,
        location=query.location,
        order=query.order,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach(VIEW),
    )
    page = queries.list_parcels(chosen, cursor=query.cursor, limit=query.limit)
    return ParcelPageOut(
        items=[ParcelOut.of(each) for each in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/{parcel_number}",
    response=ParcelOut,
    auth=Needs(VIEW),
    operation_id="get_parcel",
    openapi_extra=CONDITIONAL,
)
def get_parcel(request: HttpRequest, parcel_number: str) -> HttpResponse:
    """Show where a parcel is."""
    found = queries.get_parcel(parcel_number)
    row = queries.get_work(found.work).row
    stamp_of(request).by.must(VIEW, scope=queries.scopes_of_work(row))
    return sealed(request, ParcelOut.of(found), version=found.version)


@router.post(
    "/{parcel_number}/trackings",
    response={200: ParcelOut},
    auth=Needs("fulfillment:edit"),
    operation_id="add_parcel_tracking",
)
@idempotent(status=200)
def add_tracking(request: HttpRequest, parcel_number: str, body: ParcelTrackingIn) -> ParcelOut:
    """Note a number under which a parcel travels."""
    operations.add_tracking(
        parcel_number, carrier=body.carrier, number=body.tracking, stamp=stamp_of(request)
    )
    return ParcelOut.of(queries.get_parcel(parcel_number))
