"""Open promises, and where who may change them."""

from django.db.models import Sum

from guildhall.inventory.errors import HoldNotFound
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import Allocation, HeldAt, HoldLine, Waiting
from guildhall.organization.queries import get_channel

OF_CHANNEL = "|"
"""Stands between the channel of a hold and its holder there."""


def holder_on(channel: str, holder: str) -> str:
    """Return how a holder is kept: capped, shown and changed within their channel alone."""
    return f"{channel}{OF_CHANNEL}{holder}"


def scopes_of_hold(reference: str) -> tuple[str, ...]:
    """Return where somebody may hold a right to change a hold: on its channel, or its brand.

    Refuses with HoldNotFound.
    """
    rows = Reservation.objects.filter(reference=reference).exclude(holder="")
    holder = rows.values_list("holder", flat=True).first()
    if holder is None:
        raise HoldNotFound(reference=reference)
    return get_channel(holder.partition(OF_CHANNEL)[0]).scopes


def lines_of_hold(reference: str) -> tuple[HoldLine, ...]:
    """Return what a reference is promised, by level, while it is open."""
    rows = (
        Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)
        .select_related("level__variant", "level__location")
        .order_by("id")
    )
    return tuple(
        HoldLine(
            sku=row.level.variant.sku,
            location=row.level.location.code,
            quantity=row.quantity,
            backordered=row.backordered,
            promised_on=row.promised_on,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def allocations_of(reference: str) -> tuple[Allocation, ...]:
    """Return what a reference is promised, level by level, while it is open."""
    rows = Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN).order_by("id")
    columns = ("level", "level__variant", "quantity", "backordered", "promised_on")
    return tuple(Allocation(*row) for row in rows.values_list(*columns))


def held_where(reference: str) -> tuple[HeldAt, ...]:
    """Return what a reference is promised while it is open, by location and variant."""
    rows = (
        Reservation.objects.filter(reference=reference, outcome=Outcome.OPEN)
        .values_list(
            "level__location",
            "level__location__code",
            "level__location__store__code",
            "level__variant",
            "level__variant__sku",
        )
        .annotate(quantity=Sum("quantity"), waits=Sum("backordered"))
        .order_by("level__location__code", "level__variant__sku")
    )
    return tuple(
        HeldAt(place, code, store or "", variant, sku, quantity, waits)
        for place, code, store, variant, sku, quantity, waits in rows
    )


def waiting_of(reference: str) -> tuple[Waiting, ...]:
    """Return what of a reference's promise is not here yet, and for when it was promised."""
    rows = Reservation.objects.filter(
        reference=reference, outcome=Outcome.OPEN, backordered__gt=0, promised_on__isnull=False
    ).order_by("level__variant__sku", "id")
    columns = ("level__variant__sku", "backordered", "promised_on")
    return tuple(Waiting(sku, part, day) for sku, part, day in rows.values_list(*columns) if day)
