"""Which row of prices counts in one place: on a list or the channel's own, from a quantity on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from guildhall.catalog.models import Price
from guildhall.catalog.types.prices import NO_PRICE, price_version
from guildhall.kernel.locking import lock_name


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of prices by its ids; without a list it is the channel's own."""

    channel_id: UUID
    currency: str
    price_list_id: UUID | None = None
    min_quantity: Decimal = Decimal(0)


def lock_prices(place: Slot) -> None:
    """Let nobody else change prices of this list, or of this channel, until all is done.

    By a name and not by the rows of variants: orders that name those would have to wait.
    """
    lock_name(f"catalog.prices:{place.channel_id}:{place.price_list_id or ''}")


def rows_of(slot: Slot, variants: Iterable[UUID]) -> QuerySet[Price]:
    """Return every price that variants ever had, and will have, in one place."""
    return Price.objects.filter(
        variant__in=list(variants),
        channel_id=slot.channel_id,
        currency=slot.currency,
        price_list_id=slot.price_list_id,
        min_quantity=slot.min_quantity,
    )


def in_force(slot: Slot, variants: Iterable[UUID], *, at: datetime) -> dict[UUID, Price]:
    """Return the price that counts at a moment, by variant; who has none is left out."""
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=at)
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    rows = rows_of(slot, variants).filter(began, goes_on)
    newest = rows.order_by("variant_id", F("valid_from").desc(nulls_last=True))
    return {row.variant_id: row for row in newest.distinct("variant_id")}


def version_of(row: Price | None) -> str:
    return NO_PRICE if row is None else price_version(row.id, row.amount)
