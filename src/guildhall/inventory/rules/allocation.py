"""Who gets what from where. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from math import asin, cos, inf, radians, sin, sqrt
from typing import Any
from uuid import UUID

from guildhall.inventory.states import AllocationOrder
from guildhall.inventory.types import (
    RANKED,
    Allocation,
    Demand,
    Point,
    Shortage,
    Sourcing,
    Supply,
)

type Shares = tuple[tuple[Allocation, ...], tuple[Shortage, ...]]
type Key = Callable[[Supply], Any]

EARTH_KM = 6_371.0
NOTHING = Decimal(0)


def merged(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Return one demand per variant, in the order in which variants first appear."""
    totals: dict[UUID, Demand] = {}
    for demand in demands:
        before = totals.get(demand.variant_id)
        quantity = demand.quantity + (before.quantity if before else 0)
        totals[demand.variant_id] = Demand(demand.variant_id, demand.sku, quantity)
    return tuple(totals.values())


def allocate(
    demands: Sequence[Demand], supplies: Iterable[Supply], how: Sourcing = RANKED
) -> Shares:
    """Share out the supplies in a channel's order, over several locations where it may.

    Returns as much as can be taken, never more than is wanted, and the shortages. A location
    in the red never lowers what another one can give.
    """
    usable = [supply for supply in supplies if supply.available > 0]
    first = _FIRST[how.order]
    if how.may_split and how.order is not AllocationOrder.ONE_PARCEL:
        return _share(demands, usable, first)
    return _in_parcels(demands, usable, how)


def still_missing(demands: Iterable[Demand], taken: Iterable[Allocation]) -> tuple[Demand, ...]:
    """Return what of these demands the allocations leave open."""
    got: dict[UUID, Decimal] = defaultdict(Decimal)
    for part in taken:
        got[part.variant_id] += part.quantity
    return tuple(
        Demand(each.variant_id, each.sku, each.quantity - got[each.variant_id])
        for each in demands
        if each.quantity > got[each.variant_id]
    )


def distance(here: Point, there: Point) -> float:
    """Return the kilometers between two places, along the globe."""
    lat, far = radians(float(here.latitude)), radians(float(there.latitude))
    east = radians(float(there.longitude) - float(here.longitude))
    arc = sin((far - lat) / 2) ** 2 + cos(lat) * cos(far) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, arc)))


def _by_rank(supply: Supply) -> tuple[Any, ...]:
    return supply.rank, supply.owner, supply.level_id


def _by_stock(supply: Supply) -> tuple[Any, ...]:
    return -supply.available, *_by_rank(supply)


def _by_distance(supply: Supply) -> tuple[Any, ...]:
    return inf if supply.distance is None else supply.distance, *_by_rank(supply)


_FIRST: dict[AllocationOrder, Key] = {
    AllocationOrder.RANK: _by_rank,
    AllocationOrder.MOST_STOCK: _by_stock,
    AllocationOrder.NEAREST: _by_distance,
    AllocationOrder.ONE_PARCEL: _by_rank,
}


def _share(demands: Sequence[Demand], usable: Iterable[Supply], first: Key) -> Shares:
    by_variant: dict[UUID, list[Supply]] = defaultdict(list)
    for supply in usable:
        by_variant[supply.variant_id].append(supply)
    taken: list[Allocation] = []
    short: list[Shortage] = []
    for demand in demands:
        offers = sorted(by_variant[demand.variant_id], key=first)
        taken.extend(_take(demand, offers))
        have = sum((offer.available for offer in offers), NOTHING)
        if have < demand.quantity:
            short.append(Shortage(demand.sku, demand.quantity, have))
    return tuple(taken), tuple(short)


def _take(demand: Demand, offers: Sequence[Supply]) -> Iterable[Allocation]:
    missing = demand.quantity
    for offer in offers:
        if missing <= 0:
            return
        part = min(missing, offer.available)
        missing -= part
        yield Allocation(offer.level_id, offer.variant_id, part)


def _in_parcels(demands: Sequence[Demand], usable: Sequence[Supply], how: Sourcing) -> Shares:
    """Take all from one location where one has all; else from as few as a greedy look finds."""
    first = _FIRST[how.order]
    places = _places(usable, how.order)
    tried = [(_share(demands, place, first), place) for place in places]
    for shares, _ in tried:
        if not shares[1]:
            return shares
    if not how.may_split:
        fullest = max((shares for shares, _ in tried), key=_fullness, default=None)
        return fullest or _share(demands, (), first)
    return _in_few_parcels(demands, places, first)


def _in_few_parcels(
    demands: Sequence[Demand], places: Sequence[Sequence[Supply]], first: Key
) -> Shares:
    wanted, left, taken = tuple(demands), list(places), list[Allocation]()
    while wanted and left:
        fullest = max(left, key=lambda place: _fullness(_share(wanted, place, first)))
        left.remove(fullest)
        taken.extend(_share(wanted, fullest, first)[0])
        wanted = still_missing(demands, taken)
    lacking = {demand.variant_id: demand.quantity for demand in wanted}
    short = tuple(
        Shortage(each.sku, each.quantity, each.quantity - lacking[each.variant_id])
        for each in demands
        if each.variant_id in lacking
    )
    return tuple(taken), short


def _places(usable: Iterable[Supply], order: AllocationOrder) -> list[list[Supply]]:
    """Return the supplies of each location, the location that is asked first in front."""
    by_place: dict[UUID, list[Supply]] = defaultdict(list)
    for supply in usable:
        by_place[supply.location_id].append(supply)
    if order is AllocationOrder.MOST_STOCK:
        return sorted(
            by_place.values(),
            key=lambda place: (-sum(s.available for s in place), min(map(_by_rank, place))),
        )
    return sorted(by_place.values(), key=lambda place: min(map(_FIRST[order], place)))


def _fullness(shares: Shares) -> tuple[int, Decimal]:
    """Return how much of what was wanted these are: lines in full first, then units."""
    taken, short = shares
    return -len(short), sum((part.quantity for part in taken), NOTHING)
