"""Whether stock agrees with its ledgers."""

from decimal import Decimal

from django.db.models import Sum

from guildhall.inventory.models import Movement, Reservation, StockLevel
from guildhall.inventory.states import Bucket, Outcome
from guildhall.inventory.types import (
    StockAudit,
)


def audit_stock() -> StockAudit:
    """Compare buckets with the ledger and with open reservations, level by level."""
    ledger = (
        Movement.objects.filter(bucket=Bucket.ON_HAND)
        .order_by()
        .values("level")
        .annotate(total=Sum("quantity"))
    )
    promised = (
        Reservation.objects.filter(outcome=Outcome.OPEN)
        .order_by()
        .values("level")
        .annotate(total=Sum("quantity"))
    )
    on_ledger = dict(ledger.values_list("level", "total"))
    on_hold = dict(promised.values_list("level", "total"))
    rows = list(StockLevel.objects.values_list("id", "on_hand", "reserved", "unavailable"))
    return StockAudit(
        levels=len(rows),
        ledger_differs=sum(on_ledger.get(row[0], Decimal(0)) != row[1] for row in rows),
        reserved_differs=sum(on_hold.get(row[0], Decimal(0)) != row[2] for row in rows),
        oversold=sum(row[1] < row[2] + row[3] for row in rows),
    )
