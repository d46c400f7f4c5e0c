"""At the pack bench: each piece is scanned, and what does not belong is refused loudly."""

from decimal import Decimal

from django.db import transaction

from guildhall.fulfillment.errors import (
    LineNotFound,
    MoreThanLeft,
    NotAllPacked,
    NotGoods,
    NothingPacked,
    ParcelEmpty,
    ParcelIsClosed,
    TooMany,
    WrongItem,
)
from guildhall.fulfillment.events import FulfillmentPacked
from guildhall.fulfillment.models import (
    PARCELS,
    FulfillmentLine,
    FulfillmentOrder,
    Parcel,
    ParcelLine,
)
from guildhall.fulfillment.operations.counting import Units, tell_packed, units_packed
from guildhall.fulfillment.operations.dropping import drop
from guildhall.fulfillment.operations.holding import begin
from guildhall.fulfillment.operations.locking import (
    left_of,
    lines_of,
    lock_parcel,
    lock_work,
    next_number,
    save_parcel,
    save_work,
    told,
)
from guildhall.fulfillment.operations.numbers import add_trackings, describe
from guildhall.fulfillment.states import ParcelMove, ParcelState, WorkMove, WorkState
from guildhall.fulfillment.types import Box, Part
from guildhall.inventory.queries import read_scan
from guildhall.inventory.types import ScannedItem
from guildhall.kernel.events import record
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def open_parcel(work_number: str, *, stamp: Stamp) -> str:
    """Open another parcel of a fulfillment order; an empty one that is open is taken.

    Refuses with FulfillmentNotFound, NotPermitted, FulfillmentOnHold or MoveNotAllowed.
    """
    work = lock_work(work_number, stamp=stamp)
    begin(work, stamp=stamp)
    empty = Parcel.objects.filter(work=work, state=ParcelState.OPEN, lines__isnull=True).first()
    return (empty or new_parcel(work, stamp=stamp)).number


@transaction.atomic
def pack_scan(work_number: str, *, parcel: str = "", code: str, stamp: Stamp) -> Part:
    """Put what was scanned into a parcel, the open one where none is named; return what it was.

    Refuses with FulfillmentNotFound, NotPermitted, FulfillmentOnHold, MoveNotAllowed, NotGoods,
    WrongItem, TooMany, ParcelIsClosed, ScanUnreadable or ScanUnknown.
    """
    work = lock_work(work_number, stamp=stamp)
    begin(work, stamp=stamp)
    item = read_scan(code).item
    if item is None:
        raise NotGoods(code=code)
    line = _line_for(work, item)
    put_in(_parcel_for(work, parcel, stamp=stamp), line, item.quantity)
    save_work(work, stamp=stamp)
    return Part(line.id, item.quantity)


@transaction.atomic
def pack_by_hand(work_number: str, *, parcel: str = "", part: Part, stamp: Stamp) -> None:
    """Put goods that bear no code into a parcel.

    Refuses with FulfillmentNotFound, NotPermitted, FulfillmentOnHold, MoveNotAllowed,
    LineNotFound, MoreThanLeft or ParcelIsClosed.
    """
    work = lock_work(work_number, stamp=stamp)
    begin(work, stamp=stamp)
    line = next((each for each in lines_of(work) if each.id == part.line), None)
    if line is None:
        raise LineNotFound(number=work_number)
    if not part.quantity.is_finite() or not 0 < part.quantity <= left_of(line):
        raise MoreThanLeft(left=told(left_of(line)), sku=line.sku, number=work_number)
    put_in(_parcel_for(work, parcel, stamp=stamp), line, part.quantity)
    save_work(work, stamp=stamp)


@transaction.atomic
def take_out(parcel_number: str, *, part: Part, stamp: Stamp) -> None:
    """Take something out of an open parcel.

    Refuses with ParcelNotFound, NotPermitted, ParcelIsClosed, LineNotFound or MoreThanLeft.
    """
    work, parcel = lock_parcel(parcel_number, stamp=stamp)
    _must_be_open(parcel)
    row = ParcelLine.objects.filter(parcel=parcel, line=part.line).select_related("line").first()
    if row is None:
        raise LineNotFound(number=parcel_number)
    if not 0 < part.quantity <= row.quantity:
        raise MoreThanLeft(left=told(row.quantity), sku=row.line.sku, number=parcel_number)
    row.quantity -= part.quantity
    row.line.packed -= part.quantity
    row.line.save(update_fields=["packed"])
    if row.quantity:
        row.save(update_fields=["quantity"])
    else:
        row.delete()
    save_work(work, stamp=stamp)


@transaction.atomic
def seal_parcel(parcel_number: str, *, box: Box, stamp: Stamp) -> None:
    """Close a parcel and say what it is; one that is sealed is described anew.

    Refuses with ParcelNotFound, NotPermitted, ParcelEmpty, MoveNotAllowed, TrackingInvalid,
    TrackingTaken or CarrierAccountNotFound.
    """
    work, parcel = lock_parcel(parcel_number, stamp=stamp)
    if not ParcelLine.objects.filter(parcel=parcel).exists():
        raise ParcelEmpty(number=parcel_number)
    if parcel.state != ParcelState.SEALED:
        parcel.move(ParcelMove.SEAL)
    changed = describe(parcel, box)
    save_parcel(parcel, "state", *changed, stamp=stamp)
    add_trackings(work, parcel, box.trackings, stamp=stamp)


