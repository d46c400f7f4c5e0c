"""Open promises, and where who may change them."""

from guildhall.inventory.errors import HoldNotFound
from guildhall.inventory.models import Reservation
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import HoldLine
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
