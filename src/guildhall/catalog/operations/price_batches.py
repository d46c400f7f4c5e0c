"""Prices of many variants at once, as files and runs bring them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.events import PricesNoted
from guildhall.catalog.models import Price, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.slots import Slot, in_force, lock_prices, rows_of
from guildhall.catalog.states import PriceSource
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.rows import insert_rows
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

AT_ONCE = 2_000
CHANGING = ["amount", "valid_to", "cost", "source", "source_reference"]


@dataclass(frozen=True, slots=True)
class Because:
    """Why prices are what they are: kept with each of them, and on the lines of orders."""

    source: PriceSource
    reference: str = ""


@transaction.atomic
def note_prices(
    amounts: Mapping[UUID, Decimal], *, channel: ChannelCard, because: Because, stamp: Stamp
) -> int:
    """Set what variants cost on a channel from now on; return how many prices are others.

    The same again changes nothing. For callers that have checked their amounts with
    `check_price`. Refuses with NotPermitted.
    """
    stamp.by.must("prices:edit", scope=channel.scopes)
    place = Slot(channel.id, channel.currency)
    lock_prices(place)
    changed = write_prices(place, amounts, because=because, starts=stamp.at)
    if not changed:
        return 0
    Variant.objects.filter(pk__in=changed).update(updated_at=stamp.at)
    move_epoch_on_commit(EPOCH)
    record(
        PricesNoted(
            channel=channel.code,
            count=len(changed),
            source=because.source,
            reference=because.reference,
            stamp=stamp,
        )
    )
    return len(changed)


def write_prices(
    place: Slot,
    amounts: Mapping[UUID, Decimal],
    *,
    because: Because,
    starts: datetime,
    costs: Mapping[UUID, Decimal] | None = None,
) -> list[UUID]:
    """Write what differs from what is in force at a moment; return whose prices those are.

    `lock_prices` is held. The very first price of a variant on a
    channel itself counts since ever.
    """
    known = in_force(place, amounts, at=starts)
    wanted = [v for v, amount in amounts.items() if v not in known or known[v].amount != amount]
    new, there = _rows_for(place, wanted, bare=set(wanted) - known.keys(), starts=starts)
    for row in (*new, *there):
        row.amount, row.valid_to = amounts[row.variant_id], None
        row.cost = (costs or {}).get(row.variant_id)
        row.source, row.source_reference = because.source.value, because.reference
    for at in range(0, len(new), AT_ONCE):
        insert_rows(new[at : at + AT_ONCE])
    Price.objects.bulk_update(there, CHANGING)
    return wanted


def _rows_for(
    place: Slot, variants: Collection[UUID], *, bare: Collection[UUID], starts: datetime
) -> tuple[list[Price], list[Price]]:
    """Return new rows, and those that begin at this moment; `bare` variants have no price."""
    had = set(rows_of(place, bare).values_list("variant_id", flat=True)) if bare else set()
    begun = set(variants) - (set(bare) - had)
    there = rows_of(place, begun).filter(valid_from=starts) if begun else ()
    at_once = {row.variant_id: row for row in there}
    new = [
        Price(
            variant_id=variant,
            channel_id=place.channel_id,
            currency=place.currency,
            price_list_id=place.price_list_id,
            min_quantity=place.min_quantity,
            valid_from=starts if variant in begun or place.price_list_id else None,
        )
        for variant in variants
        if variant not in at_once
    ]
    return new, list(at_once.values())
