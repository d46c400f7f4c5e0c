"""What levels keep next to what proves it, read in one statement and so of one moment."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from guildhall.catalog.states import Tracking
from guildhall.inventory.models import StockLevel
from guildhall.inventory.queries.snapshots import wrong_snapshots
from guildhall.inventory.types import Buckets, Proof

# Whoever changes a level changes its row and its lines in one transaction. One statement sees
# both or neither, so a sale in between is no damage, and nobody waits for the check.
_PROOFS = """
SELECT level.id, level.on_hand, level.reserved, level.unavailable, level.inbound,
       ledger.on_hand, promised.quantity, ledger.unavailable, expected.quantity,
       level.backorder_limit, blocked.quantity, lots.quantity, ledger.lotted
FROM inventory_stocklevel AS level
CROSS JOIN LATERAL (
    SELECT coalesce(sum(m.quantity) FILTER (WHERE m.bucket = 'on_hand'), 0) AS on_hand,
           coalesce(sum(m.quantity) FILTER (WHERE m.bucket = 'unavailable'), 0) AS unavailable,
           coalesce(sum(m.quantity) FILTER (
               WHERE m.bucket = 'on_hand' AND m.lot_id IS NOT NULL), 0) AS lotted
    FROM inventory_movement AS m WHERE m.level_id = level.id
) AS ledger
CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.quantity), 0) AS quantity FROM inventory_reservation AS r
    WHERE r.level_id = level.id AND r.outcome = ''
) AS promised
CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.quantity - e.arrived), 0) AS quantity FROM inventory_expected AS e
    WHERE e.level_id = level.id AND e.closed_at IS NULL
) AS expected
CROSS JOIN LATERAL (
    SELECT coalesce(sum(b.quantity), 0) AS quantity FROM inventory_stockblock AS b
    WHERE b.level_id = level.id
) AS blocked
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.on_hand), 0) AS quantity FROM inventory_lotstock AS l
    WHERE l.level_id = level.id
) AS lots
WHERE level.id = ANY(%s) ORDER BY level.id
"""


def proofs_of(levels: Sequence[UUID]) -> list[Proof]:
    """Return what these levels keep and what proves it."""
    tracked = _tracked(levels)
    wrong = wrong_snapshots(levels)
    with connection.cursor() as cursor:
        cursor.execute(_PROOFS, [list(levels)])
        rows = cursor.fetchall()
    return [
        Proof(
            level_id=row[0],
            kept=Buckets(*row[1:5]),
            proven=Buckets(*row[5:9]),
            backorder_limit=row[9],
            blocks=row[10],
            lots=row[11],
            lotted=row[12],
            tracked=row[0] in tracked,
            wrong_snapshots=wrong.get(row[0], 0),
        )
        for row in rows
    ]


def _tracked(levels: Sequence[UUID]) -> set[UUID]:
    rows = StockLevel.objects.filter(id__in=levels).exclude(variant__tracking=Tracking.NONE)
    return set(rows.values_list("id", flat=True))
