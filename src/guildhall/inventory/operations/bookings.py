"""What arrives."""

from collections.abc import Sequence

from django.db import transaction

from guildhall.inventory.errors import LocationNotFound
from guildhall.inventory.events import StockReceived
from guildhall.inventory.models import Location, Movement, StockLevel
from guildhall.inventory.operations.keeping import (
    Because,
    movement,
    must_be_countable,
    must_keep,
)
from guildhall.inventory.operations.levels import lock_levels
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import NewStock
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def receive_stock(
    location: str, *, lines: Sequence[NewStock], reference: str, stamp: Stamp
) -> None:
    """Book what has arrived; who waits for it comes first.

    Refuses with LocationNotFound, LocationIsClosed or QuantityInvalid.
    """
    for line in lines:
        must_be_countable(line.quantity, sku=line.sku)
    place = _location(location)
    must_keep(location, stamp)

    variants = [line.variant_id for line in lines]
    StockLevel.objects.bulk_create(
        [StockLevel(variant_id=variant, location=place) for variant in dict.fromkeys(variants)],
        ignore_conflicts=True,
    )
    levels = lock_levels(
        StockLevel.objects.filter(location=place, variant_id__in=variants, owner="")
    )
    rows = {level.variant_id: level for level in levels.rows.values()}
    for line in lines:
        rows[line.variant_id].on_hand += line.quantity
    settle(levels, stamp=stamp)
    Movement.objects.bulk_create(
        movement(
            rows[line.variant_id],
            MovementKind.RECEIPT,
            line.quantity,
            because=Because(reference),
            stamp=stamp,
        )
        for line in lines
    )

    record(StockReceived(location=location, reference=reference, lines=len(lines), stamp=stamp))


def _location(code: str) -> Location:
    place = Location.objects.filter(code=code).first()
    if place is None:
        raise LocationNotFound(code=code)
    return place
