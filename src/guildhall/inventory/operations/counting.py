"""A count by a scanner: whatever it reads is counted, or it is said what is missing."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from guildhall.catalog.states import Tracking
from guildhall.inventory.errors import NotCounted, ScanUnknown
from guildhall.inventory.operations.stocktakes import count_stock, lock_stocktake, take_back_scan
from guildhall.inventory.queries.scanning import read_scan
from guildhall.inventory.queries.stocktakes import last_scan
from guildhall.inventory.rules.scanning import typed_quantity
from guildhall.inventory.types import CountScan, Scanned
from guildhall.kernel.stamp import Stamp

LONGEST_LOT = 60


@dataclass(frozen=True, slots=True)
class ScanIn:
    """What came from the scanner: `of` is the SKU whose lot was asked for, `age` how long ago."""

    text: str
    of: str = ""
    age: timedelta = timedelta(0)


@transaction.atomic
def count_scan(number: str, scan: ScanIn, *, stamp: Stamp) -> str:
    """Count what was scanned; return the SKU whose lot is to be scanned next, if one is.

    `*12` makes twelve of this counter's last scan. Refuses as `count_stock` does, or with
    ScanUnreadable, ScanUnknown or NotCounted.
    """
    quantity = typed_quantity(scan.text)
    if quantity is not None:
        _count_as(number, quantity, stamp)
        return ""
    scanned = _read(scan)
    at = max(stamp.at - scan.age, lock_stocktake(number).started_at)
    if scanned is None:
        lot = scan.text.strip()[:LONGEST_LOT]
        _count(number, CountScan(scan.of, Decimal(1), lot, at), stamp)
        return ""
    item = scanned.item
    if item is None:
        raise ScanUnknown(code=scan.text)
    if item.tracking != Tracking.NONE and not scanned.lot:
        return item.sku
    _count(number, CountScan(item.sku, item.quantity, scanned.lot, at), stamp)
    return ""


def _read(scan: ScanIn) -> Scanned | None:
    """Return what a scan means; None where it is the lot that was asked for."""
    if not scan.of:
        return read_scan(scan.text)
    try:
        scanned = read_scan(scan.text)
    except ScanUnknown:
        return None
    return scanned if scanned.item is not None else None


def _count_as(number: str, quantity: Decimal, stamp: Stamp) -> None:
    last = last_scan(number, by=stamp.by.name)
    if last is None:
        raise NotCounted(sku="-")
    take_back_scan(number, stamp=stamp)
    _count(number, CountScan(last.sku, quantity, last.lot, last.counted_at), stamp)


def _count(number: str, scan: CountScan, stamp: Stamp) -> None:
    count_stock(number, scans=[scan], stamp=stamp)
