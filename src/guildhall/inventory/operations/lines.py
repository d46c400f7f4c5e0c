"""Levels locked in one order, and why a line of the ledger is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.models import Location, StockLevel
from guildhall.inventory.states import MovementKind
from guildhall.kernel.locking import lock_in_order

type Levels = dict[tuple[UUID, UUID], StockLevel]
"""Levels by (location, variant)."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a line of the ledger is written, and what one unit cost where that is known.

    `at` is when it happened, where that is not when its paper did.
    """

    kind: MovementKind
    reason: str = ""
    unit_cost: Decimal | None = None
    currency: str = ""
    at: datetime | None = None


def lock_levels(places: Iterable[Location], variants: Iterable[UUID]) -> Levels:
    """Lock the levels of these variants at these places, in order; make those that are missing."""
    at = {place.id for place in places}
    wanted = {(place, variant) for place in at for variant in variants}
    rows = StockLevel.objects.filter(
        location__in=at, variant__in={variant for _, variant in wanted}, owner=""
    )
    missing = wanted - set(rows.values_list("location_id", "variant_id"))
    StockLevel.objects.bulk_create(
        [StockLevel(location_id=place, variant_id=variant) for place, variant in sorted(missing)],
        ignore_conflicts=True,
    )
    locked = lock_in_order(rows.select_related("location__store", "variant"))
    return {(level.location_id, level.variant_id): level for level in locked}
