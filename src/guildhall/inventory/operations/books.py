"""What a paper does to levels, lots and the ledger, put together and written at once.

Whoever changes a level, its lots or its ledger holds the level's lock: nothing below it is
locked again. What lies there of a tracked variant is kept by lot, and a lot that has expired
or was called back is unavailable wherever it is put.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.catalog.states import Tracking
from guildhall.inventory import rules
from guildhall.inventory.errors import BelowReserved, LotNotKept, LotShort, SerialTaken
from guildhall.inventory.models import (
    Lot,
    LotStock,
    Movement,
    StockBlock,
    StockLevel,
)
from guildhall.inventory.operations.levels import LockedLevels, available
from guildhall.inventory.operations.lines import Because
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import BlockReason, Bucket, MovementKind, Removal
from guildhall.inventory.types import LotOffer
from guildhall.kernel.rows import insert_rows, update_rows
from guildhall.kernel.stamp import Stamp


class Book:
    """Movements of one paper on locked levels; nothing is written before `write`."""

    def __init__(
        self,
        levels: Iterable[StockLevel],
        *,
        reference: str,
        stamp: Stamp,
        at: datetime | None = None,
    ) -> None:
        self.levels = {level.id: level for level in levels}
        self._locked = LockedLevels(self.levels)
        self.reference, self.stamp, self.at = reference, stamp, at or stamp.at
        self._movements: list[Movement] = []
        self._lots = self._lots_here()
        self._was = {kept.id: kept.on_hand for kept in self._lots.values()}
        self._changed_lots: dict[UUID, LotStock] = {}
        self._blocks: dict[tuple[UUID, BlockReason], Decimal] = defaultdict(Decimal)
        self._changed: dict[UUID, StockLevel] = {}

    def put(
        self, level: StockLevel, quantity: Decimal, *, because: Because, lot: Lot | None = None
    ) -> None:
        """Add to what lies there. Refuses with LotNotKept or SerialTaken."""
        sku = level.variant.sku
        self._change(level, quantity, because=because, lot=lot)
        if lot is None:
            return
        if level.variant.tracking == Tracking.NONE and not level.by_lot:
            raise LotNotKept(sku=sku, lot=lot.code)
        kept = self._lot_stock(level, lot)
        kept.on_hand += quantity
        if lot.is_serial and kept.on_hand > 1:
            raise SerialTaken(sku=sku, lot=lot.code)
        level.by_lot = True
        fault = rules.fault_of(
            expires_on=lot.expires_on, recalled_at=lot.recalled_at, today=self.today(level)
        )
        if fault is not None:
            self.block(kept, quantity, reason=fault)

    def take(
        self, level: StockLevel, quantity: Decimal, *, because: Because, lot: Lot | None = None
    ) -> tuple[tuple[Lot | None, Decimal], ...]:
        """Take off what lies there; return of which lots. A named lot goes even where blocked.

        Without a name, what was never told apart goes first, then good lots in the order of
        the place. Refuses with LotShort, or with BelowReserved once it is written.
        """
        if lot is not None:
            self._take_of(level, lot, quantity, because=because)
            return ((lot, quantity),)
        if not level.by_lot:
            self._change(level, -quantity, because=because)
            return ((None, quantity),)
        return self._take_by_order(level, quantity, because)

    def expect(self, level: StockLevel, by: Decimal) -> None:
        """Count more, or less, as on its way there."""
        level.inbound += by
        self._note(level)

    def block(self, kept: LotStock, quantity: Decimal, *, reason: BlockReason) -> None:
        """Count a part of a lot as unavailable; what is blocked already says for what reason."""
        level = self.levels[kept.level_id]
        reason = BlockReason(kept.block_reason) if kept.blocked else reason
        kept.blocked += quantity
        kept.block_reason = reason
        self._note_lot(kept)
        self._block(level, quantity, reason=reason, lot=kept.lot)

    def unblock(self, kept: LotStock, quantity: Decimal) -> None:
        """Count a part of a blocked lot as available again, or as gone."""
        reason = BlockReason(kept.block_reason)
        kept.blocked -= quantity
        self._note_lot(kept)
        self._block(self.levels[kept.level_id], -quantity, reason=reason, lot=kept.lot)

    def all_lots(self) -> list[LotStock]:
        return list(self._lots.values())

    def lots_of(self, level: StockLevel) -> list[LotStock]:
        return [kept for (at, _), kept in self._lots.items() if at == level.id]

    def today(self, level: StockLevel) -> date:
        store = level.location.store
        return rules.local_day(self.stamp.at, store.time_zone if store else "UTC")

    def write(self) -> None:
        """Write all of it. Refuses with BelowReserved where promises would break."""
        changed = self._locked.only(self._changed)
        for key, level in changed.rows.items():
            # What waits already is missing already; nobody else may be made to wait.
            missing = min(changed.before[key], Decimal(0)) - available(level)
            if missing > 0 or level.on_hand < level.unavailable:
                raise BelowReserved(
                    sku=level.variant.sku,
                    location=level.location.code,
                    reserved=level.reserved,
                    asked=missing,
                )
        settle(changed, stamp=self.stamp)
        self._write_lots()
        insert_rows(self._movements)
        self._write_blocks()

    def _take_by_order(
        self, level: StockLevel, quantity: Decimal, because: Because
    ) -> tuple[tuple[Lot | None, Decimal], ...]:
        here = {kept.lot_id: kept for kept in self.lots_of(level)}
        loose = min(quantity, level.on_hand - sum(kept.on_hand for kept in here.values()))
        offers = [self._offer(level, kept) for kept in here.values()]
        order = Removal(level.location.removal)
        picks, missing = rules.pick(offers, quantity - max(loose, Decimal(0)), by=order)
        if missing > 0:
            raise LotShort(
                sku=level.variant.sku, location=level.location.code, missing=f"{missing:f}"
            )
        parts: list[tuple[Lot | None, Decimal]] = []
        if loose > 0:
            self._change(level, -loose, because=because)
            parts.append((None, loose))
        for part in picks:
            lot = here[part.lot_id].lot
            self._take_of(level, lot, part.quantity, because=because)
            parts.append((lot, part.quantity))
        return tuple(parts)

    def _take_of(
        self, level: StockLevel, lot: Lot, quantity: Decimal, *, because: Because
    ) -> None:
        kept = self._lots.get((level.id, lot.id))
        have = kept.on_hand if kept else Decimal(0)
        if kept is None or have < quantity:
            raise LotShort(
                sku=level.variant.sku,
                location=level.location.code,
                missing=f"{quantity - have:f}",
            )
        blocked = max(quantity - (kept.on_hand - kept.blocked), Decimal(0))
        self._change(level, -quantity, because=because, lot=lot)
        if blocked:
            self.unblock(kept, blocked)
        kept.on_hand -= quantity
        self._note_lot(kept)

    def _change(
        self, level: StockLevel, by: Decimal, *, because: Because, lot: Lot | None = None
    ) -> None:
        level.on_hand += by
        self._note(level)
        line = self._line(level, Bucket.ON_HAND, by, because=because, lot=lot)
        line.unit_cost, line.cost_currency = because.unit_cost, because.currency
        self._movements.append(line)

    def _block(self, level: StockLevel, by: Decimal, *, reason: BlockReason, lot: Lot) -> None:
        level.unavailable += by
        self._note(level)
        kind = MovementKind.BLOCK if by > 0 else MovementKind.UNBLOCK
        because = Because(kind, reason=reason)
        self._movements.append(self._line(level, Bucket.UNAVAILABLE, by, because=because, lot=lot))
        self._blocks[(level.id, reason)] += by

    def _line(
        self,
        level: StockLevel,
        bucket: Bucket,
        by: Decimal,
        *,
        because: Because,
        lot: Lot | None,
    ) -> Movement:
        return Movement(
            level=level,
            kind=because.kind,
            bucket=bucket,
            quantity=by,
            lot=lot,
            reason=because.reason[:80],
            reference=self.reference,
            actor=self.stamp.by.name,
            request_id=self.stamp.request_id,
            effective_at=because.at or self.at,
        )

    def _offer(self, level: StockLevel, kept: LotStock) -> LotOffer:
        lot = kept.lot
        fault = rules.fault_of(
            expires_on=lot.expires_on, recalled_at=lot.recalled_at, today=self.today(level)
        )
        free = Decimal(0) if fault else kept.on_hand - kept.blocked
        return LotOffer(lot.id, lot.code, free, lot.expires_on, kept.received_at)

    def _lots_here(self) -> dict[tuple[UUID, UUID], LotStock]:
        """Return the lots that lie there. Most levels have none, and cost no statement."""
        by_lot = [level.id for level in self.levels.values() if level.by_lot]
        if not by_lot:
            return {}
        rows = LotStock.objects.filter(level__in=by_lot).select_related("lot")
        return {(kept.level_id, kept.lot_id): kept for kept in rows.exclude(on_hand=0)}

    def _lot_stock(self, level: StockLevel, lot: Lot) -> LotStock:
        """Return a lot's row at a level, kept before or new."""
        key = (level.id, lot.id)
        if key not in self._lots:
            kept = LotStock.objects.select_related("lot").filter(level=level, lot=lot).first()
            if kept is None:
                kept = LotStock(
                    level=level, lot=lot, is_serial=lot.is_serial, received_at=self.at, blocked=0
                )
                kept.block_reason = ""
            else:
                self._was[kept.id] = kept.on_hand
                kept.received_at = self.at
            self._lots[key] = kept
        self._note_lot(self._lots[key])
        return self._lots[key]

    def _note(self, level: StockLevel) -> None:
        level.updated_at = self.stamp.at
        self._changed[level.id] = level

    def _note_lot(self, kept: LotStock) -> None:
        self._changed_lots[kept.id] = kept

    def _write_lots(self) -> None:
        """Write what leaves first: a piece with a serial number is in one place at a time."""
        rows = self._changed_lots.values()
        columns = ["on_hand", "blocked", "block_reason", "received_at"]
        old = [kept for kept in rows if kept.id in self._was]
        update_rows([x for x in old if x.on_hand < self._was[x.id]], changed=columns)
        update_rows([x for x in old if x.on_hand >= self._was[x.id]], changed=columns)
        insert_rows([kept for kept in rows if kept.id not in self._was])

    def _write_blocks(self) -> None:
        for (level, reason), by in self._blocks.items():
            if by:
                row, _ = StockBlock.objects.get_or_create(level_id=level, reason=reason)
                row.quantity += by
                row.save(update_fields=["quantity"])
