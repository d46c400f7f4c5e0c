"""Goods that arrive without an order of ours, with their cost and lots; and a receipt undone."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.states import Tracking
from guildhall.catalog.types import VariantWord
from guildhall.inventory.errors import (
    CostInvalid,
    LotNeeded,
    PaperNotFound,
    QuantityInvalid,
    TimeInvalid,
)
from guildhall.inventory.events import Moved, ReceiptBooked, ReceiptReversed
from guildhall.inventory.models import Receipt, ReceiptLine
from guildhall.inventory.models.documents import RECEIPTS, next_number
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.lines import Because, lock_levels
from guildhall.inventory.operations.lots import Lots, know_lots, must_be_new
from guildhall.inventory.operations.places import must_be_known, must_be_whole, place_called
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Arrival, ArrivedLine
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp

MOST_COST = Decimal(10) ** 9
CURRENCY = 3


@transaction.atomic
def receive_goods(arrival: Arrival, *, stamp: Stamp) -> str:
    """Book what has arrived, with its cost and lots; return the receipt's number.

    What was received earlier is told by `received_at`; it changes no figure of the past.
    Refuses with LocationNotFound, NotFromHere, NotPermitted, SkuUnknown, PaperEmpty,
    PaperTooLong, QuantityInvalid, CostInvalid, TimeInvalid, LotNeeded, LotNotKept,
    LotDiffers or SerialTaken.
    """
    place = place_called(arrival.location)
    must_keep(arrival.location, stamp)
    words = must_be_known(line.sku for line in arrival.lines)
    for line in arrival.lines:
        _check(line, words[line.sku], currency=arrival.currency)
    if arrival.received_at is not None and arrival.received_at > stamp.at:
        raise TimeInvalid(at=arrival.received_at)
    named = [(words[line.sku], line.lot) for line in arrival.lines if line.lot]
    lots = know_lots(named, supplier=arrival.supplier, stamp=stamp)
    must_be_new(lots.values(), {word.id: word.sku for word in words.values()})

    levels = lock_levels([place], [word.id for word in words.values()])
    receipt = _paper(arrival, place.id, stamp)
    book = Book(levels.values(), reference=receipt.number, stamp=stamp, at=receipt.received_at)
    insert_rows(_booked(arrival, receipt, book=book, lots=lots))

    told = tuple(Moved(line.sku, line.quantity) for line in arrival.lines)
    record(ReceiptBooked(number=receipt.number, location=place.code, lines=told, stamp=stamp))
    return receipt.number


@transaction.atomic
def reverse_receipt(number: str, *, reason: str, stamp: Stamp) -> None:
    """Take a wrong receipt back by lines of its own; once reversed it stays so.

    Refuses with PaperNotFound, NotPermitted, LotShort, or BelowReserved where what arrived is
    promised or gone.
    """
    rows = Receipt.objects.select_related("location__store").filter(number=number)
    receipt = next(iter(lock_in_order(rows)), None)
    if receipt is None:
        raise PaperNotFound(number=number)
    must_keep(receipt.location.code, stamp)
    if receipt.reversed_at is not None:
        return

    rows_of = ReceiptLine.objects.filter(receipt=receipt).select_related("lot", "level")
    lines = list(rows_of.order_by("position"))
    levels = lock_levels([receipt.location], [line.level.variant_id for line in lines])
    book = Book(levels.values(), reference=number, stamp=stamp)
    for line in lines:
        because = Because(MovementKind.REVERSAL, reason, line.unit_cost, receipt.currency)
        level = book.levels[line.level_id]
        book.take(level, line.quantity, because=because, lot=line.lot)
    book.write()
    receipt.reversed_at = stamp.at
    receipt.save(update_fields=["reversed_at"])

    record(
        ReceiptReversed(number=number, location=receipt.location.code, reason=reason, stamp=stamp)
    )


def _booked(arrival: Arrival, receipt: Receipt, *, book: Book, lots: Lots) -> list[ReceiptLine]:
    """Put every line where it belongs, and return the receipt's lines."""
    levels = {level.variant.sku: level for level in book.levels.values()}
    lines = []
    for position, line in enumerate(arrival.lines, start=1):
        level = levels[line.sku]
        lot = lots[level.variant_id, line.lot.code] if line.lot else None
        currency = arrival.currency if line.unit_cost is not None else ""
        because = Because(MovementKind.RECEIPT, "", line.unit_cost, currency)
        book.put(level, line.quantity, because=because, lot=lot)
        lines.append(
            ReceiptLine(
                receipt=receipt,
                position=position,
                level=level,
                lot=lot,
                quantity=line.quantity,
                unit_cost=line.unit_cost,
            )
        )
    book.write()
    return lines


def _paper(arrival: Arrival, place: UUID, stamp: Stamp) -> Receipt:
    receipt = Receipt(
        id=new_id(),
        number=next_number(RECEIPTS, stamp.at.year),
        location_id=place,
        supplier=arrival.supplier,
        paper=arrival.paper,
        currency=arrival.currency,
        received_at=arrival.received_at or stamp.at,
        received_by=stamp.by.name,
    )
    insert_rows([receipt], reading="number")
    return receipt


def _check(line: ArrivedLine, word: VariantWord, *, currency: str) -> None:
    must_be_whole(line.quantity, sku=line.sku, unit=word.unit)
    if word.tracking is not Tracking.NONE and (line.lot is None or not line.lot.code):
        raise LotNeeded(sku=line.sku)
    if word.tracking is Tracking.SERIAL and line.quantity != 1:
        raise QuantityInvalid(quantity=line.quantity, sku=line.sku)
    cost = line.unit_cost
    if cost is None:
        return
    exact = cost.is_finite() and 0 <= cost < MOST_COST and cost == round(cost, 6)
    if not exact or len(currency) != CURRENCY:
        raise CostInvalid(cost=cost, sku=line.sku)
