"""A count, booked once: the difference at the moment of counting, whatever was sold since."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from guildhall.approvals.operations import ask_if_needed
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, Wish
from guildhall.inventory.events import StocktakePosted
from guildhall.inventory.models import CountedLine, StockLevel, Stocktake
from guildhall.inventory.operations.books import Book
from guildhall.inventory.operations.keeping import must_keep
from guildhall.inventory.operations.lines import Because, lock_levels
from guildhall.inventory.operations.stocktakes import (
    lock_stocktake,
    save_stocktake,
    version_of,
)
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.queries.stocktakes import on_hand_at
from guildhall.inventory.states import MovementKind, StocktakeMove
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.rows import update_rows
from guildhall.kernel.stamp import Stamp

COMMAND = "inventory.post_stocktake"


@dataclass(frozen=True, slots=True)
class _Difference:
    line: CountedLine
    level: StockLevel

    @property
    def by(self) -> Decimal:
        return Decimal(self.line.counted - self.line.expected)


@transaction.atomic
def post_stocktake(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> Pending | None:
    """Book what a count found, line by line as accepted; return what it waits for, if it does.

    The difference is what was counted less what the ledger says lay there at that moment, as
    far as it was told of by now. It is booked on top of what lies there: no line of the ledger
    is rewritten, and what was sold since stays sold. Refuses with PaperNotFound, NotPermitted,
    ChangedMeanwhile, MoveNotAllowed, LotShort, or BelowReserved where less was counted than is
    promised.
    """
    stocktake = lock_stocktake(number)
    must_keep(stocktake.location.code, stamp)
    expected.must_be(version_of(stocktake))
    stocktake.move(StocktakeMove.POST)

    differences = _differences(stocktake)
    pending = ask_if_needed(_wish(stocktake, differences), stamp=stamp)
    if pending is not None:
        return pending
    _book(stocktake, differences, stamp)
    stocktake.closed_at = stamp.at
    save_stocktake(stocktake, "state", "closed_at", stamp=stamp)

    record(
        StocktakePosted(
            number=number,
            location=stocktake.location.code,
            lines=len(differences),
            more=sum((each.by for each in differences if each.by > 0), Decimal(0)),
            less=sum((-each.by for each in differences if each.by < 0), Decimal(0)),
            stamp=stamp,
        )
    )
    return None


def _differences(stocktake: Stocktake) -> list[_Difference]:
    """Return the accepted lines that differ, by what is known now, on locked levels."""
    rows = CountedLine.objects.filter(stocktake=stocktake, is_accepted=True)
    lines = list(rows.select_related("lot").order_by("id"))
    levels = lock_levels([stocktake.location], {line.variant_id for line in lines})
    now = on_hand_at(
        stocktake.location_id,
        [((line.variant_id, line.lot_id), line.counted_at) for line in lines],
        since=stocktake.started_at,
    )
    for line in lines:
        line.expected = now[line.variant_id, line.lot_id]
    update_rows(lines, changed=["expected"])
    place = stocktake.location_id
    return [
        _Difference(line, levels[place, line.variant_id])
        for line in lines
        if line.counted != line.expected
    ]


def _book(stocktake: Stocktake, differences: list[_Difference], stamp: Stamp) -> None:
    levels = {each.level.id: each.level for each in differences}
    book = Book(levels.values(), reference=stocktake.number, stamp=stamp)
    # What was found goes in first: what was told apart by it may be sold in part already.
    for each in sorted(differences, key=lambda each: each.by <= 0):
        because = Because(MovementKind.COUNT, at=each.line.counted_at)
        if each.by > 0:
            book.put(each.level, each.by, because=because, lot=each.line.lot)
        else:
            book.take(each.level, -each.by, because=because, lot=each.line.lot)
    book.write()


def _wish(stocktake: Stocktake, differences: list[_Difference]) -> Wish:
    place = stocktake.location.code
    return Wish(
        action=ActionCode.STOCK_COUNT,
        command=COMMAND,
        payload={"number": stocktake.number, "version": version_of(stocktake)},
        measure=sum((abs(each.by) for each in differences), Decimal(0)),
        scopes=scopes_of_keeper(place),
        changes=tuple(
            Change(
                subject=f"{each.level.variant.sku} · {place}",
                field="on_hand",
                before=f"{each.line.expected.normalize():f}",
                after=f"{each.line.counted.normalize():f}",
            )
            for each in differences
        ),
        reason=stocktake.number,
    )
