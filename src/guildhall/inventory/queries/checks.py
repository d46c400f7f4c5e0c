"""Whether stock agrees with its ledgers."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from guildhall.inventory.errors import CheckNotFound
from guildhall.inventory.models import Movement, Reservation, StockCheck, StockLevel
from guildhall.inventory.states import Bucket, Damage, Outcome
from guildhall.inventory.types import CheckCard, Finding, StockAudit


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
    rows = list(
        StockLevel.objects.values_list(
            "id", "on_hand", "reserved", "unavailable", "backorder_limit"
        )
    )
    return StockAudit(
        levels=len(rows),
        ledger_differs=sum(on_ledger.get(row[0], Decimal(0)) != row[1] for row in rows),
        reserved_differs=sum(on_hold.get(row[0], Decimal(0)) != row[2] for row in rows),
        oversold=sum(row[1] + row[4] < row[2] + row[3] for row in rows),
    )


def list_checks(*, most: int = 20) -> tuple[CheckCard, ...]:
    """Return the last checks of stock, newest first."""
    rows = StockCheck.objects.order_by("-started_at", "-id")[:most]
    return tuple(_card(row) for row in rows)


def get_check(check: UUID) -> CheckCard:
    """Return one check with what it found. Refuses with CheckNotFound."""
    row = StockCheck.objects.filter(id=check).first()
    if row is None:
        raise CheckNotFound
    return _card(row)


def last_check_at() -> datetime | None:
    """Return when all stock was last compared, or began to be."""
    rows = StockCheck.objects.filter(location="").order_by("-started_at")
    return rows.values_list("started_at", flat=True).first()


def waiting_checks(before: datetime) -> tuple[UUID, ...]:
    """Return the checks that were asked for before then and have not begun."""
    rows = StockCheck.objects.filter(finished_at=None, levels=0, started_at__lt=before)
    return tuple(rows.values_list("id", flat=True))


def _card(row: StockCheck) -> CheckCard:
    return CheckCard(
        id=row.id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        started_by=row.started_by,
        location=row.location,
        repairs=row.repairs,
        levels=row.levels,
        found=row.found,
        repaired=row.repaired,
        findings=tuple(
            Finding(**{**each, "damage": Damage(each["damage"])}) for each in row.findings
        ),
    )
