"""Who gets what from where. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.types import Allocation, Demand, Shortage, Supply


def merged(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Return one demand per variant, in the order in which variants first appear."""
    totals: dict[UUID, Demand] = {}
    for demand in demands:
        before = totals.get(demand.variant_id)
        quantity = demand.quantity + (before.quantity if before else 0)
        totals[demand.variant_id] = Demand(demand.variant_id, demand.sku, quantity)
    return tuple(totals.values())


def allocate(
    demands: Sequence[Demand], supplies: Iterable[Supply]
) -> tuple[tuple[Allocation, ...], tuple[Shortage, ...]]:
    """Share out the supplies by rank, splitting a demand over locations where one is not enough.

    Returns the allocations and the shortages; with any shortage nothing should be taken.
    A location in the red never lowers what another one can give.
    """
    by_variant: dict[UUID, list[Supply]] = defaultdict(list)
    for supply in supplies:
        if supply.available > 0:
            by_variant[supply.variant_id].append(supply)
    taken: list[Allocation] = []
    short: list[Shortage] = []
    for demand in demands:
        offers = sorted(by_variant[demand.variant_id], key=lambda s: (s.rank, s.level_id))
        taken.extend(_take(demand, offers))
        have = sum((offer.available for offer in offers), Decimal(0))
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
