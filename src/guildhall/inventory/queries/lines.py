"""Everything that ever changed a level, in order: the ledger, and promises made and ended.

By hand: three tables become one order of lines, read from its end, for several levels at once,
and figures at a moment are a snapshot and the few lines after it. No statement here reads more
than a snapshot's distance of lines or the page that is asked for (docs/decisions/0036).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from guildhall.inventory.types import ChainLine, Figures, PlaceFigures

ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)
LAST = UUID(int=2**128 - 1)
# So many lines are looked back over for a crossing: it is most often near.
STEPS = (200, 2_000, 20_000)

# What each source adds: when, which row, and how it changes the three figures.
_LEDGER = """
SELECT m.recorded_at AS at, m.id, m.level_id, m.effective_at, m.kind, m.reference, m.reason,
       m.actor, m.request_id,
       CASE WHEN m.bucket = 'on_hand' THEN m.quantity ELSE 0 END AS on_hand,
       0::numeric AS reserved,
       CASE WHEN m.bucket = 'unavailable' THEN m.quantity ELSE 0 END AS unavailable
FROM inventory_movement AS m
WHERE m.level_id = wanted.level AND (m.recorded_at, m.id) < (%(at)s, %(id)s)
ORDER BY m.recorded_at DESC, m.id DESC LIMIT %(most)s
"""
_MADE = """
SELECT r.made_at, r.id, r.level_id, r.made_at, 'promise_made', r.reference, '', '', NULL::uuid,
       0::numeric, r.quantity, 0::numeric
FROM inventory_reservation AS r
WHERE r.level_id = wanted.level AND (r.made_at, r.id) < (%(at)s, %(id)s)
ORDER BY r.made_at DESC, r.id DESC LIMIT %(most)s
"""
_ENDED = """
SELECT r.closed_at, r.id, r.level_id, r.closed_at, 'promise_' || r.outcome, r.reference, '', '',
       NULL::uuid, 0::numeric, -r.quantity, 0::numeric
FROM inventory_reservation AS r
WHERE r.level_id = wanted.level AND r.closed_at IS NOT NULL
  AND (r.closed_at, r.id) < (%(at)s, %(id)s)
ORDER BY r.closed_at DESC, r.id DESC LIMIT %(most)s
"""
_LINES = f"""
SELECT line.* FROM unnest(%(levels)s::uuid[]) AS wanted (level)
CROSS JOIN LATERAL (({_LEDGER}) UNION ALL ({_MADE}) UNION ALL ({_ENDED})) AS line
"""  # noqa: S608 - put together from the texts above
_PAGE = f"{_LINES} ORDER BY line.at DESC, line.id DESC LIMIT %(most)s"

# A shipment takes from what is on hand what it gives back of what is reserved: taken together
# the two change nothing, so they are weighed together.
_CROSSING = f"""
WITH line AS ({_PAGE}), weighed AS (
    SELECT max(at) AS at, (array_agg(id ORDER BY at DESC, id DESC))[1] AS id,
           sum(on_hand - reserved - unavailable) AS change
    FROM line
    GROUP BY level_id, CASE WHEN kind IN ('shipment', 'promise_shipped')
                            THEN reference ELSE kind || id::text END
), told AS (
    SELECT at, id, change, %(available)s - coalesce(sum(change) OVER (
        ORDER BY at DESC, id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS after,
        row_number() OVER (ORDER BY at DESC, id DESC) AS back
    FROM weighed
)
SELECT at, id, back FROM told WHERE after < %(shown)s AND after - change >= %(shown)s
ORDER BY at DESC, id DESC LIMIT 1
"""  # noqa: S608 - put together from the texts above

_FIGURES = """
SELECT level.id, place.code, level.owner, level.on_hand, level.reserved, level.unavailable,
       snap.taken_at,
       coalesce(snap.on_hand, 0) + coalesce(moved.on_hand, 0),
       coalesce(snap.reserved, 0) + coalesce(made.quantity, 0) - coalesce(ended.quantity, 0),
       coalesce(snap.unavailable, 0) + coalesce(moved.unavailable, 0),
       moved.lines + made.lines + ended.lines
FROM inventory_stocklevel AS level
JOIN inventory_location AS place ON place.id = level.location_id
LEFT JOIN LATERAL (
    SELECT s.* FROM inventory_levelsnapshot AS s
    WHERE s.level_id = level.id AND s.taken_at <= %(at)s ORDER BY s.taken_at DESC LIMIT 1
) AS snap ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, sum(m.quantity) FILTER (WHERE m.bucket = 'on_hand') AS on_hand,
           sum(m.quantity) FILTER (WHERE m.bucket = 'unavailable') AS unavailable
    FROM inventory_movement AS m
    WHERE m.level_id = level.id AND m.recorded_at <= %(at)s
      AND m.recorded_at > coalesce(snap.taken_at, '-infinity')
) AS moved
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, sum(r.quantity) AS quantity FROM inventory_reservation AS r
    WHERE r.level_id = level.id AND r.made_at <= %(at)s
      AND r.made_at > coalesce(snap.taken_at, '-infinity')
) AS made
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, sum(r.quantity) AS quantity FROM inventory_reservation AS r
    WHERE r.level_id = level.id AND r.closed_at <= %(at)s
      AND r.closed_at > coalesce(snap.taken_at, '-infinity')
) AS ended
WHERE level.id = ANY(%(levels)s) ORDER BY place.code, level.owner, level.id
"""


def figures_at(levels: Sequence[UUID], at: datetime | None) -> tuple[PlaceFigures, ...]:
    """Return what each level was at a moment, or is; where it is, also what its row says."""
    found = []
    for row in _asked(_FIGURES, {"levels": list(levels), "at": at or ALWAYS}):
        kept = Figures(*row[3:6]) if at is None else None
        level, location, owner, *_ = row
        found.append(
            PlaceFigures(
                level_id=level,
                location=location,
                owner=owner,
                figures=Figures(*row[7:10]),
                kept=kept,
                snapshot_at=row[6],
                lines=row[10],
            )
        )
    return tuple(found)


def lines_before(
    places: dict[UUID, str], *, before: tuple[datetime, UUID], most: int
) -> tuple[ChainLine, ...]:
    """Return the last lines of these levels before a place in their order, newest first."""
    at, last = before
    params = {"levels": list(places), "at": at, "id": last, "most": most}
    return tuple(_line(row, places) for row in _asked(_PAGE, params))


def crossing(
    places: dict[UUID, str], *, at: datetime, available: Decimal, shown: Decimal
) -> ChainLine | None:
    """Return the last line that took what was available from `shown` or more to below it.

    `available` is what was left at `at`. Looks back over the last lines alone, ever more of them:
    what belongs together may be cut apart at the far end, so only the near half is believed.
    """
    params = {"levels": list(places), "id": LAST, "available": available, "shown": shown, "at": at}
    for most in STEPS:
        found = next(iter(_asked(_CROSSING, {**params, "most": most})), None)
        if found is not None and (found[2] <= most // 2 or most == STEPS[-1]):
            just_after = (found[0], UUID(int=min(found[1].int + 1, LAST.int)))
            return next(iter(lines_before(places, before=just_after, most=1)), None)
    return None


def _line(row: tuple[Any, ...], places: dict[UUID, str]) -> ChainLine:
    at, key, level, effective_at, kind, reference, reason, actor, request_id, *change = row
    return ChainLine(
        id=key,
        at=at,
        effective_at=effective_at,
        kind=kind,
        location=places[level],
        reference=reference,
        reason=reason,
        actor=actor,
        request_id=request_id,
        change=Figures(*change),
    )


def _asked(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
