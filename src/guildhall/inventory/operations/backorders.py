"""What is promised before it is here, and who gets it when it comes: the oldest first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models.functions import Now

from guildhall.inventory import rules
from guildhall.inventory.events import BackorderFilled, Moved, StockHoldExpired
from guildhall.inventory.models import ChannelOffer, Expected, Reservation, StockLevel
from guildhall.inventory.operations.levels import LockedLevels
from guildhall.inventory.states import OfferKind, Outcome
from guildhall.inventory.types import Allocation, Coming, Demand, Offer, Room, Supply
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.rows import update_rows
from guildhall.kernel.stamp import Stamp


def promise_missing(
    missing: Sequence[Demand], supplies: Sequence[Supply], *, channel_id: UUID, at: datetime
) -> tuple[Allocation, ...]:
    """Return what may wait of demands that nothing is left for, as the channel offers it.

    `supplies` are locked levels of which all that could be taken is taken.
    """
    offers = _offers([each.variant_id for each in missing], channel_id)
    if not offers:
        return ()
    rooms = _rooms([s for s in supplies if s.variant_id in offers])
    keys = [room.level_id for variant in rooms for room in rooms[variant]]
    expected = _expected(keys)
    found = (
        rules.promise_later(
            each.quantity,
            each.variant_id,
            offer=offers[each.variant_id],
            rooms=rooms[each.variant_id],
            expected=expected,
            today=at.date(),
        )
        for each in missing
        if each.variant_id in offers
    )
    return tuple(part for part in found if part is not None)


def fill_waiting(levels: LockedLevels, stamp: Stamp) -> None:
    """Give what is free on these levels to those who wait there, the oldest first.

    Promises that have outlived their end go first: what they held is free, too.
    """
    waits: dict[UUID, list[Reservation]] = defaultdict(list)
    rows = Reservation.objects.filter(
        level__in=levels.with_waiting, outcome=Outcome.OPEN, backordered__gt=0
    )
    overdue: list[Reservation] = []
    for held in lock_in_order(rows):
        ends = held.expires_at
        if ends is not None and ends <= stamp.at:
            overdue.append(held)
        else:
            waits[held.level_id].append(held)
    _end(overdue, levels, stamp)

    filled: dict[UUID, Decimal] = {}
    by_id = {held.id: held for line in waits.values() for held in line}
    for key, line in waits.items():
        line.sort(key=lambda held: (held.made_at, held.id))
        level = levels.rows[key]
        promised_here = level.reserved - sum(held.backordered for held in line)
        free = level.on_hand - level.unavailable - promised_here
        filled |= rules.fill(free, [(held.id, held.backordered) for held in line])
    for key, part in filled.items():
        by_id[key].backordered -= part
    update_rows([by_id[key] for key in filled], changed=["backordered"])
    _tell({by_id[key]: part for key, part in filled.items()}, stamp)


def _end(overdue: Sequence[Reservation], levels: LockedLevels, stamp: Stamp) -> None:
    lines: dict[str, int] = defaultdict(int)
    for held in overdue:
        levels.rows[held.level_id].reserved -= held.quantity
        lines[held.reference] += 1
    if overdue:
        Reservation.objects.filter(id__in=[held.id for held in overdue]).update(
            outcome=Outcome.EXPIRED, closed_at=Now()
        )
    for reference in sorted(lines):
        record(StockHoldExpired(reference=reference, lines=lines[reference], stamp=stamp))


def _tell(filled: dict[Reservation, Decimal], stamp: Stamp) -> None:
    if not filled:
        return
    references = sorted({held.reference for held in filled})
    skus = dict(
        StockLevel.objects.filter(id__in={held.level_id for held in filled}).values_list(
            "id", "variant__sku"
        )
    )
    still = set(
        Reservation.objects.filter(
            reference__in=references, outcome=Outcome.OPEN, backordered__gt=0
        ).values_list("reference", flat=True)
    )
    for reference in references:
        lines = tuple(
            Moved(skus[held.level_id], part)
            for held, part in filled.items()
            if held.reference == reference
        )
        record(
            BackorderFilled(
                reference=reference, lines=lines, still_waits=reference in still, stamp=stamp
            )
        )


def _offers(variants: Sequence[UUID], channel_id: UUID) -> dict[UUID, Offer]:
    rows = ChannelOffer.objects.filter(
        channel_id=channel_id, variant_id__in=variants, limit__gt=0
    ).exclude(kind=OfferKind.STOCK)
    return {
        row.variant_id: Offer(row.limit, OfferKind(row.kind), row.promised_on, row.lead_days)
        for row in rows
    }


def _rooms(supplies: Sequence[Supply]) -> dict[UUID, list[Room]]:
    limits = dict(
        StockLevel.objects.filter(id__in=[s.level_id for s in supplies]).values_list(
            "id", "backorder_limit"
        )
    )
    rooms: dict[UUID, list[Room]] = defaultdict(list)
    for each in supplies:
        waiting = max(-each.available, Decimal(0))
        room = Room(
            each.level_id, each.location_id, each.rank, waiting, limits.get(each.level_id, waiting)
        )
        rooms[each.variant_id].append(room)
    return rooms


def _expected(levels: Sequence[UUID]) -> list[Coming]:
    """Return what is on its way to these levels with a day; what has none is never sold."""
    rows = Expected.objects.filter(
        level_id__in=levels, closed_at__isnull=True, due_on__isnull=False
    ).values_list("level_id", "due_on", "quantity", "arrived")
    return [Coming(level, day, asked - came) for level, day, asked, came in rows if day]
