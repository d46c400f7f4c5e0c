"""Costs that were guessed for want of a rate, put right once somebody has noted one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.db import transaction

from guildhall.inventory.models import CostLayer, ItemValue, Movement, ValueEntry
from guildhall.inventory.operations.valuation import Key, lock_worth, tell_costs, worth_of
from guildhall.inventory.queries.foreign_costs import Rates, waiting_entries
from guildhall.inventory.queries.unvalued import house_currency
from guildhall.inventory.rules.valuation import corrected
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Worth
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class _Book:
    """The worth of what a batch touches, its layers, and which receipts are their goods' last."""

    rows: dict[Key, ItemValue]
    before: dict[Key, Worth]
    layers: dict[UUID, CostLayer]
    newest: frozenset[UUID]

    @classmethod
    def of(cls, entries: list[ValueEntry], currency: str) -> Self:
        rows = lock_worth({(x.variant_id, x.movement.level.owner) for x in entries}, currency)
        layers = CostLayer.objects.filter(movement__in=[x.movement_id for x in entries])
        receipts = Movement.objects.filter(
            level__variant__in={variant for variant, _ in rows},
            kind=MovementKind.RECEIPT,
            unit_cost__isnull=False,
        ).order_by("level__variant", "level__owner", "-id")
        last = receipts.distinct("level__variant", "level__owner")
        return cls(
            rows,
            {key: worth_of(row) for key, row in rows.items()},
            {layer.movement_id: layer for layer in layers},
            frozenset(last.values_list("id", flat=True)),
        )

    def costed(self) -> list[tuple[Worth, ItemValue]]:
        """Return our own goods, each with its worth before."""
        return [(self.before[key], self.rows[key]) for key in sorted(self.rows) if not key[1]]

    def write(self, stamp: Stamp) -> None:
        for row in self.rows.values():
            row.updated_at = stamp.at
        ItemValue.objects.bulk_update(self.rows.values(), ["value", "last_cost", "updated_at"])
        CostLayer.objects.bulk_update(self.layers.values(), ["unit_cost"])


def correct_costs(*, stamp: Stamp) -> int:
    """Put right what was guessed for want of a rate, in batches; return how many there were.

    The entry of that day stays; a second one adds what was missing of what is still here. What
    has left by then left at the guess. Done twice, it finds nothing.
    """
    stamp.by.must("stock:edit")
    done, after = 0, None
    while found := _correct_batch(after, stamp):
        after = found[0]
        done += found[1]
    return done


@transaction.atomic
def _correct_batch(after: UUID | None, stamp: Stamp) -> tuple[UUID, int] | None:
    lock_name("inventory.valuation")
    waiting = waiting_entries(after=after)
    if not waiting:
        return None
    currency = house_currency()
    rates = Rates(currency)
    costs = {entry.id: _cost_of(entry, rates, stamp) for entry in waiting}
    known = [entry for entry in waiting if costs[entry.id] is not None]
    book = _Book.of(known, currency)
    entries = [_correction(entry, costs[entry.id] or Decimal(0), book) for entry in known]
    book.write(stamp)
    ValueEntry.objects.bulk_create(entries)
    tell_costs(book.costed(), stamp)
    return waiting[-1].movement_id, len(known)


def _cost_of(entry: ValueEntry, rates: Rates, stamp: Stamp) -> Decimal | None:
    """Return what one cost by the rate of its day, or else by that of today."""
    line = entry.movement
    days = (line.recorded_at.date(), stamp.at.date())
    found = (rates.into_ours(entry.waits_for, on=day) for day in days)
    rate = next((each for each in found if each is not None), None)
    return None if rate is None or line.unit_cost is None else line.unit_cost * rate


def _correction(entry: ValueEntry, cost: Decimal, book: _Book) -> ValueEntry:
    row = book.rows[entry.variant_id, entry.movement.level.owner]
    layer = book.layers.get(entry.movement_id)
    worth, effect = corrected(
        worth_of(row),
        left=layer.left if layer is not None else Decimal(0),
        guessed=entry.unit_cost,
        cost=cost,
        is_last=entry.movement_id in book.newest,
    )
    row.value, row.last_cost = worth.value, worth.last_cost
    if layer is not None:
        layer.unit_cost = effect.unit_cost
    return ValueEntry(
        movement_id=entry.movement_id,
        variant_id=entry.variant_id,
        quantity=effect.quantity,
        unit_cost=effect.unit_cost,
        value=effect.value,
        is_correction=True,
    )
