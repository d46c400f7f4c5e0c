"""Where goods went is forgotten at the request of whoever they were for."""

from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from guildhall.fulfillment.models import (
    CarrierCall,
    CarrierNotice,
    Parcel,
    ShipmentEvent,
    Tracking,
)
from guildhall.fulfillment.states import NoticeState
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def forget_recipient(order: str, *, stamp: Stamp) -> None:
    """Delete an order's labels, and what was told to carriers and by them of who received it.

    Numbers, weights and states of parcels stay, and when each was reached. Refuses with
    NotPermitted.
    """
    stamp.by.must("fulfillment:edit")
    parcels = Parcel.objects.filter(work__order=order).order_by("id").select_for_update()
    ids = [parcel.id for parcel in parcels]
    for parcel in Parcel.objects.filter(id__in=ids).exclude(label_file=""):
        transaction.on_commit(partial(default_storage.delete, parcel.label_file))
    Parcel.objects.filter(id__in=ids).update(label_file="", updated_at=stamp.at)
    CarrierCall.objects.filter(parcel__in=ids, ended_at__isnull=False).update(sealed_details="")
    ShipmentEvent.objects.filter(tracking__parcel__in=ids).update(message="", place="")
    heard = CarrierNotice.objects.exclude(state=NoticeState.RECEIVED)
    for number in Tracking.objects.filter(parcel__in=ids).values_list("number", flat=True):
        heard.filter(body__contains=number).update(body="", headers={})
