"""What was heard of a parcel: by a notification, a look, a file or from somebody here."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import ParcelNotFound, TrackingInvalid
from guildhall.fulfillment.events import ParcelDelivered, ParcelTracked
from guildhall.fulfillment.models import Parcel, ShipmentEvent, Tracking
from guildhall.fulfillment.operations.counting import tell_delivered
from guildhall.fulfillment.operations.locking import lock_parcel, save_parcel
from guildhall.fulfillment.rules import Told
from guildhall.fulfillment.states import ARRIVED, ParcelState, Tracked
from guildhall.fulfillment.types import Heard
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp

BY_HAND = "hand:"


@transaction.atomic
def note_heard(
    parcel: str,
    *,
    tracking: str,
    heard: Sequence[Heard],
    expected_on: date | None = None,
    stamp: Stamp,
) -> int:
    """Note what was heard under one of a parcel's numbers; return how much of it was news.

    What happened last is true, whatever was heard last; the same again changes nothing. Refuses
    with ParcelNotFound, NotPermitted or TrackingInvalid.
    """
    work, row = lock_parcel(parcel, stamp=stamp)
    of = Tracking.objects.filter(parcel=row, number=tracking).first()
    if of is None:
        raise TrackingInvalid
    new = _keep(of, heard, stamp=stamp)
    if expected_on is not None:
        row.expected_on = expected_on
    if new:
        _draw(row, of, order=work.order, stamp=stamp)
    save_parcel(
        row,
        "tracked",
        "announced",
        "heard_at",
        "delivered_at",
        "expected_on",
        "late_since",
        "stuck_since",
        stamp=stamp,
    )
    return new


@transaction.atomic
def note_by_hand(parcel: str, *, state: Tracked, note: str, stamp: Stamp) -> None:
    """Note what somebody here knows of a parcel: a carrier called, a customer has it.

    Refuses with ParcelNotFound, NotPermitted or TrackingInvalid.
    """
    _, row = lock_parcel(parcel, stamp=stamp)
    rows = Tracking.objects.filter(parcel=row, dropped_at__isnull=True)
    of = rows.order_by("added_at", "id").last()
    if of is None:
        of = Tracking.objects.create(
            parcel=row, carrier=row.carrier or "-", number=row.number, added_at=stamp.at
        )
    told = Heard(f"{BY_HAND}{new_id()}", state, stamp.at, raw=stamp.by.name, message=note)
    note_heard(parcel, tracking=of.number, heard=[told], stamp=stamp)


def parcel_under(number: str, *, carrier: str = "", vendor_reference: str = "") -> str:
    """Return the parcel that travels under a number. Refuses with ParcelNotFound."""
    rows = Tracking.objects.filter(dropped_at__isnull=True)
    found = rows.filter(vendor_reference=vendor_reference) if vendor_reference else rows.none()
    by_number = rows.filter(number=number)
    named = by_number.filter(carrier=carrier) if carrier else by_number
    row = found.first() or named.first() or by_number.order_by("-added_at").first()
    if row is None:
        raise ParcelNotFound(number=number)
    return row.parcel.number


def _keep(of: Tracking, heard: Sequence[Heard], *, stamp: Stamp) -> int:
    known = set(ShipmentEvent.objects.filter(tracking=of).values_list("key", flat=True))
    rows = {
        each.key: ShipmentEvent(
            tracking=of,
            key=each.key[:160],
            state=each.state,
            raw=each.raw[:80],
            message=each.message[:300],
            place=each.place[:120],
            occurred_at=each.occurred_at,
            heard_at=stamp.at,
        )
        for each in heard
        if each.key[:160] not in known
    }
    ShipmentEvent.objects.bulk_create(rows.values())
    return len(rows)


def _draw(row: Parcel, of: Tracking, *, order: str, stamp: Stamp) -> None:
    """Set a parcel's projection from all that was heard of it, and tell what is new."""
    rows = ShipmentEvent.objects.filter(tracking__parcel=row, tracking__dropped_at__isnull=True)
    told = (Told(Tracked(state), at) for state, at in rows.values_list("state", "occurred_at"))
    now, before, had = rules.whereabouts(told), row.tracked, row.delivered_at
    row.tracked, row.heard_at, row.delivered_at = now.state, stamp.at, now.delivered_at
    row.stuck_since = None
    if now.state in ARRIVED:
        row.late_since = None
    if now.state != before:
        is_first = now.state not in row.announced
        row.announced = [*row.announced, now.state.value] if is_first else row.announced
        record(
            ParcelTracked(
                parcel=row.number,
                order=order,
                carrier=of.carrier,
                tracking=of.number,
                state=now.state,
                before=before,
                is_first=is_first,
                occurred_at=now.last_at or stamp.at,
                stamp=stamp,
            )
        )
    if had is None and now.delivered_at is not None:
        if row.state == ParcelState.SHIPPED:
            tell_delivered(row, order=order, stamp=stamp)
        record(
            ParcelDelivered(
                parcel=row.number,
                order=order,
                at=now.delivered_at,
                all_of_order=not _others_away(row, order),
                stamp=stamp,
            )
        )


def _others_away(row: Parcel, order: str) -> bool:
    others = Parcel.objects.filter(work__order=order, delivered_at__isnull=True)
    return others.exclude(id=row.id).exclude(state=ParcelState.VOID).exists()
