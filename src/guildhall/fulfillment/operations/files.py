"""A file of tracking numbers, row by row: each is done, or says why not."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import ParcelNotFound
from guildhall.fulfillment.models import FulfillmentOrder, Parcel
from guildhall.fulfillment.operations.numbers import add_tracking
from guildhall.fulfillment.operations.shipping import ship_whole
from guildhall.fulfillment.states import TO_DO, ParcelState
from guildhall.fulfillment.types import Box, RowResult, TrackingRow
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp


class _OnlyTried(Exception):
    def __init__(self, parcel: str) -> None:
        super().__init__(parcel)
        self.parcel = parcel


def take_tracking_file(content: bytes, *, dry_run: bool, stamp: Stamp) -> tuple[RowResult, ...]:
    """Note the numbers of a file and ship what they are for, each row by itself.

    The same file again finds its rows done. With `dry_run` every row is tried and taken back.
    Refuses with NotPermitted or TrackingFileInvalid.
    """
    stamp.by.reach("fulfillment:edit")
    rows = rules.read_tracking_file(content)
    return tuple(_tried(row, dry_run=dry_run, stamp=stamp) for row in rows)


def _tried(row: TrackingRow, *, dry_run: bool, stamp: Stamp) -> RowResult:
    try:
        parcel = _taken(row, dry_run=dry_run, stamp=stamp)
    except _OnlyTried as tried:
        parcel = tried.parcel
    except Refusal as refusal:
        told = refusal.told(gettext)
        return RowResult(row.line, row.order, row.tracking, row.parcel, False, refusal.code, told)  # noqa: FBT003 - a field
    return RowResult(row.line, row.order, row.tracking, parcel, True)  # noqa: FBT003 - a field


@transaction.atomic
def _taken(row: TrackingRow, *, dry_run: bool, stamp: Stamp) -> str:
    parcel = _note(row, stamp=stamp)
    if dry_run:
        raise _OnlyTried(parcel)
    return parcel


def _note(row: TrackingRow, *, stamp: Stamp) -> str:
    """Put the number on the parcel that is named, or ship what is open and is meant."""
    shipped = _shipped_parcel(row)
    if shipped is not None:
        add_tracking(shipped, carrier=row.carrier, number=row.tracking, stamp=stamp)
        return shipped
    work = next(_meant(row), None)
    if work is None:
        raise ParcelNotFound(number=row.parcel or row.order)
    box = Box(carrier=row.carrier, service=row.service, trackings=((row.carrier, row.tracking),))
    return ship_whole(work, box=box, stamp=stamp)


def _shipped_parcel(row: TrackingRow) -> str | None:
    """Return the parcel that has this number already, or that is named, or is the only one."""
    rows = Parcel.objects.filter(work__order=row.order)
    known = rows.filter(trackings__number=row.tracking, trackings__carrier=row.carrier)
    named = rows.filter(number=row.parcel) if row.parcel else rows.none()
    found = known.first() or named.first()
    if found is not None:
        return found.number
    away = list(rows.filter(state=ParcelState.SHIPPED, trackings__isnull=True)[:2])
    alone = not row.parcel and len(away) == 1 and not list(_meant(row))
    return away[0].number if alone else None


def _meant(row: TrackingRow) -> Iterator[str]:
    rows = FulfillmentOrder.objects.filter(order=row.order, state__in=TO_DO)
    if row.parcel:
        rows = rows.filter(number=row.parcel)
    yield from rows.order_by("due_at", "id").values_list("number", flat=True)
