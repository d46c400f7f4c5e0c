"""The two statements in which stock is decided, by hand: every order waits for them.

Django needs several times as long to derive them as PostgreSQL needs to run them
(docs/decisions/0008). Whatever else touches levels goes through the models.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from guildhall.inventory.types import Allocation, Demand, Source, Supply

_LOCK = """
SELECT level.id, level.variant_id, source.rank,
       level.on_hand - level.reserved - level.unavailable
FROM inventory_stocklevel AS level
JOIN inventory_channelsource AS source ON source.location_id = level.location_id
JOIN inventory_location AS location ON location.id = level.location_id
WHERE level.variant_id = ANY(%s) AND source.channel_id = %s
  AND (%s::uuid IS NULL OR location.store_id = %s)
ORDER BY level.id FOR UPDATE OF level
"""
_PROMISE = """
UPDATE inventory_stocklevel AS level
SET reserved = level.reserved + taken.quantity, updated_at = %s
FROM unnest(%s::uuid[], %s::numeric[]) AS taken (id, quantity)
WHERE level.id = taken.id
"""


def lock_supplies(wanted: Sequence[Demand], source: Source) -> list[Supply]:
    """Lock the levels that could serve these demands, in order, and return what they can give."""
    variants = [demand.variant_id for demand in wanted]
    store = source.store_id
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [variants, source.channel_id, store, store])
        return [Supply(*row) for row in cursor.fetchall()]


def promise(taken: Sequence[Allocation], *, at: datetime) -> None:
    """Count what is taken as reserved, on levels that this transaction has locked."""
    levels = [part.level_id for part in taken]
    quantities = [part.quantity for part in taken]
    with connection.cursor() as cursor:
        cursor.execute(_PROMISE, [at, levels, quantities])
