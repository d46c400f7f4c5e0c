"""What stock is said to be worth, next to the entries and layers that prove it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from guildhall.inventory.models import CostLayer

_PROOFS = """
SELECT item.id, item.variant_id, item.owner, item.quantity, item.value,
       entries.quantity, entries.value, layers.quantity
FROM inventory_itemvalue AS item
CROSS JOIN LATERAL (
    SELECT coalesce(sum(v.quantity), 0) AS quantity, coalesce(sum(v.value), 0) AS value
    FROM inventory_valueentry AS v
    JOIN inventory_movement AS m ON m.id = v.movement_id
    JOIN inventory_stocklevel AS level ON level.id = m.level_id
    WHERE v.variant_id = item.variant_id AND level.owner = item.owner
) AS entries
CROSS JOIN LATERAL (
    SELECT coalesce(sum(c."left"), 0) AS quantity FROM inventory_costlayer AS c
    WHERE c.variant_id = item.variant_id AND c.owner = item.owner
) AS layers
WHERE item.id > %s ORDER BY item.id LIMIT %s
"""
_UNVALUED = """
SELECT count(*) FROM inventory_movement AS m
WHERE m.bucket = 'on_hand' AND m.recorded_at < statement_timestamp() - interval '1 hour'
  AND NOT EXISTS (SELECT 1 FROM inventory_valueentry AS v WHERE v.movement_id = m.id)
"""


@dataclass(frozen=True, slots=True)
class ValueProof:
    """The worth of one item as it is kept, and as its entries and layers prove it."""

    id: UUID
    variant_id: UUID
    owner: str
    kept_quantity: Decimal
    kept_value: Decimal
    quantity: Decimal
    value: Decimal
    layers: Decimal

    @property
    def differs(self) -> bool:
        return (self.kept_quantity, self.kept_value) != (self.quantity, self.value)

    @property
    def layers_differ(self) -> bool:
        return self.layers != max(self.quantity, Decimal(0))


def value_proofs(after: UUID, *, most: int) -> list[ValueProof]:
    """Return the next items in the order of their ids, each read in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PROOFS, [after, most])
        return [ValueProof(*row) for row in cursor.fetchall()]


def count_unvalued() -> int:
    """Return how many lines nobody has valued, though they are older than an hour."""
    with connection.cursor() as cursor:
        cursor.execute(_UNVALUED)
        found: int = cursor.fetchone()[0]
        return found


def layers_of(variant: UUID, owner: str) -> list[CostLayer]:
    """Return all layers of an item, the last to arrive first."""
    rows = CostLayer.objects.filter(variant=variant, owner=owner)
    return list(rows.order_by("-received_at", "-movement"))
