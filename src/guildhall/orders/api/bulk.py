"""Many orders in one call, each by itself and each with its own result."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from guildhall.kernel.bulk import COST, BulkOut, each_once
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.orders import operations
from guildhall.orders.api.desk import Tag
from guildhall.orders.api.orders import Numbers, OrderRowOut, row_told
from guildhall.orders.states import HoldReason

router = Router(tags=["orders"])
MANY = {200: BulkOut, 207: BulkOut}


class ManyCanceled(Numbers):
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ManyHeld(Numbers):
    because: HoldReason
    reason: Annotated[str, Field(max_length=200)] = ""


class ManyReleased(Numbers):
    because: HoldReason


class ManyTagged(Numbers):
    add: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)
    remove: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)


@router.post(
    "/bulk-cancellation",
    response=MANY,
    auth=Needs("orders:edit", cost=COST),
    operation_id="cancel_orders",
)
def cancel_many(request: HttpRequest, body: ManyCanceled) -> Status[BulkOut]:
    """Call off many orders, each by itself."""
    stamp = stamp_of(request)

    def run(number: str) -> OrderRowOut:
        operations.cancel_order(number, reason=body.reason, stamp=stamp)
        return row_told(number)

    return each_once(request, body.numbers, run)


@router.post(
    "/bulk-hold", response=MANY, auth=Needs("orders:edit", cost=COST), operation_id="hold_orders"
)
def hold_many(request: HttpRequest, body: ManyHeld) -> Status[BulkOut]:
    """Hold many orders, each by itself."""
    stamp = stamp_of(request)

    def run(number: str) -> OrderRowOut:
        operations.hold_order(number, hold=body.because, reason=body.reason, stamp=stamp)
        return row_told(number)

    return each_once(request, body.numbers, run)


@router.post(
    "/bulk-release",
    response=MANY,
    auth=Needs("orders:edit", cost=COST),
    operation_id="release_orders",
)
def release_many(request: HttpRequest, body: ManyReleased) -> Status[BulkOut]:
    """Release many orders, each by itself."""
    stamp = stamp_of(request)

    def run(number: str) -> OrderRowOut:
        operations.release_order(number, hold=body.because, stamp=stamp)
        return row_told(number)

    return each_once(request, body.numbers, run)


@router.post(
    "/bulk-tags", response=MANY, auth=Needs("orders:edit", cost=COST), operation_id="tag_orders"
)
def tag_many(request: HttpRequest, body: ManyTagged) -> Status[BulkOut]:
    """Put words on many orders and take others off, each by itself."""
    stamp = stamp_of(request)

    def run(number: str) -> OrderRowOut:
        operations.tag_order(number, add=body.add, remove=body.remove, stamp=stamp)
        return row_told(number)

    return each_once(request, body.numbers, run)
