"""The log of mails: what was asked for, and how far each has come."""

from uuid import UUID

from django.db.models import QuerySet

from guildhall.kernel.paging import Page, page_of
from guildhall.notifications.models import Delivery
from guildhall.notifications.states import DeliveryState
from guildhall.notifications.types import DeliveryCounts, DeliveryFilter, DeliveryRow

MOST = 10_001


def list_deliveries(
    chosen: DeliveryFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[DeliveryRow]:
    """Return one page of mails, the latest first. Refuses with CursorInvalid."""
    key = ("asked_at", "id")
    return page_of(_chosen(chosen), key=key, cursor=cursor, limit=limit, to=_row)


def count_deliveries(chosen: DeliveryFilter) -> int:
    return _chosen(chosen)[:MOST].count()


def count_troubled() -> DeliveryCounts:
    return DeliveryCounts(
        waiting=count_deliveries(DeliveryFilter(state=DeliveryState.WAITING)),
        failed=count_deliveries(DeliveryFilter(state=DeliveryState.FAILED)),
    )


def deliveries_about(reference: str) -> tuple[DeliveryRow, ...]:
    """Return the mails about an order, the latest first."""
    rows = Delivery.objects.filter(reference=reference).order_by("-asked_at", "-id")
    return tuple(_row(row) for row in rows)


def find_delivery(delivery: UUID) -> DeliveryRow | None:
    row = Delivery.objects.filter(id=delivery).first()
    return _row(row) if row else None


def _chosen(chosen: DeliveryFilter) -> QuerySet[Delivery]:
    exact = {
        "kind": chosen.kind,
        "state": chosen.state,
        "brand": chosen.brand,
        "reference": chosen.reference.strip().upper(),
    }
    return Delivery.objects.filter(**{name: value for name, value in exact.items() if value})


def _row(row: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.id,
        kind=row.kind,
        reference=row.reference,
        brand=row.brand,
        locale=row.locale,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        asked_at=row.asked_at,
        sent_at=row.sent_at,
    )
