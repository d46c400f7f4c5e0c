"""What will not leave: called off here, with its order, or because it cannot be found."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from guildhall.fulfillment import rules
from guildhall.fulfillment.events import FulfillmentCanceled, FulfillmentShorted
from guildhall.fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel
from guildhall.fulfillment.operations.counting import tell_packed, units_packed
from guildhall.fulfillment.operations.dropping import drop_all
from guildhall.fulfillment.operations.locking import (
    NOTHING,
    left_of,
    lines_of,
    lock_work,
    meant,
    must_be_free,
    must_expect,
    save_work,
)
from guildhall.fulfillment.states import LIVE_STATES, ParcelState, WorkMove
from guildhall.fulfillment.types import Part
from guildhall.inventory.operations import release_part
from guildhall.inventory.types import Demand
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import short_ship


@transaction.atomic
def cancel_work(number: str, *, reason: str, stamp: Stamp, expected: Expected = WHATEVER) -> None:
    """Call off what has not left yet: its order goes without it, stock and money go back.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile, MoveNotAllowed, or as
    `orders.short_ship` does.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    before = units_packed(work.order)
    drop_all(work, reason=reason, stamp=stamp)
    parts = [(line, left_of(line)) for line in lines_of(work) if left_of(line) > 0]
    _end(work, reason=reason, stamp=stamp)
    tell_packed(work.order, before=before, stamp=stamp)
    _give_up(work, parts, reason=reason, stamp=stamp)


@transaction.atomic
def short_line(number: str, *, parts: Sequence[Part], reason: str, stamp: Stamp) -> None:
    """Say that a part cannot be sent: its order goes without it, stock and money go back.

    A bundle goes without all of its parts. Refuses with FulfillmentNotFound, NotPermitted,
    FulfillmentOnHold, LineNotFound, MoreThanLeft, or as `orders.short_ship` does.
    """
    work = lock_work(number, stamp=stamp)
    must_be_free(work)
    chosen = meant(lines_of(work), parts, number=number)
    _give_up(work, chosen, reason=reason, stamp=stamp)
    if all(line.short == line.quantity for line in lines_of(work)):
        drop_all(work, reason=reason, stamp=stamp)
        _end(work, reason=reason, stamp=stamp)
    else:
        save_work(work, stamp=stamp)


@transaction.atomic
def cancel_works_of(order: str, *, reason: str, stamp: Stamp) -> int:
    """Call off all that has not left of an order that was called off; return how many."""
    works = _live(order)
    for work in works:
        drop_all(work, reason=reason, stamp=stamp)
        _end(work, reason=reason, stamp=stamp)
    return len(works)


@transaction.atomic
def close_works_of(order: str, *, stamp: Stamp) -> int:
    """Close what is open of an order that has left as a whole; return how many. Twice is once."""
    works = _live(order)
    for work in works:
        for line in lines_of(work):
            line.shipped = line.packed = line.quantity - line.short
            line.picked = max(line.picked, line.packed)
            line.save(update_fields=["shipped", "packed", "picked"])
        work.move(WorkMove.CLOSE)
        work.shipped_at, work.hold_reason = stamp.at, ""
        save_work(work, "state", "shipped_at", "hold_reason", stamp=stamp)
        parcels = Parcel.objects.filter(
            work=work, state__in=[ParcelState.OPEN, ParcelState.SEALED]
        )
        parcels.update(state=ParcelState.SHIPPED, shipped_at=stamp.at, updated_at=stamp.at)
    return len(works)


def _live(order: str) -> list[FulfillmentOrder]:
    return lock_in_order(FulfillmentOrder.objects.filter(order=order, state__in=LIVE_STATES))


def _end(work: FulfillmentOrder, *, reason: str, stamp: Stamp) -> None:
    work.move(WorkMove.CANCEL)
    work.end_reason, work.hold_reason = reason[:200], ""
    save_work(work, "state", "end_reason", "hold_reason", stamp=stamp)
    record(FulfillmentCanceled(number=work.number, order=work.order, reason=reason, stamp=stamp))


def _give_up(
    work: FulfillmentOrder,
    chosen: Sequence[tuple[FulfillmentLine, Decimal]],
    *,
    reason: str,
    stamp: Stamp,
) -> None:
    """Mark these parts as short, give back what is held for them here, and tell the order."""
    needs = _needs(work.order, [line.order_line for line, _ in chosen])
    units: dict[UUID, Decimal] = {}
    for line, quantity in chosen:
        part = rules.units_without(quantity, per_unit=needs[line.order_line], of=line.per_unit)
        units[line.order_line] = max(units.get(line.order_line, NOTHING), part)
    gone = _with_siblings(work, units)
    for line, quantity in gone:
        line.short += quantity
        line.short_reason = reason[:80]
        line.picked = min(line.picked, line.quantity - line.short)
        line.save(update_fields=["short", "short_reason", "picked"])
        goods = Demand(line.variant_id, line.sku, quantity)
        place = line.work.location.code
        release_part(work.order, location=place, parts=[goods], stamp=stamp)
        record(
            FulfillmentShorted(
                number=line.work.number,
                order=work.order,
                sku=line.sku,
                quantity=quantity,
                reason=reason,
                stamp=stamp,
            )
        )
    if units:
        short_ship(work.order, units=units, reason=reason, stamp=stamp)


def _needs(order: str, lines: Sequence[UUID]) -> dict[UUID, list[Decimal]]:
    """Return how much of each of its goods one unit of these lines needs."""
    found: dict[UUID, dict[UUID, Decimal]] = {line: {} for line in lines}
    rows = FulfillmentLine.objects.filter(work__order=order, order_line__in=lines)
    for line, variant, needed in rows.values_list("order_line", "variant_id", "per_unit"):
        found[line][variant] = needed
    return {line: list(needs.values()) for line, needs in found.items()}


def _with_siblings(
    work: FulfillmentOrder, units: Mapping[UUID, Decimal]
) -> list[tuple[FulfillmentLine, Decimal]]:
    """Return what goes with so many units: here first, then wherever else parts of them lie."""
    rows = FulfillmentLine.objects.filter(
        Q(work=work) | Q(work__state__in=LIVE_STATES),
        work__order=work.order,
        order_line__in=list(units),
    ).select_related("work__location")
    found: list[tuple[FulfillmentLine, Decimal]] = []
    left: dict[tuple[UUID, UUID], Decimal] = {}
    for line in sorted(rows, key=lambda each: (each.work_id != work.id, each.id)):
        key = (line.order_line, line.variant_id)
        wanted = left.get(key, units[line.order_line] * line.per_unit)
        part = min(wanted, left_of(line))
        left[key] = wanted - max(part, NOTHING)
        if part > 0:
            found.append((line, part))
    return found
