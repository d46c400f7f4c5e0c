"""What somebody scans together before it is booked: kept from the first scan, so none is lost."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.states import Tracking
from guildhall.inventory.errors import (
    LotNeeded,
    LotNotKept,
    NothingToUndo,
    PaperEmpty,
    PaperNotFound,
    SamePlace,
    ScanUnknown,
    TrayClosed,
    TrayNotFound,
)
from guildhall.inventory.models import Transfer, Tray, TrayScan
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.places import must_be_whole, place_called
from guildhall.inventory.operations.receipts import receive_goods
from guildhall.inventory.operations.transfers import (
    plan_transfer,
    receive_transfer,
    send_transfer,
)
from guildhall.inventory.queries.scanning import read_scan
from guildhall.inventory.queries.trays import lines_of_tray, live_scans_of
from guildhall.inventory.rules.scanning import typed_quantity
from guildhall.inventory.states import TrayTask
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    LotWord,
    Scanned,
    TransferPlan,
    TransferWish,
    TrayNote,
    TrayScanCard,
)
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp

LONGEST_LOT = 60


@transaction.atomic
def open_tray(
    task: TrayTask,
    *,
    location: str,
    destination: str = "",
    transfer: str = "",
    stamp: Stamp,
) -> UUID:
    """Begin to scan for a task, or go on with what this caller has begun there.

    Refuses with LocationNotFound, NotFromHere, NotPermitted, SamePlace or PaperNotFound.
    """
    place = place_called(location)
    must_keep(location, stamp)
    goal = place_called(destination) if destination else None
    if goal is not None and goal.id == place.id:
        raise SamePlace(code=location)
    paper = _transfer(transfer, to=location) if transfer else None
    mine = Tray.objects.filter(
        task=task,
        location=place,
        destination=goal,
        transfer=paper,
        opened_by=stamp.by.name,
        closed_at=None,
    ).first()
    if mine is not None:
        return mine.id
    tray = Tray.objects.create(
        id=new_id(),
        task=task,
        location=place,
        destination=goal,
        transfer=paper,
        opened_by=stamp.by.name,
        opened_at=stamp.at,
    )
    return tray.id


@transaction.atomic
def describe_tray(
    tray: UUID,
    *,
    supplier: str,
    delivery_note: str,
    currency: str,
    lines: Sequence[TrayNote] = (),
    stamp: Stamp,
) -> None:
    """Say where goods came from, what they cost and when they end.

    Refuses with TrayNotFound, NotPermitted or TrayClosed.
    """
    row = _lock(tray, stamp)
    row.supplier, row.delivery_note, row.currency = supplier, delivery_note, currency
    row.save(update_fields=["supplier", "delivery_note", "currency"])
    for line in lines:
        scans = live_scans_of(row.id).filter(variant__sku=line.sku, lot=line.lot)
        scans.update(unit_cost=line.unit_cost, expires_on=line.expires_on)


@transaction.atomic
def scan_onto(tray: UUID, *, text: str, stamp: Stamp) -> None:
    """Put what was scanned onto a tray. `*12` makes twelve of the last scan.

    While the last goods lack their lot, what is scanned next is that lot, unless it names
    other goods. Refuses with TrayNotFound, NotPermitted, TrayClosed, NothingToUndo,
    QuantityInvalid, LotNotKept, ScanUnreadable or ScanUnknown.
    """
    row = _lock(tray, stamp)
    last = _last(row)
    quantity = typed_quantity(text)
    if quantity is not None:
        _count_as(last, quantity)
        return
    if last is not None and _lacks_lot(last) and _names_lot(last, text):
        return
    scanned = read_scan(text)
    if scanned.item is None:
        raise ScanUnknown(code=text)
    _add(row, scanned, stamp)


@transaction.atomic
def take_back(tray: UUID, *, stamp: Stamp) -> None:
    """Take back the last scan.

    Refuses with TrayNotFound, NotPermitted, TrayClosed or NothingToUndo.
    """
    last = _last(_lock(tray, stamp))
    if last is None:
        raise NothingToUndo
    last.undone_at = stamp.at
    last.save(update_fields=["undone_at"])


@transaction.atomic
def book_tray(tray: UUID, *, stamp: Stamp) -> str:
    """Make a paper of what was scanned and book it; return its number.

    Refuses with TrayNotFound, NotPermitted, TrayClosed, PaperEmpty, LotNeeded, or whatever
    the paper itself refuses.
    """
    row = _lock(tray, stamp)
    lines = lines_of_tray(row.id)
    if not lines:
        raise PaperEmpty
    for line in lines:
        if line.needs_lot:
            raise LotNeeded(sku=line.sku)
    row.paper = _booked(row, lines, stamp)
    row.closed_at = stamp.at
    row.save(update_fields=["paper", "closed_at"])
    return row.paper


@transaction.atomic
def drop_tray(tray: UUID, *, stamp: Stamp) -> None:
    """Forget what was scanned. Refuses with TrayNotFound, NotPermitted or TrayClosed."""
    row = _lock(tray, stamp)
    row.closed_at = stamp.at
    row.save(update_fields=["closed_at"])


def _booked(tray: Tray, lines: tuple[TrayScanCard, ...], stamp: Stamp) -> str:
    if tray.task == TrayTask.RECEIVE:
        return receive_goods(_arrival(tray, lines), stamp=stamp)
    wishes = tuple(TransferWish(line.sku, line.quantity, line.lot) for line in lines)
    if tray.transfer is not None:
        number = tray.transfer.number
        if tray.task == TrayTask.ARRIVE:
            receive_transfer(number, arrived=wishes, stamp=stamp)
        else:
            send_transfer(number, sent=wishes, stamp=stamp)
        return number
    if tray.destination is None:
        raise PaperNotFound(number="-")
    plan = TransferPlan(tray.location.code, tray.destination.code, wishes)
    number = plan_transfer(plan, stamp=stamp)
    send_transfer(number, stamp=stamp)
    return number


def _arrival(tray: Tray, lines: tuple[TrayScanCard, ...]) -> Arrival:
    return Arrival(
        location=tray.location.code,
        lines=tuple(
            ArrivedLine(
                line.sku,
                line.quantity,
                line.unit_cost,
                LotWord(line.lot, line.made_on, line.expires_on) if line.lot else None,
            )
            for line in lines
        ),
        supplier=tray.supplier,
        paper=tray.delivery_note,
        currency=tray.currency,
    )


def _lock(tray: UUID, stamp: Stamp) -> Tray:
    rows = Tray.objects.select_related("location", "destination", "transfer")
    row = rows.select_for_update(of=("self",)).filter(id=tray).first()
    if row is None:
        raise TrayNotFound
    must_keep(row.location.code, stamp)
    if row.closed_at is not None:
        raise TrayClosed(paper=row.paper or "-")
    return row


def _transfer(number: str, *, to: str) -> Transfer:
    """Return a transfer that starts or ends here. Refuses with PaperNotFound."""
    found = Transfer.objects.select_related("origin", "destination").filter(number=number).first()
    if found is None or to not in {found.origin.code, found.destination.code}:
        raise PaperNotFound(number=number)
    return found


def _last(tray: Tray) -> TrayScan | None:
    return live_scans_of(tray.id).select_related("variant").order_by("-id").first()


def _lacks_lot(last: TrayScan) -> bool:
    return not last.lot and last.variant.tracking != Tracking.NONE


def _count_as(last: TrayScan | None, quantity: Decimal) -> None:
    if last is None:
        raise NothingToUndo
    must_be_whole(quantity, sku=last.variant.sku, unit=last.variant.unit)
    last.quantity = quantity
    last.save(update_fields=["quantity"])


def _names_lot(last: TrayScan, text: str) -> bool:
    """Take a scan as the lot of the last goods, unless it names goods itself."""
    try:
        scanned = read_scan(text)
    except ScanUnknown:
        scanned = None
    if scanned is not None and scanned.item is not None:
        same = scanned.item.variant_id == last.variant_id
        if not (same and scanned.lot):
            return False
        last.lot, last.expires_on = scanned.lot, scanned.expires_on or last.expires_on
    else:
        last.lot = text.strip()[:LONGEST_LOT]
    last.save(update_fields=["lot", "expires_on"])
    return True


def _add(tray: Tray, scanned: Scanned, stamp: Stamp) -> None:
    item = scanned.item
    if item is None:
        raise ScanUnknown(code=scanned.text)
    if scanned.lot and item.tracking == Tracking.NONE:
        raise LotNotKept(sku=item.sku, lot=scanned.lot)
    must_be_whole(item.quantity, sku=item.sku, unit=item.unit)
    TrayScan.objects.create(
        tray=tray,
        variant_id=item.variant_id,
        lot=scanned.lot,
        made_on=scanned.made_on,
        expires_on=scanned.expires_on,
        quantity=item.quantity,
        scanned_by=stamp.by.name,
        scanned_at=stamp.at,
    )
