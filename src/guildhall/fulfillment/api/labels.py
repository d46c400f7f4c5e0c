"""Labels of parcels: bought, printed and given back, for programs of the back office."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guildhall.fulfillment import operations, queries
from guildhall.fulfillment.api.parts import LabelIn, ParcelDropIn
from guildhall.fulfillment.api.shapes import ParcelOut
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["fulfillment"])
EDIT = "fulfillment:edit"
FILE = {
    "responses": {
        200: {
            "description": "The label.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.post(
    "/{parcel_number}/label",
    response={200: ParcelOut},
    auth=Needs(EDIT),
    operation_id="buy_parcel_label",
)
@idempotent(status=200)
def buy(request: HttpRequest, parcel_number: str, body: LabelIn) -> ParcelOut:
    """Ask for a label. It comes later: the parcel says `asked` until it has one, or `refused`."""
    operations.request_label(
        parcel_number,
        box=body.box(),
        sender=body.sender.told() if body.sender else None,
        recipient=body.recipient.told(),
        stamp=stamp_of(request),
    )
    return _parcel(parcel_number)


@router.post(
    "/{parcel_number}/label/return",
    response={200: ParcelOut},
    auth=Needs(EDIT),
    operation_id="return_parcel_label",
)
@idempotent(status=200)
def give_back(request: HttpRequest, parcel_number: str) -> ParcelOut:
    """Give a label back that was not used."""
    operations.void_label(parcel_number, stamp=stamp_of(request))
    return _parcel(parcel_number)


@router.get(
    "/{parcel_number}/label",
    auth=Needs(EDIT),
    operation_id="get_parcel_label",
    openapi_extra=FILE,
)
def get_label(request: HttpRequest, parcel_number: str) -> HttpResponse:
    """Return the file that is printed."""
    found = queries.get_parcel(parcel_number)
    row = queries.get_work(found.work).row
    stamp_of(request).by.must(EDIT, scope=queries.scopes_of_work(row))
    label = queries.label_of(found)
    return HttpResponse(label.content, content_type=label.kind)


@router.post(
    "/{parcel_number}/drop",
    response={200: ParcelOut},
    auth=Needs(EDIT),
    operation_id="drop_parcel",
)
@idempotent(status=200)
def drop(request: HttpRequest, parcel_number: str, body: ParcelDropIn) -> ParcelOut:
    """Take everything out of a parcel that will not leave, and give its label back."""
    operations.drop_parcel(parcel_number, reason=body.reason, stamp=stamp_of(request))
    return _parcel(parcel_number)


def _parcel(number: str) -> ParcelOut:
    return ParcelOut.of(queries.get_parcel(number))
