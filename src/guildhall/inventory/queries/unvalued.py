"""Which lines of the ledger wait to be valued."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from guildhall.inventory.models import ItemValue, ValueEntry
from guildhall.inventory.types import Line
from guildhall.organization.queries import list_channels

# No transaction lasts longer: what it recorded becomes visible at most so late.
LONGEST = timedelta(minutes=10)
BEFORE_ALL = UUID(int=0)

# In the order of ids, which are made in time order: the last valued one marks how far we are,
# and what a slower transaction wrote before it lies within `LONGEST`.
_WAITING = """
SELECT m.id, level.variant_id, level.owner, m.kind, m.reference, m.quantity, m.unit_cost,
       m.recorded_at, m.cost_currency
FROM inventory_movement AS m
JOIN inventory_stocklevel AS level ON level.id = m.level_id
WHERE m.id > %s AND m.bucket = 'on_hand'
  AND NOT EXISTS (SELECT 1 FROM inventory_valueentry AS v WHERE v.movement_id = m.id)
ORDER BY m.id LIMIT %s
"""


def waiting_lines(most: int, *, anywhere: bool = False) -> list[tuple[Line, str]]:
    """Return the next lines to be valued, in ledger order, each with the currency of its cost.

    `anywhere` looks through the whole ledger, also for what was left out before.
    """
    after = BEFORE_ALL if anywhere else _reached()
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [after, most])
        rows = cursor.fetchall()
    lines = [(Line(*line), currency) for *line, currency in rows]
    return sorted(lines, key=lambda each: (each[0].recorded_at, each[0].movement_id))


def count_waiting(*, most: int = 10_000) -> int:
    """Return how many lines wait to be valued, counting no further than `most`."""
    return len(waiting_lines(most))


def value_of_reference(reference: str) -> Decimal:
    """Return what left for a reference so far was worth: what is made of it costs as much."""
    rows = ValueEntry.objects.filter(movement__reference=reference, quantity__lt=0)
    return -sum(rows.values_list("value", flat=True), Decimal(0))


def house_currency(fallback: str = "") -> str:
    """Return in which currency stock is valued: what it began with, or what most channels use."""
    known = ItemValue.objects.values_list("currency", flat=True).first()
    if known:
        return known
    used = Counter(channel.currency for channel in list_channels())
    return used.most_common(1)[0][0] if used else fallback


def _reached() -> UUID:
    last = ValueEntry.objects.order_by("-movement").values_list("movement", flat=True).first()
    return BEFORE_ALL if last is None else _earlier(last, LONGEST)


def _earlier(key: UUID, by: timedelta) -> UUID:
    """Return the lowest id that could have been made so long before this one (RFC 9562)."""
    made = (key.int >> 80) - int(by.total_seconds() * 1_000)
    return UUID(int=max(made, 0) << 80)
