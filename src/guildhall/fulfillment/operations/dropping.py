"""A parcel that will not leave: emptied, and its label given back."""

from guildhall.fulfillment.events import ParcelDropped
from guildhall.fulfillment.models import FulfillmentOrder, Parcel, ParcelLine
from guildhall.fulfillment.operations.asking import ask, is_able
from guildhall.fulfillment.operations.locking import save_parcel
from guildhall.fulfillment.states import Ability, CallKind, ParcelMove, ParcelState
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


def drop(work: FulfillmentOrder, parcel: Parcel, *, reason: str, stamp: Stamp) -> None:
    """Drop a parcel of a locked fulfillment order. Refuses with MoveNotAllowed."""
    parcel.move(ParcelMove.DROP)
    take_out_all(parcel)
    save_parcel(parcel, "state", stamp=stamp)
    if parcel.label_reference and parcel.account and is_able(parcel.account, Ability.VOID):
        ask(CallKind.VOID, account=parcel.account, parcel=parcel, stamp=stamp)
    record(ParcelDropped(parcel=parcel.number, order=work.order, reason=reason, stamp=stamp))


def drop_all(work: FulfillmentOrder, *, reason: str, stamp: Stamp) -> None:
    """Drop all parcels of a locked fulfillment order that have not left."""
    rows = Parcel.objects.filter(work=work, state__in=[ParcelState.OPEN, ParcelState.SEALED])
    for parcel in rows.select_related("account"):
        drop(work, parcel, reason=reason, stamp=stamp)


def take_out_all(parcel: Parcel) -> None:
    """Take everything out of a parcel."""
    for row in ParcelLine.objects.filter(parcel=parcel).select_related("line"):
        row.line.packed -= row.quantity
        row.line.save(update_fields=["packed"])
        row.delete()
