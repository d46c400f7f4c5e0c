"""What arrives, what is corrected, and where stock may lie."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.inventory.errors import (
    BelowReserved,
    LocationNotFound,
    QuantityInvalid,
    StockNotFound,
)
from guildhall.inventory.events import LocationOpened, StockAdjusted, StockReceived
from guildhall.inventory.models import ChannelSource, Location, Movement, StockLevel
from guildhall.inventory.queries import scopes_of_keeper
from guildhall.inventory.states import Bucket, LocationKind, MovementKind
from guildhall.inventory.types import NewStock
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def open_location(
    code: str, *, name: str, kind: LocationKind, store_id: UUID | None = None, stamp: Stamp
) -> UUID:
    """Open a place that holds stock; opening it again changes nothing."""
    _must_keep(code, stamp)
    place, new = Location.objects.get_or_create(
        code=code, defaults={"name": name, "kind": kind, "store_id": store_id}
    )
    if new:
        record(LocationOpened(code=code, kind=kind, stamp=stamp))
    return place.id


@transaction.atomic
def sell_from(location: str, *, channel_id: UUID, rank: int, stamp: Stamp) -> None:
    """Let a channel sell from a location. Refuses with LocationNotFound."""
    _must_keep(location, stamp)
    place = _location(location)
    ChannelSource.objects.update_or_create(
        channel_id=channel_id, location=place, defaults={"rank": rank}
    )


@transaction.atomic
def receive_stock(
    location: str, *, lines: Sequence[NewStock], reference: str, stamp: Stamp
) -> None:
    """Book what has arrived. Refuses with LocationNotFound or QuantityInvalid."""
    for line in lines:
        _must_be_countable(line.quantity, sku=line.sku)
    place = _location(location)
    _must_keep(location, stamp)

    variants = [line.variant_id for line in lines]
    StockLevel.objects.bulk_create(
        [StockLevel(variant_id=variant, location=place) for variant in dict.fromkeys(variants)],
        ignore_conflicts=True,
    )
    rows = StockLevel.objects.filter(location=place, variant_id__in=variants)
    levels = {level.variant_id: level for level in lock_in_order(rows)}
    for line in lines:
        levels[line.variant_id].on_hand += line.quantity
        levels[line.variant_id].updated_at = stamp.at
    StockLevel.objects.bulk_update(levels.values(), ["on_hand", "updated_at"], batch_size=500)
    Movement.objects.bulk_create(
        _movement(
            levels[line.variant_id],
            kind=MovementKind.RECEIPT,
            quantity=line.quantity,
            reference=reference,
            stamp=stamp,
        )
        for line in lines
    )

    record(StockReceived(location=location, reference=reference, lines=len(lines), stamp=stamp))


@transaction.atomic
def adjust_stock(
    location: str, *, variant_id: UUID, sku: str, by: Decimal, reason: str, stamp: Stamp
) -> None:
    """Correct what is on hand by a signed quantity, with a reason.

    Refuses with StockNotFound, QuantityInvalid or, where promises would break, BelowReserved.
    """
    _must_be_countable(abs(by), sku=sku)
    rows = StockLevel.objects.filter(location__code=location, variant_id=variant_id)
    level = next(iter(lock_in_order(rows)), None)
    if level is None:
        raise StockNotFound(sku=sku, location=location)
    _must_keep(location, stamp)
    if level.on_hand + by < level.reserved + level.unavailable:
        raise BelowReserved(sku=sku, location=location, reserved=level.reserved, asked=-by)

    level.on_hand += by
    level.updated_at = stamp.at
    level.save(update_fields=["on_hand", "updated_at"])
    _movement(
        level,
        kind=MovementKind.ADJUSTMENT,
        quantity=by,
        reference=reason[:80],
        reason=reason[:80],
        stamp=stamp,
    ).save(force_insert=True)

    record(StockAdjusted(location=location, sku=sku, quantity=by, reason=reason, stamp=stamp))


def _must_keep(code: str, stamp: Stamp) -> None:
    """Refuse with NotPermitted unless stock is this caller's to change there, or in its store."""
    here = (f"location:{code}",)
    if not stamp.by.may("stock:edit", scope=here):
        stamp.by.must("stock:edit", scope=scopes_of_keeper(code))


def _location(code: str) -> Location:
    place = Location.objects.filter(code=code).first()
    if place is None:
        raise LocationNotFound(code=code)
    return place


def _must_be_countable(quantity: Decimal, *, sku: str) -> None:
    if not quantity.is_finite() or quantity <= 0 or quantity != round(quantity, 3):
        raise QuantityInvalid(quantity=quantity, sku=sku)


def _movement(
    level: StockLevel,
    *,
    kind: MovementKind,
    quantity: Decimal,
    reference: str,
    stamp: Stamp,
    reason: str = "",
) -> Movement:
    return Movement(
        level=level,
        kind=kind,
        bucket=Bucket.ON_HAND,
        quantity=quantity,
        reason=reason,
        reference=reference,
        actor=stamp.by.name,
        request_id=stamp.request_id,
        effective_at=stamp.at,
    )
