"""Notifications: verified, kept as they came and answered at once; read by a job."""

import hashlib
from uuid import UUID

from django.db import transaction

from guildhall.fulfillment.errors import (
    CarrierAccountNotFound,
    NoticeUnreadable,
    ParcelNotFound,
)
from guildhall.fulfillment.events import CarrierNoticeReceived
from guildhall.fulfillment.models import CarrierAccount, CarrierNotice
from guildhall.fulfillment.operations.hearing import note_heard, parcel_under
from guildhall.fulfillment.ports import carrier
from guildhall.fulfillment.queries.accounts import opened
from guildhall.fulfillment.states import NoticeState
from guildhall.fulfillment.types import Notice, Received
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def receive_notice(account: str, *, received: Received, stamp: Stamp) -> bool:
    """Keep a notification that its carrier signed; return whether it is new.

    Refuses with CarrierAccountNotFound, CarrierNotBound, NoticeForged or NoticeUnreadable.
    """
    row = CarrierAccount.objects.filter(code=account, is_active=True).first()
    if row is None:
        raise CarrierAccountNotFound(code=account)
    port, opened_row = carrier(row.vendor), opened(row)
    port.verify(opened_row, received)
    told = port.read_notice(opened_row, received)
    key = told.event_key[:160] or hashlib.sha256(received.body).hexdigest()
    notice, new = CarrierNotice.objects.get_or_create(
        account=row,
        event_key=key,
        defaults={
            "body": received.body.decode(errors="replace"),
            "headers": dict(received.headers),
            "received_at": stamp.at,
        },
    )
    if new:
        record(CarrierNoticeReceived(notice=str(notice.id), account=account, stamp=stamp))
    return new


@transaction.atomic
def apply_notice(notice_id: str, *, stamp: Stamp) -> NoticeState:
    """Note what a kept notification says; one that was read already changes nothing."""
    rows = CarrierNotice.objects.select_for_update(of=("self",)).select_related("account")
    row = rows.filter(id=UUID(notice_id)).first()
    if row is None or row.state != NoticeState.RECEIVED:
        return NoticeState(row.state) if row else NoticeState.FOREIGN
    row.state = _applied(row, stamp=stamp)
    row.applied_at = stamp.at
    row.save(update_fields=["state", "applied_at"])
    return NoticeState(row.state)


def _applied(row: CarrierNotice, *, stamp: Stamp) -> NoticeState:
    told = _read(row)
    if told is None:
        return NoticeState.BROKEN
    if not told.number and not told.vendor_reference:
        return NoticeState.FOREIGN
    try:
        parcel = parcel_under(
            told.number, carrier=told.carrier, vendor_reference=told.vendor_reference
        )
    except ParcelNotFound:
        return NoticeState.FOREIGN
    note_heard(
        parcel,
        tracking=told.number,
        heard=told.heard,
        expected_on=told.expected_on,
        stamp=stamp,
    )
    return NoticeState.APPLIED


def _read(row: CarrierNotice) -> Notice | None:
    received = Received(row.body.encode(), row.headers, row.received_at)
    try:
        return carrier(row.account.vendor).read_notice(opened(row.account), received)
    except NoticeUnreadable:
        return None
