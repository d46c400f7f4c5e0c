"""Giving up goods of one lot, such as what has expired."""

from decimal import Decimal

from django.db import transaction

from guildhall.approvals.operations import ask_if_needed
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, Wish
from guildhall.inventory.errors import StockNotFound
from guildhall.inventory.events import StockWrittenOff
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import must_keep, paper_of
from guildhall.inventory.operations.lines import Because, lock_levels
from guildhall.inventory.operations.lots import find_lots
from guildhall.inventory.operations.places import must_be_known, must_be_whole, place_called
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Disposal, LotWord
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

COMMAND = "inventory.write_off_lot"


@transaction.atomic
def write_off_lot(gone: Disposal, *, stamp: Stamp) -> Pending | None:
    """Give up goods of a lot, blocked or not; return what it waits for, if it does.

    Refuses with LocationNotFound, NotPermitted, SkuUnknown, QuantityInvalid, LotNotFound,
    StockNotFound, LotShort, or BelowReserved where promises would break.
    """
    place = place_called(gone.location)
    must_keep(gone.location, stamp)
    variant = must_be_known([gone.sku])[gone.sku]
    must_be_whole(gone.quantity, sku=gone.sku, unit=variant.unit)
    lot = find_lots([(variant, LotWord(gone.lot))])[variant.id, gone.lot]
    level = lock_levels([place], [variant.id]).get((place.id, variant.id))
    if level is None:
        raise StockNotFound(sku=gone.sku, location=gone.location)
    if pending := ask_if_needed(_wish(gone, level.on_hand), stamp=stamp):
        return pending

    book = Book([level], reference=paper_of(gone.reason, stamp)[:80], stamp=stamp)
    because = Because(MovementKind.WRITE_OFF, gone.reason)
    book.take(level, gone.quantity, because=because, lot=lot)
    book.write()

    record(
        StockWrittenOff(
            location=gone.location,
            sku=gone.sku,
            owner="",
            quantity=gone.quantity,
            reason=gone.reason,
            block="",
            stamp=stamp,
        )
    )
    return None


def _wish(gone: Disposal, on_hand: Decimal) -> Wish:
    before, after = f"{on_hand.normalize():f}", f"{(on_hand - gone.quantity).normalize():f}"
    subject = f"{gone.sku} · {gone.location} · {gone.lot}"
    return Wish(
        action=ActionCode.STOCK_WRITE_OFF,
        command=COMMAND,
        payload={
            "location": gone.location,
            "sku": gone.sku,
            "lot": gone.lot,
            "quantity": str(gone.quantity),
            "reason": gone.reason,
        },
        measure=gone.quantity,
        scopes=scopes_of_keeper(gone.location),
        changes=(Change(subject=subject, field="on_hand", before=before, after=after),),
        reason=gone.reason,
    )