@transaction.atomic
def reopen_parcel(parcel_number: str, *, stamp: Stamp) -> None:
    """Open a sealed parcel again. Refuses with ParcelNotFound, NotPermitted or MoveNotAllowed."""
    work, parcel = lock_parcel(parcel_number, stamp=stamp)
    parcel.move(ParcelMove.UNSEAL)
    save_parcel(parcel, "state", stamp=stamp)
    before = units_packed(work.order)
    _unpacked(work, before, stamp=stamp)


@transaction.atomic
def drop_parcel(parcel_number: str, *, reason: str, stamp: Stamp) -> None:
    """Take everything out of a parcel and forget it; a label that was bought is given back.

    Refuses with ParcelNotFound, NotPermitted, MoveNotAllowed or CallRuns.
    """
    work, parcel = lock_parcel(parcel_number, stamp=stamp)
    before = units_packed(work.order)
    drop(work, parcel, reason=reason, stamp=stamp)
    _unpacked(work, before, stamp=stamp)


@transaction.atomic
def finish_packing(work_number: str, *, stamp: Stamp) -> None:
    """Say that all of a fulfillment order is in parcels; those still open are sealed.

    Refuses with FulfillmentNotFound, NotPermitted, FulfillmentOnHold, MoveNotAllowed,
    NothingPacked or NotAllPacked.
    """
    work = lock_work(work_number, stamp=stamp)
    lines = lines_of(work)
    missing = next((line for line in lines if left_of(line) > 0), None)
    if missing is not None:
        raise NotAllPacked(quantity=told(left_of(missing)), sku=missing.sku)
    if not any(line.packed for line in lines):
        raise NothingPacked(number=work_number)
    if work.state == WorkState.PACKED:
        return
    begin(work, stamp=stamp)
    before = units_packed(work.order)
    work.move(WorkMove.PACK)
    save_work(work, "state", stamp=stamp)
    parcels = seal_all(work, stamp=stamp)
    tell_packed(work.order, before=before, stamp=stamp)
    record(
        FulfillmentPacked(
            number=work_number,
            order=work.order,
            parcels=tuple(each.number for each in parcels),
            stamp=stamp,
        )
    )


def seal_all(work: FulfillmentOrder, *, stamp: Stamp) -> list[Parcel]:
    """Seal what is open of a locked one and drop what is empty; return what can leave."""
    rows = Parcel.objects.select_for_update(of=("self",)).select_related("account")
    good = []
    for parcel in rows.filter(
        work=work, state__in=[ParcelState.OPEN, ParcelState.SEALED]
    ).order_by("id"):
        if not ParcelLine.objects.filter(parcel=parcel).exists():
            drop(work, parcel, reason="empty", stamp=stamp)
            continue
        if parcel.state == ParcelState.OPEN:
            parcel.move(ParcelMove.SEAL)
            save_parcel(parcel, "state", stamp=stamp)
        good.append(parcel)
    return good


def new_parcel(work: FulfillmentOrder, *, stamp: Stamp) -> Parcel:
    parcel = Parcel(
        number=next_number(PARCELS, stamp.at.date()),
        work=work,
        made_at=stamp.at,
        service=work.service,
        updated_at=stamp.at,
    )
    parcel.carrier = parcel.label_file = parcel.label_reference = parcel.label_currency = ""
    insert_rows([parcel], reading="number")
    return parcel


def put_in(parcel: Parcel, line: FulfillmentLine, quantity: Decimal) -> None:
    """Put goods of a locked fulfillment order into a parcel."""
    row, new = ParcelLine.objects.get_or_create(
        parcel=parcel, line=line, defaults={"quantity": quantity}
    )
    if not new:
        row.quantity += quantity
        row.save(update_fields=["quantity"])
    line.packed += quantity
    line.picked = max(line.picked, line.packed)
    line.save(update_fields=["packed", "picked"])


def _unpacked(work: FulfillmentOrder, before: Units, *, stamp: Stamp) -> None:
    """Go on packing what was packed, and let the order know."""
    if work.state == WorkState.PACKED:
        work.move(WorkMove.UNPACK)
    save_work(work, "state", stamp=stamp)
    tell_packed(work.order, before=before, stamp=stamp)


def _line_for(work: FulfillmentOrder, item: ScannedItem) -> FulfillmentLine:
    """Return the line that what was scanned is for. Refuses with WrongItem or TooMany."""
    same = [line for line in lines_of(work) if line.variant_id == item.variant_id]
    if not same:
        raise WrongItem(sku=item.sku, title=item.title, number=work.number)
    found = next((line for line in same if left_of(line) >= item.quantity), None)
    if found is None:
        asked = sum((line.quantity - line.short for line in same), Decimal(0))
        raise TooMany(number=work.number, quantity=told(asked), sku=item.sku)
    return found


def _parcel_for(work: FulfillmentOrder, number: str, *, stamp: Stamp) -> Parcel:
    rows = Parcel.objects.filter(work=work)
    if number:
        found = rows.filter(number=number).first()
        if found is None:
            raise LineNotFound(number=number)
        _must_be_open(found)
        return found
    return rows.filter(state=ParcelState.OPEN).order_by("id").last() or new_parcel(
        work, stamp=stamp
    )


def _must_be_open(parcel: Parcel) -> None:
    if parcel.state != ParcelState.OPEN:
        raise ParcelIsClosed(number=parcel.number, state=parcel.state)
