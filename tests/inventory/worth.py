"""Lines of the ledger as operations write them, and what stock is worth after."""

from decimal import Decimal
from uuid import UUID

from django.db import connection

from guildhall.inventory.models import ItemValue, Movement, StockLevel
from guildhall.inventory.states import Bucket, MovementKind
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id


def book(
    quantity: str,
    *,
    kind: MovementKind = MovementKind.RECEIPT,
    cost: str | None = None,
    place: str = "S1",
    sku: str = "APPLE",
    currency: str = "USD",
    reference: str = "planted",
    key: UUID | None = None,
) -> Movement:
    """Let something happen to stock, as operations write it: the level and its line."""
    found = level(sku, place)
    found.on_hand += Decimal(quantity)
    found.save()
    return Movement.objects.create(
        id=key or new_id(),
        level=found,
        kind=kind,
        bucket=Bucket.ON_HAND,
        quantity=Decimal(quantity),
        reference=reference,
        unit_cost=None if cost is None else Decimal(cost),
        cost_currency="" if cost is None else currency,
        actor="test",
        request_id=new_id(),
        effective_at=clock.now(),
    )


def level(sku: str, place: str) -> StockLevel:
    from_company = StockLevel.objects.filter(variant__sku=sku, location__code=place).first()
    if from_company is not None:
        return from_company
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_stocklevel (id, variant_id, location_id, on_hand, reserved, "
            "unavailable) SELECT %s, v.id, l.id, 0, 0, 0 FROM catalog_variant v, "
            "inventory_location l WHERE v.sku = %s AND l.code = %s",
            [new_id(), sku, place],
        )
    return StockLevel.objects.get(variant__sku=sku, location__code=place)


def worth(sku: str = "APPLE") -> tuple[Decimal, Decimal]:
    row = ItemValue.objects.get(variant__sku=sku)
    return row.quantity, row.value
