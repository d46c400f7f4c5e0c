"""Goods that are kept by lot or piece by piece, and papers about them."""

from datetime import date
from decimal import Decimal

from guildhall.catalog.models import Barcode, Variant
from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.queries import list_levels
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import Arrival, ArrivedLine, LevelCard, LotWord
from guildhall.kernel.stamp import Stamp


def keep_by(tracking: Tracking, *skus: str) -> None:
    """Keep these by lot, or piece by piece, from now on."""
    Variant.objects.filter(sku__in=skus).update(tracking=tracking)


def label(code: str, sku: str, *, factor: str = "1") -> None:
    """Stick a barcode on something."""
    Barcode.objects.create(code=code, variant=Variant.objects.get(sku=sku), factor=Decimal(factor))


def open_warehouse(code: str, *, stamp: Stamp) -> None:
    operations.open_location(
        code, name=f"Warehouse {code}", kind=LocationKind.WAREHOUSE, stamp=stamp
    )


def receive(
    sku: str,
    quantity: str,
    *,
    at: str = "S1",
    lot: str = "",
    ends: date | None = None,
    stamp: Stamp,
) -> str:
    """Take one line in; return the receipt's number."""
    word = LotWord(lot, expires_on=ends) if lot else None
    lines = (ArrivedLine(sku, Decimal(quantity), lot=word),)
    return operations.receive_goods(Arrival(at, lines), stamp=stamp)


def level_of(sku: str, location: str) -> LevelCard:
    found = [x for x in list_levels(limit=200).items if (x.sku, x.location) == (sku, location)]
    return found[0]
