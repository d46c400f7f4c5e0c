"""What somebody is scanning together."""

from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet, Sum

from guildhall.inventory.errors import TrayNotFound
from guildhall.inventory.models import Tray, TrayScan
from guildhall.inventory.types import TrayCard, TrayScanCard


def get_tray(tray: UUID) -> TrayCard:
    """Return a tray with its lines, the latest first. Refuses with TrayNotFound."""
    rows = Tray.objects.select_related("location", "destination", "transfer")
    row = rows.filter(id=tray).first()
    if row is None:
        raise TrayNotFound
    lines = lines_of_tray(row.id)
    last = live_scans_of(row.id).select_related("variant").order_by("-id").first()
    return TrayCard(
        id=row.id,
        task=row.task,
        location=row.location.code,
        destination=row.destination.code if row.destination else "",
        transfer=row.transfer.number if row.transfer else "",
        supplier=row.supplier,
        delivery_note=row.delivery_note,
        currency=row.currency,
        opened_by=row.opened_by,
        is_open=row.closed_at is None,
        paper=row.paper,
        lines=lines,
        scans=sum(line.scans for line in lines),
        last=_card(last) if last else None,
    )


def open_trays(by: str) -> tuple[TrayCard, ...]:
    """Return what somebody has begun and not booked yet (the first 20)."""
    rows = Tray.objects.select_related("location", "destination", "transfer")
    mine = rows.filter(opened_by=by, closed_at=None).order_by("-opened_at")[:20]
    return tuple(
        TrayCard(
            id=row.id,
            task=row.task,
            location=row.location.code,
            destination=row.destination.code if row.destination else "",
            transfer=row.transfer.number if row.transfer else "",
            supplier=row.supplier,
            delivery_note=row.delivery_note,
            currency=row.currency,
            opened_by=row.opened_by,
            is_open=True,
            paper="",
            lines=(),
            scans=0,
            last=None,
        )
        for row in mine
    )


def lines_of_tray(tray: UUID) -> tuple[TrayScanCard, ...]:
    """Return what lies on a tray: scans of the same goods and lot together, the latest first."""
    rows = (
        live_scans_of(tray)
        .values_list("variant__sku", "variant__title", "variant__tracking", "lot")
        .annotate(
            total=Sum("quantity"),
            cost=Max("unit_cost"),
            made=Min("made_on"),
            ends=Min("expires_on"),
            times=Count("id"),
            latest=Max("scanned_at"),
        )
        .order_by("-latest")
    )
    return tuple(
        TrayScanCard(
            sku=sku,
            title=title,
            tracking=tracking,
            lot=lot,
            made_on=made,
            expires_on=ends,
            quantity=total,
            unit_cost=cost,
            scans=times,
        )
        for sku, title, tracking, lot, total, cost, made, ends, times, _ in rows
    )


def live_scans_of(tray: UUID) -> QuerySet[TrayScan]:
    """Return the scans of a tray that nobody took back."""
    return TrayScan.objects.filter(tray=tray, undone_at=None)


def _card(row: TrayScan) -> TrayScanCard:
    return TrayScanCard(
        sku=row.variant.sku,
        title=row.variant.title,
        tracking=row.variant.tracking,
        lot=row.lot,
        made_on=row.made_on,
        expires_on=row.expires_on,
        quantity=row.quantity or Decimal(0),
        unit_cost=row.unit_cost,
        scans=1,
    )
