"""What follows for every level that was changed: written, filled, told, forgotten by the cache."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from guildhall.inventory import rules
from guildhall.inventory.errors import LocationIsClosed
from guildhall.inventory.events import Left, StockCameBack, StockRanLow, StockSoldOut
from guildhall.inventory.models import Location, StockLevel
from guildhall.inventory.operations.backorders import fill_waiting
from guildhall.inventory.operations.levels import Crossed, LockedLevels, available
from guildhall.inventory.queries.hints import forget_on_commit
from guildhall.inventory.states import Crossing
from guildhall.kernel.events import record
from guildhall.kernel.locking import share_name
from guildhall.kernel.rows import update_rows
from guildhall.kernel.stamp import Stamp

COLUMNS = [
    "on_hand",
    "reserved",
    "unavailable",
    "inbound",
    "backorder_limit",
    "by_lot",
    "updated_at",
]
AT_ONCE = 500

_TELLS = {
    Crossing.LOW: StockRanLow,
    Crossing.SOLD_OUT: StockSoldOut,
    Crossing.BACK: StockCameBack,
}


def door_of(location: UUID) -> str:
    """Return the name that keeps a place open while it is shared. Taken after its levels."""
    return f"door:{location}"


def settle(levels: LockedLevels, *, stamp: Stamp) -> None:
    """Write levels as they now stand: fill who waits, and tell each line that was crossed.

    Everything that changes buckets ends here, arrivals, counts and transfers alike, so that
    goods reach those who wait whichever way they came. Refuses with LocationIsClosed.
    """
    _must_be_open(levels)
    settle_as_proven(levels, stamp=stamp)


def settle_as_proven(levels: LockedLevels, *, stamp: Stamp) -> None:
    """Write levels that were put right: what is proven to lie there lies there, open or not."""
    if levels.with_waiting:
        fill_waiting(levels, stamp)
    rows = list(levels.rows.values())
    for row in rows:
        row.updated_at = stamp.at
    for some in _parts(rows):
        update_rows(some, changed=COLUMNS)
    crossed = {
        row.id: rules.crossed(levels.before[row.id], available(row), low_at=row.low_at)
        for row in rows
    }
    tell_crossings({key: line for key, line in crossed.items() if line}, stamp)
    forget_on_commit({row.variant_id for row in rows})
    levels.note()


def tell_crossings(crossed: Crossed, stamp: Stamp) -> None:
    """Record each crossed line once, for the very level that crossed it."""
    for (line, location), lefts in sorted(_by_place(crossed).items()):
        for some in _parts(lefts):
            record(_TELLS[Crossing(line)](location=location, lines=tuple(some), stamp=stamp))


def _must_be_open(levels: LockedLevels) -> None:
    """Refuse with LocationIsClosed where more would lie, or be expected, at a closed place.

    Asked with a hold on the place that keeps it open until this is committed: to lock its
    levels keeps nobody from making another one.
    """
    grown = {row.location_id for row in levels.grown}
    if not grown:
        return
    for place_id in sorted(grown):
        share_name(door_of(place_id))
    closed = Location.objects.filter(id__in=grown, closed_at__isnull=False).order_by("code")
    for place in closed[:1]:
        raise LocationIsClosed(location=place.code)


def _by_place(crossed: Crossed) -> Mapping[tuple[str, str], list[Left]]:
    if not crossed:
        return {}
    rows = StockLevel.objects.filter(id__in=list(crossed)).select_related("variant", "location")
    found: dict[tuple[str, str], list[Left]] = {}
    for row in rows.order_by("location__code", "variant__sku", "owner"):
        told = Left(row.variant.sku, row.owner, available(row))
        found.setdefault((crossed[row.id].value, row.location.code), []).append(told)
    return found


def _parts[T](rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
