"""Lots that must not leave: called back everywhere, or past their last day."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from guildhall.inventory import rules
from guildhall.inventory.errors import LotNotFound
from guildhall.inventory.events import LotBlocked, LotRecalled, LotRecallLifted
from guildhall.inventory.models import Lot, LotStock, StockLevel
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.lots import lock_lots
from guildhall.inventory.queries import descendants_of
from guildhall.inventory.states import BlockReason
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp

AT_ONCE = 500


@transaction.atomic
def recall_lot(sku: str, lot: str, *, reason: str, stamp: Stamp) -> None:
    """Call a lot back, and all that was made of it: none of it may leave any place.

    What orders were promised of it stays promised and is told; it is blocked as it comes
    free, and shipped never. Refuses with LotNotFound or NotPermitted.
    """
    stamp.by.must("stock:edit")
    first = _lot(sku, lot)
    family = [first.id, *(link.child_id for link in descendants_of([first.id]))]
    calling = [each for each in _locked(family) if each.recalled_at is None]
    for each in calling:
        each.recalled_at, each.recall_reason = stamp.at, reason
        each.save(update_fields=["recalled_at", "recall_reason"])
    if not calling:
        return

    book = _book_of(LotStock.objects.filter(lot__in=calling, on_hand__gt=0), lot, stamp)
    for each in calling:
        kept = [row for row in book.all_lots() if row.lot_id == each.id]
        blocked = sum((block_bad(book, row) for row in kept), Decimal(0))
        left = sum((row.on_hand - row.blocked for row in kept), Decimal(0))
        record(
            LotRecalled(
                sku=each.variant.sku,
                lot=each.code,
                reason=reason,
                blocked=blocked,
                promised=left,
                stamp=stamp,
            )
        )
    book.write()


@transaction.atomic
def lift_recall(sku: str, lot: str, *, reason: str, stamp: Stamp) -> None:
    """Let a recalled lot be sold again, unless it has expired; what was made of it stays.

    Refuses with LotNotFound or NotPermitted.
    """
    stamp.by.must("stock:edit")
    (first,) = _locked([_lot(sku, lot).id])
    if first.recalled_at is None:
        return
    first.recalled_at, first.recall_reason = None, ""
    first.save(update_fields=["recalled_at", "recall_reason"])

    rows = LotStock.objects.filter(lot=first, block_reason=BlockReason.RECALLED, blocked__gt=0)
    book = _book_of(rows, lot, stamp)
    released = Decimal(0)
    for kept in [row for row in book.all_lots() if row.lot_id == first.id]:
        if kept.block_reason == BlockReason.RECALLED:
            released += kept.blocked
            book.unblock(kept, kept.blocked)
        block_bad(book, kept)
    book.write()
    record(LotRecallLifted(sku=sku, lot=lot, reason=reason, released=released, stamp=stamp))


@transaction.atomic
def block_expired_lots(*, stamp: Stamp, most: int = AT_ONCE) -> int:
    """Make unavailable what has expired, and what was called back and came free since.

    Return how many lots at how many places; run by a job, safe to run twice.
    """
    bad = Q(lot__expires_on__lt=stamp.at.date()) | Q(lot__recalled_at__isnull=False)
    rows = LotStock.objects.filter(bad, on_hand__gt=F("blocked")).order_by("id")[:most]
    chosen = LotStock.objects.filter(id__in=[row.id for row in rows])
    book = _book_of(chosen, "expiry", stamp)
    told = 0
    for kept in book.all_lots():
        blocked = block_bad(book, kept)
        if blocked:
            told += 1
            level = book.levels[kept.level_id]
            record(
                LotBlocked(
                    sku=level.variant.sku,
                    lot=kept.lot.code,
                    location=level.location.code,
                    reason=kept.block_reason,
                    blocked=blocked,
                    stamp=stamp,
                )
            )
    book.write()
    return told


def block_bad(book: Book, kept: LotStock) -> Decimal:
    """Block what is free of a lot that must not leave; return how much that was."""
    level, lot = book.levels[kept.level_id], kept.lot
    fault = rules.fault_of(
        expires_on=lot.expires_on, recalled_at=lot.recalled_at, today=book.today(level)
    )
    free = level.on_hand - level.reserved - level.unavailable
    part: Decimal = min(kept.on_hand - kept.blocked, free)
    if fault is None or part <= 0:
        return Decimal(0)
    book.block(kept, part, reason=fault)
    return part


def _lot(sku: str, code: str) -> Lot:
    found = Lot.objects.filter(variant__sku=sku, code=code).first()
    if found is None:
        raise LotNotFound(sku=sku, lot=code)
    return found


def _locked(lots: Iterable[UUID]) -> list[Lot]:
    return lock_lots(Lot.objects.filter(id__in=list(lots)).select_related("variant"))


def _book_of(rows: QuerySet[LotStock], reference: str, stamp: Stamp) -> Book:
    """Return a book of the levels where these lots lie, locked."""
    here = StockLevel.objects.filter(id__in=rows.values("level"))
    levels = lock_in_order(here.select_related("location__store", "variant"))
    return Book(levels, reference=reference[:80], stamp=stamp)
