"""What leaves the building, for programs of the back office."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from guildhall.fulfillment import operations, queries
from guildhall.fulfillment.api.shapes import (
    WorkHoldIn,
    WorkMoveIn,
    WorkNumbers,
    WorkOut,
    WorkPageOut,
    WorkQuery,
    WorkRowOut,
    WorkShipmentIn,
)
from guildhall.fulfillment.states import HoldReason
from guildhall.fulfillment.types import WorkFilter
from guildhall.kernel.bulk import COST, BulkOut, each_once
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["fulfillment"])
EDIT = "fulfillment:edit"
VIEW = "fulfillment:view"


@router.get("", response=WorkPageOut, auth=Needs(VIEW), operation_id="list_fulfillment_orders")
def list_works(request: HttpRequest, query: Query[WorkQuery]) -> WorkPageOut:
    """List fulfillment orders, what is due first: those within the caller's reach."""
    chosen = WorkFilter(
        text=query.text,
        state=query.state,
        location=query.location,
        order=query.order,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach(VIEW),
    )
    page = queries.list_works(chosen, cursor=query.cursor, limit=query.limit)
    return WorkPageOut(
        items=[WorkRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


# Before the addresses of single ones: it would be taken for a number.
@router.post(
    "/bulk-shipment",
    response={200: BulkOut, 207: BulkOut},
    auth=Needs(EDIT, cost=COST),
    operation_id="ship_fulfillment_orders",
)
def ship_many(request: HttpRequest, body: WorkNumbers) -> Status[BulkOut]:
    """Let all of many fulfillment orders leave, each by itself."""
    stamp = stamp_of(request)

    def ship_one(number: str) -> WorkOut:
        operations.ship_whole(number, stamp=stamp)
        return _work(number)

    return each_once(request, body.fulfillment_orders, ship_one)


@router.get(
    "/{work}",
    response=WorkOut,
    auth=Needs(VIEW),
    operation_id="get_fulfillment_order",
    openapi_extra=CONDITIONAL,
)
def get_work(request: HttpRequest, work: str) -> HttpResponse:
    """Show what leaves, and how far it has come."""
    found = queries.get_work(work)
    stamp_of(request).by.must(VIEW, scope=queries.scopes_of_work(found.row))
    return sealed(request, WorkOut.full(found), version=found.row.version)


@router.post(
    "/{work}/hold",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="hold_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def hold(request: HttpRequest, work: str, body: WorkHoldIn) -> WorkOut:
    """Keep it back, and say why."""
    operations.hold_work(
        work,
        reason=HoldReason(body.reason),
        note=body.note,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _work(work)


@router.post(
    "/{work}/release",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="release_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def release(request: HttpRequest, work: str) -> WorkOut:
    """Let it go on."""
    operations.release_work(work, stamp=stamp_of(request), expected=expected_of(request))
    return _work(work)


@router.post(
    "/{work}/move",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="move_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def move(request: HttpRequest, work: str, body: WorkMoveIn) -> WorkOut:
    """Let another location send it, of its own goods."""
    operations.move_work(
        work,
        location=body.location,
        reason=body.reason,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _work(work)


@router.post(
    "/{work}/shipment",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="ship_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def ship(request: HttpRequest, work: str, body: WorkShipmentIn) -> WorkOut:
    """Let all of it leave; what is in no parcel yet goes into one more."""
    operations.ship_whole(
        work, box=body.box(), stamp=stamp_of(request), expected=expected_of(request)
    )
    return _work(work)


def _work(number: str) -> WorkOut:
    return WorkOut.full(queries.get_work(number))
