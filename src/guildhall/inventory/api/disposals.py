"""Giving up goods of one lot."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from guildhall.approvals.types import PendingOut
from guildhall.inventory import operations, queries
from guildhall.inventory.api.lots import LotOut
from guildhall.inventory.api.receipts import LotCode
from guildhall.inventory.api.shapes import Sku, Some, Strict, Why
from guildhall.inventory.types import Disposal
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["lots"])


class DisposalIn(Strict):
    """What is given up of a lot, where, and why."""

    location: Annotated[str, Field(min_length=1, max_length=40)]
    sku: Sku
    lot: Annotated[LotCode, Field(min_length=1)]
    quantity: Some
    reason: Why


@router.post(
    "",
    response={200: LotOut, 202: PendingOut},
    auth=Needs("stock:edit"),
    operation_id="write_off_lot",
)
@idempotent(status=200)
def write_off(request: HttpRequest, body: DisposalIn) -> LotOut | Status[PendingOut]:
    """Give up goods of a lot, set aside or not; 202 where that needs a yes."""
    gone = Disposal(body.location, body.sku, body.lot, body.quantity, body.reason)
    pending = operations.write_off_lot(gone, stamp=stamp_of(request))
    if pending is not None:
        return Status(202, PendingOut.of(pending))
    return LotOut.of(queries.get_lot(body.sku, body.lot))
