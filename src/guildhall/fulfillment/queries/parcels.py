"""What can be asked about parcels."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.fulfillment.errors import ParcelNotFound
from guildhall.fulfillment.models import (
    CarrierCall,
    DeliveryRule,
    Parcel,
    ParcelLine,
    ShipmentEvent,
    Tracking,
)
from guildhall.fulfillment.queries.cards import parcel_of
from guildhall.fulfillment.queries.reach import within
from guildhall.fulfillment.states import CallState, ParcelState, Tracked
from guildhall.fulfillment.types import (
    DeliveryRuleCard,
    HeardCard,
    ParcelCard,
    ParcelFilter,
)
from guildhall.kernel.paging import Page, page_of

RUNNING = (CallState.WAITING, CallState.SENT, CallState.UNKNOWN)
LATE, STUCK, TROUBLE = "late", "stuck", "exception"


def parcels_of(works: Sequence[UUID]) -> tuple[ParcelCard, ...]:
    """Return the parcels of these fulfillment orders, oldest first. Four statements."""
    rows = _rows().filter(work__in=list(works)).order_by("made_at", "id")
    return _full(list(rows))


def get_parcel(number: str) -> ParcelCard:
    """Return a parcel in full. Refuses with ParcelNotFound."""
    row = _rows().filter(number=number).first()
    if row is None:
        raise ParcelNotFound(number=number)
    return _full([row])[0]


def list_parcels(
    chosen: ParcelFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[ParcelCard]:
    """Return one page of parcels, latest change first; since a moment, in the order of change.

    Refuses with CursorInvalid.
    """
    page = page_of(
        _chosen(chosen),
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=_itself,
        newest_first=chosen.updated_since is None,
    )
    return Page(_full(page.items), page.next_cursor)


def count_parcels(chosen: ParcelFilter, *, most: int = 10_001) -> int:
    return _chosen(chosen)[:most].count()


def heard_of(parcel: str) -> tuple[HeardCard, ...]:
    """Return all that was heard of a parcel, what happened last first."""
    rows = ShipmentEvent.objects.filter(tracking__parcel__number=parcel)
    return tuple(
        HeardCard(row.tracking.number, row.state, row.message, row.place, row.occurred_at)
        for row in rows.select_related("tracking").order_by("-occurred_at", "-id")
    )


def list_delivery_rules() -> tuple[DeliveryRuleCard, ...]:
    """Return after how many days parcels are late or stuck, by carrier and service."""
    rows = DeliveryRule.objects.order_by("carrier", "service")
    columns = ("carrier", "service", "late_after_days", "stuck_after_days")
    return tuple(DeliveryRuleCard(*row) for row in rows.values_list(*columns))


def _full(rows: Sequence[Parcel]) -> tuple[ParcelCard, ...]:
    keys = [row.id for row in rows]
    trackings = _by(
        Tracking.objects.filter(parcel__in=keys, dropped_at__isnull=True).order_by(
            "added_at", "id"
        )
    )
    lines = _by(ParcelLine.objects.filter(parcel__in=keys).select_related("line").order_by("id"))
    calls = _by(CarrierCall.objects.filter(parcel__in=keys).order_by("made_at", "id"))
    return tuple(
        parcel_of(
            row,
            trackings=trackings[row.id],
            lines=lines[row.id],
            asked=[call.kind for call in calls[row.id] if call.state in RUNNING],
            refused=_last_no(calls[row.id]),
        )
        for row in rows
    )


def _last_no(calls: Sequence[CarrierCall]) -> str:
    last = calls[-1] if calls else None
    return last.reason if last is not None and last.state == CallState.REFUSED else ""


def _by(rows: QuerySet[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.parcel_id].append(row)
    return found


def _itself(row: Parcel) -> Parcel:
    return row


def _rows() -> QuerySet[Parcel]:
    return Parcel.objects.select_related("work__location", "account")


def _chosen(chosen: ParcelFilter) -> QuerySet[Parcel]:
    rows = _rows()
    if chosen.location:
        rows = rows.filter(work__location__code=chosen.location)
    if chosen.order:
        rows = rows.filter(work__order=chosen.order)
    if chosen.state:
        ours = chosen.state in set(ParcelState)
        rows = rows.filter(state=chosen.state) if ours else rows.filter(tracked=chosen.state)
    if chosen.trouble:
        rows = rows.filter(_TROUBLE[chosen.trouble]) if chosen.trouble in _TROUBLE else rows.none()
    if chosen.text:
        text = chosen.text.strip()
        named = Q(number__iexact=text) | Q(work__order__iexact=text)
        found = Tracking.objects.filter(number__iexact=text).values("parcel")
        rows = rows.filter(named | Q(id__in=found))
    if chosen.updated_since:
        rows = rows.filter(updated_at__gte=chosen.updated_since)
    return rows.filter(within(chosen.scopes, of="work__")) if chosen.scopes else rows


def away_since(at: datetime) -> QuerySet[Parcel]:
    """Return the parcels that left before a moment and have not arrived."""
    rows = Parcel.objects.filter(state=ParcelState.SHIPPED, delivered_at__isnull=True)
    return rows.filter(shipped_at__lt=at)


_AWAY = Q(state=ParcelState.SHIPPED.value, delivered_at__isnull=True)
_TROUBLE = {
    LATE: _AWAY & Q(late_since__isnull=False),
    STUCK: _AWAY & Q(stuck_since__isnull=False),
    TROUBLE: Q(tracked__in=[Tracked.EXCEPTION, Tracked.ATTEMPT_FAILED, Tracked.RETURNED]),
}
