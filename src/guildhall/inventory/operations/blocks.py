"""Goods that lie here and may not be sold: set aside for a reason, and given free again."""

from decimal import Decimal

from django.db import transaction

from guildhall.inventory.errors import BelowReserved, NotBlocked
from guildhall.inventory.events import StockBlocked, StockUnblocked
from guildhall.inventory.models import Movement, StockBlock, StockLevel
from guildhall.inventory.operations.keeping import (
    Because,
    lock_level,
    movement,
    must_be_countable,
    must_keep,
    must_not_be_by_lot,
)
from guildhall.inventory.operations.levels import free
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import BlockReason, Bucket, MovementKind
from guildhall.inventory.types import Correction, StockKey, version_of
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp

OF_A_LOT = (BlockReason.EXPIRED, BlockReason.RECALLED)


@transaction.atomic
def block_stock(
    what: StockKey,
    *,
    quantity: Decimal,
    reason: BlockReason,
    note: str = "",
    stamp: Stamp,
    seen: Expected = WHATEVER,
) -> None:
    """Set goods aside that nobody was promised.

    Refuses with StockNotFound, NotPermitted, QuantityInvalid or, where promises would break,
    BelowReserved.
    """
    must_be_countable(quantity, sku=what.sku)
    levels, level = lock_level(what)
    must_keep(what.location, stamp)
    seen.must_be(version_of(level.id, level.updated_at))
    if quantity > free(level):
        raise BelowReserved(
            sku=what.sku, location=what.location, reserved=level.reserved, asked=quantity
        )

    set_aside(level, quantity, reason=reason, note=note, stamp=stamp).save(force_insert=True)
    settle(levels, stamp=stamp)

    record(
        StockBlocked(
            location=what.location,
            sku=what.sku,
            owner=what.owner,
            quantity=quantity,
            reason=reason,
            stamp=stamp,
        )
    )


@transaction.atomic
def unblock_stock(
    what: StockKey,
    *,
    quantity: Decimal,
    reason: BlockReason,
    note: str = "",
    stamp: Stamp,
    seen: Expected = WHATEVER,
) -> None:
    """Let goods be sold again that were set aside for a reason; who waits for them comes first.

    Refuses with StockNotFound, NotPermitted, QuantityInvalid or NotBlocked.
    """
    must_be_countable(quantity, sku=what.sku)
    levels, level = lock_level(what)
    must_keep(what.location, stamp)
    seen.must_be(version_of(level.id, level.updated_at))
    aside = set_aside_of(level, what, Correction(quantity, level.on_hand, note, reason))

    lift(level, aside, quantity, reason=note, stamp=stamp).save(force_insert=True)
    settle(levels, stamp=stamp)

    record(
        StockUnblocked(
            location=what.location,
            sku=what.sku,
            owner=what.owner,
            quantity=quantity,
            reason=reason,
            stamp=stamp,
        )
    )


def set_aside(
    level: StockLevel, quantity: Decimal, *, reason: BlockReason, note: str, stamp: Stamp
) -> Movement:
    """Block goods of a locked level; return the ledger's line. The level is settled afterwards."""
    aside, _ = StockBlock.objects.get_or_create(level=level, reason=reason)
    aside.quantity += quantity
    aside.save(update_fields=["quantity"])
    level.unavailable += quantity
    why = Because(reason, note, Bucket.UNAVAILABLE)
    return movement(level, MovementKind.BLOCK, quantity, because=why, stamp=stamp)


def set_aside_of(level: StockLevel, what: StockKey, correction: Correction) -> StockBlock:
    """Return what is blocked of a locked level for a reason. Refuses with NotBlocked.

    What is blocked because of its lot is that lot's: refuses with LotNeeded.
    """
    if correction.block in OF_A_LOT:
        must_not_be_by_lot(level, sku=what.sku)
    aside = StockBlock.objects.filter(level=level, reason=correction.block).first()
    if aside is None or aside.quantity < correction.quantity:
        raise NotBlocked(
            sku=what.sku,
            location=what.location,
            blocked=f"{(aside.quantity if aside else Decimal(0)).normalize():f}",
            reason=correction.block,
        )
    return aside


def lift(
    level: StockLevel, aside: StockBlock, quantity: Decimal, *, reason: str, stamp: Stamp
) -> Movement:
    """Give blocked goods of a locked level free; return the ledger's line, not yet written."""
    aside.quantity -= quantity
    aside.save(update_fields=["quantity"])
    level.unavailable -= quantity
    why = Because(aside.reason, reason, Bucket.UNAVAILABLE)
    return movement(level, MovementKind.UNBLOCK, -quantity, because=why, stamp=stamp)
