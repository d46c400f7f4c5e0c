"""Valuing stock: beside the sales, in ledger order, each line once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.queries import titles_of
from guildhall.inventory import rules
from guildhall.inventory.events import CostChanged
from guildhall.inventory.models import CostLayer, ItemValue, ValueEntry
from guildhall.inventory.queries.foreign_costs import in_house_currency
from guildhall.inventory.queries.unvalued import (
    house_currency,
    value_of_reference,
    waiting_lines,
)
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Effect, Layer, Line, Worth
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.locking import lock_in_order, lock_name
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp

AT_ONCE = 500

type Key = tuple[UUID, str]


@dataclass(slots=True)
class _Book:
    """The worth of what a batch touches, and what the batch did to it."""

    rows: dict[Key, ItemValue]
    before: dict[Key, Worth] = field(default_factory=dict)
    entries: list[ValueEntry] = field(default_factory=list)
    arrived: list[CostLayer] = field(default_factory=list)
    left: dict[Key, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    made_of: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    costed: set[Key] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.before = {key: worth_of(row) for key, row in self.rows.items()}


def value_stock(*, most: int = 100_000, anywhere: bool = False, stamp: Stamp) -> int:
    """Value the lines that wait, in batches, each in a transaction of its own; return how many.

    Killed anywhere, it goes on where it was: a line has one entry or none. `anywhere` also finds
    what was left out long ago.
    """
    stamp.by.must("stock:edit")
    done = 0
    while done < most and (batch := _value_batch(stamp, anywhere=anywhere)):
        done += batch
        reached("inventory.batch_valued")
    return done


@transaction.atomic
def _value_batch(stamp: Stamp, *, anywhere: bool) -> int:
    lock_name("inventory.valuation")
    waiting = waiting_lines(AT_ONCE, anywhere=anywhere)
    if not waiting:
        return 0
    currency = house_currency(next((given for _, given in waiting if given), ""))
    lines = in_house_currency(waiting, currency)
    book = _Book(lock_worth({(line.variant_id, line.owner) for line, _ in lines}, currency))
    for line, waits_for in lines:
        _value(line, book, waits_for=waits_for)
    reached("inventory.lines_valued")
    _write(book, stamp)
    return len(lines)


def worth_of(row: ItemValue) -> Worth:
    return Worth(row.quantity, row.value, row.last_cost)


def lock_worth(keys: set[Key], currency: str) -> dict[Key, ItemValue]:
    """Lock what is kept of the worth of these; whoever does holds the lock of valuation."""
    ItemValue.objects.bulk_create(
        [ItemValue(variant_id=v, owner=o, currency=currency) for v, o in sorted(keys)],
        ignore_conflicts=True,
    )
    rows = ItemValue.objects.filter(variant__in={variant for variant, _ in keys})
    return {(row.variant_id, row.owner): row for row in lock_in_order(rows)}


def _value(line: Line, book: _Book, *, waits_for: str) -> None:
    key = (line.variant_id, line.owner)
    row = book.rows[key]
    line = _made_of(line, book)
    worth, effect = rules.value_line(worth_of(row), line)
    row.quantity, row.value, row.last_cost = worth.quantity, worth.value, worth.last_cost
    book.entries.append(
        ValueEntry(
            movement_id=line.movement_id,
            variant_id=line.variant_id,
            quantity=effect.quantity,
            unit_cost=effect.unit_cost,
            value=effect.value,
            is_estimate=effect.is_estimate,
            waits_for=waits_for,
        )
    )
    if line.unit_cost is not None:
        book.costed.add(key)
    _layer(line, effect, book)


def _made_of(line: Line, book: _Book) -> Line:
    """Let what is made of other goods cost what they were worth."""
    if line.kind != MovementKind.REPACK or line.quantity < 0:
        return line
    value = book.made_of[line.reference] or value_of_reference(line.reference)
    return replace(line, unit_cost=value / line.quantity)


def _layer(line: Line, effect: Effect, book: _Book) -> None:
    if effect.quantity > 0:
        book.arrived.append(
            CostLayer(
                movement_id=line.movement_id,
                variant_id=line.variant_id,
                owner=line.owner,
                quantity=effect.quantity,
                left=effect.quantity,
                unit_cost=effect.unit_cost,
                received_at=line.recorded_at,
            )
        )
    elif effect.quantity < 0:
        book.left[line.variant_id, line.owner] -= effect.quantity
        book.made_of[line.reference] -= effect.value


def _write(book: _Book, stamp: Stamp) -> None:
    for row in book.rows.values():
        row.updated_at = stamp.at
    ItemValue.objects.bulk_update(
        book.rows.values(), ["quantity", "value", "last_cost", "updated_at"], batch_size=500
    )
    ValueEntry.objects.bulk_create(book.entries)
    CostLayer.objects.bulk_create(book.arrived)
    consume_layers(book.left)
    _tell(book, stamp)


def consume_layers(left: dict[Key, Decimal]) -> None:
    """Take what has left from the oldest layers of each."""
    rows: dict[Key, list[CostLayer]] = defaultdict(list)
    open_layers = CostLayer.objects.filter(variant__in={key[0] for key in left}, left__gt=0)
    for row in open_layers.order_by("received_at", "movement"):
        rows[row.variant_id, row.owner].append(row)
    changed = []
    for key, quantity in left.items():
        by_id = {row.id: row for row in rows[key]}
        taken, _missing = rules.consume([Layer(row.id, row.left) for row in rows[key]], quantity)
        for layer in taken:
            by_id[layer.id].left = layer.left
            changed.append(by_id[layer.id])
    CostLayer.objects.bulk_update(changed, ["left"], batch_size=500)


def _tell(book: _Book, stamp: Stamp) -> None:
    """Tell of our own goods whose cost is another than before the batch."""
    costed = [key for key in sorted(book.costed) if not key[1]]
    tell_costs([(book.before[key], book.rows[key]) for key in costed], stamp)


def tell_costs(costed: Sequence[tuple[Worth, ItemValue]], stamp: Stamp) -> None:
    """Tell of each whose cost is another than it was before."""
    changed = [row for before, row in costed if _differs(before, worth_of(row))]
    names = titles_of(row.variant_id for row in changed)
    for row in changed:
        last = None if row.last_cost is None else Money(row.last_cost, row.currency)
        record(
            CostChanged(
                sku=names[row.variant_id][0],
                variant_id=row.variant_id,
                average=Money(_told(worth_of(row)), row.currency),
                last=last,
                stamp=stamp,
            )
        )


def _differs(before: Worth, after: Worth) -> bool:
    return (_told(before), before.last_cost) != (_told(after), after.last_cost)


def _told(worth: Worth) -> Decimal:
    return round(worth.average or Decimal(0), 6)
