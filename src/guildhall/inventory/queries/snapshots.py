"""Which moments of which levels are worth a snapshot."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from guildhall.inventory.models import LevelSnapshot, StockLevel

EVERY = 1_000
"""So many lines lie between two snapshots of a level: what an explanation adds up at most."""

# Lines of one instant were written by one statement and belong together. The lines of a level
# become visible in their order, since each was recorded under its lock: what is seen of them has
# no gap that a running transaction could fill later.
_TOLD = """
instant AS (
    SELECT wanted.id AS level, line.at, count(*) AS lines, sum(line.on_hand) AS on_hand,
           sum(line.reserved) AS reserved, sum(line.unavailable) AS unavailable
    FROM wanted CROSS JOIN LATERAL (
        SELECT m.recorded_at AS at,
               CASE WHEN m.bucket = 'on_hand' THEN m.quantity ELSE 0 END AS on_hand,
               0::numeric AS reserved,
               CASE WHEN m.bucket = 'unavailable' THEN m.quantity ELSE 0 END AS unavailable
        FROM inventory_movement AS m
        WHERE m.level_id = wanted.id AND m.recorded_at > coalesce(wanted.taken_at, '-infinity')
        UNION ALL
        SELECT r.made_at, 0, r.quantity, 0 FROM inventory_reservation AS r
        WHERE r.level_id = wanted.id AND r.made_at > coalesce(wanted.taken_at, '-infinity')
        UNION ALL
        SELECT r.closed_at, 0, -r.quantity, 0 FROM inventory_reservation AS r
        WHERE r.level_id = wanted.id AND r.closed_at > coalesce(wanted.taken_at, '-infinity')
    ) AS line
    GROUP BY wanted.id, line.at
), told AS (
    SELECT level, at, sum(lines) OVER so_far AS lines, sum(on_hand) OVER so_far AS on_hand,
           sum(reserved) OVER so_far AS reserved, sum(unavailable) OVER so_far AS unavailable
    FROM instant WINDOW so_far AS (PARTITION BY level ORDER BY at)
)
"""
_DUE = f"""
WITH wanted AS (
    SELECT level.id, snap.taken_at, snap.lines, snap.on_hand, snap.reserved, snap.unavailable
    FROM unnest(%(levels)s::uuid[]) AS level (id)
    LEFT JOIN LATERAL (
        SELECT s.* FROM inventory_levelsnapshot AS s
        WHERE s.level_id = level.id ORDER BY s.taken_at DESC LIMIT 1
    ) AS snap ON true
), {_TOLD}
SELECT DISTINCT ON (told.level, div(told.lines, %(every)s))
       told.level, told.at, coalesce(wanted.lines, 0) + told.lines,
       coalesce(wanted.on_hand, 0) + told.on_hand,
       coalesce(wanted.reserved, 0) + told.reserved,
       coalesce(wanted.unavailable, 0) + told.unavailable
FROM told JOIN wanted ON wanted.id = told.level
WHERE told.lines >= %(every)s
ORDER BY told.level, div(told.lines, %(every)s), told.at
"""  # noqa: S608 - put together from the text above
# A promise that is split later is two lines where it was one, so lines are not compared.
_WRONG = f"""
WITH wanted AS (
    SELECT DISTINCT s.level_id AS id, NULL::timestamptz AS taken_at
    FROM inventory_levelsnapshot AS s WHERE s.level_id = ANY(%(levels)s)
), {_TOLD}
SELECT s.level_id, count(*)
FROM inventory_levelsnapshot AS s
LEFT JOIN told ON told.level = s.level_id AND told.at = s.taken_at
WHERE s.level_id = ANY(%(levels)s) AND (told.on_hand, told.reserved, told.unavailable)
      IS DISTINCT FROM (s.on_hand, s.reserved, s.unavailable)
GROUP BY s.level_id
"""  # noqa: S608 - put together from the text above


def levels_after(key: UUID | None, *, since: datetime | None, most: int) -> list[UUID]:
    """Return the next levels in the order of their ids; with `since`, of those changed then."""
    rows = StockLevel.objects.order_by("id")
    if key is not None:
        rows = rows.filter(id__gt=key)
    if since is not None:
        rows = rows.filter(updated_at__gte=since)
    return list(rows.values_list("id", flat=True)[:most])


def due_snapshots(levels: Sequence[UUID], *, every: int = EVERY) -> list[LevelSnapshot]:
    """Return the snapshots that these levels lack, not yet saved."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"levels": list(levels), "every": every})
        rows = cursor.fetchall()
    return [
        LevelSnapshot(
            level_id=level,
            taken_at=at,
            lines=int(lines),
            on_hand=on_hand,
            reserved=reserved,
            unavailable=unavailable,
        )
        for level, at, lines, on_hand, reserved, unavailable in rows
    ]


def wrong_snapshots(levels: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many snapshots of these levels disagree with the lines before them."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, {"levels": list(levels)})
        return dict(cursor.fetchall())
