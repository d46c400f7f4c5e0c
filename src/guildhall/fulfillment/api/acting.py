"""Fulfillment orders split, merged, called off and packed, for programs of the back office."""

from django.http import HttpRequest
from ninja import Router

from guildhall.fulfillment import operations, queries
from guildhall.fulfillment.api.parts import (
    WorkCancellationIn,
    WorkMergeIn,
    WorkPartIn,
    WorkPartsIn,
)
from guildhall.fulfillment.api.shapes import ParcelOut, WorkOut
from guildhall.kernel.conditions import IF_MATCH, expected_of
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["fulfillment"])
EDIT = "fulfillment:edit"


@router.post(
    "/{work}/merge",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="merge_fulfillment_orders",
)
@idempotent(status=200)
def merge(request: HttpRequest, work: str, body: WorkMergeIn) -> WorkOut:
    """Let others of the same order at the same location leave together with it."""
    numbers = [work, *body.merged_orders]
    return _work(operations.merge_works(numbers, stamp=stamp_of(request)))


@router.post(
    "/{work}/split",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="split_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def split(request: HttpRequest, work: str, body: WorkPartsIn) -> WorkOut:
    """Put a part on one of its own; the answer is the new one."""
    made = operations.split_work(
        work, parts=body.told(), stamp=stamp_of(request), expected=expected_of(request)
    )
    return _work(made)


@router.post(
    "/{work}/cancellation",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="cancel_fulfillment_order",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def cancel(request: HttpRequest, work: str, body: WorkCancellationIn) -> WorkOut:
    """Call it off: its order goes without it, its stock and its money go back."""
    operations.cancel_work(
        work, reason=body.reason, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _work(work)


@router.post(
    "/{work}/parcels",
    response={200: ParcelOut},
    auth=Needs(EDIT),
    operation_id="open_parcel",
)
@idempotent(status=200)
def open_parcel(request: HttpRequest, work: str) -> ParcelOut:
    """Begin a parcel: what is packed from now on goes into it."""
    number = operations.open_parcel(work, stamp=stamp_of(request))
    return ParcelOut.of(queries.get_parcel(number))


@router.post(
    "/{work}/packed",
    response={200: WorkOut},
    auth=Needs(EDIT),
    operation_id="pack_fulfillment_order",
)
@idempotent(status=200)
def pack(request: HttpRequest, work: str, body: WorkPartIn) -> WorkOut:
    """Put so much of a line into the parcel that is open."""
    operations.pack_by_hand(work, part=body.told(), stamp=stamp_of(request))
    return _work(work)


def _work(number: str) -> WorkOut:
    return WorkOut.full(queries.get_work(number))
