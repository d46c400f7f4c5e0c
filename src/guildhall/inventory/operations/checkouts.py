"""Stock held for somebody who has not bought yet: capped, prolonged, and turned into an order's.

What a reference holds already is its own: asked again it counts as held, not as gone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Now

from guildhall.catalog.errors import UnknownSku
from guildhall.catalog.queries import variant_ids
from guildhall.inventory import rules
from guildhall.inventory.errors import HoldGone, HoldTooLarge, ReferenceTaken
from guildhall.inventory.events import StockHoldConverted, StockHoldExtended, StockReleased
from guildhall.inventory.models import ChannelSource, Reservation, StockLevel
from guildhall.inventory.operations.closing import close_promises, end, expire, open_promises
from guildhall.inventory.operations.keeping import must_be_countable
from guildhall.inventory.operations.levels import LockedLevels, lock_levels
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.operations.taking import (
    make_promises,
    out_of_stock,
    take,
    tell_promised,
)
from guildhall.inventory.queries.policies import sourcing_of
from guildhall.inventory.queries.reservations import holder_on, scopes_of_hold
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import Demand, Held, HoldTerms, Lacking, Shortage, Source
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order, lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import get_channel

RIGHTS = ("checkout:edit", "stock:edit")


@transaction.atomic
def hold_stock(
    terms: HoldTerms, *, lines: Sequence[tuple[str, Decimal]], channel: str, stamp: Stamp
) -> Held:
    """Hold stock for a checkout, as its channel allows: in full, or what there is of it.

    The same reference again is made to fit what it wants now, and its end moves on. Refuses
    with NotPermitted, ChannelNotFound, UnknownSku, QuantityInvalid, ReferenceTaken, HoldTooLarge
    or OutOfStock.
    """
    card = get_channel(channel)
    stamp.by.must(*RIGHTS, scope=card.scopes)
    demands = _demands(lines)
    source = Source(card.id, near=terms.near)
    how = sourcing_of(card.id)
    wanted = rules.merged(demands)
    terms = replace(terms, holder=holder_on(channel, terms.holder))
    if how.most_held is not None:
        lock_name(f"holder:{terms.holder}")
    _lock_hold(terms.reference)
    _must_be_own(terms.reference, channel)
    _must_be_within(terms, wanted, most=how.most_held, at=stamp.at)

    more = _fit(terms.reference, wanted, source=source, stamp=stamp)
    taken, short = take(more, source, stamp) if more else ((), ())
    if short and not how.in_part:
        raise out_of_stock(short)
    open_promises(terms.reference).update(expires_at=terms.until)
    if taken:
        make_promises(terms.reference, taken, until=terms.until, holder=terms.holder, stamp=stamp)
    elif short and not open_promises(terms.reference).exists():
        raise out_of_stock(short)

    waiting = tell_promised(terms.reference, more, taken, stamp=stamp) if taken else ()
    return Held(terms.reference, terms.until, _lacking(short), waiting)


@transaction.atomic
def extend_hold(reference: str, *, until: datetime, stamp: Stamp) -> None:
    """Move the end of a hold on; to the same end again changes nothing.

    Refuses with HoldGone where it has ended, in part or whole, or with NotPermitted.
    """
    stamp.by.must(*RIGHTS, scope=scopes_of_hold(reference))
    _lock_hold(reference)
    held = lock_in_order(_holds(reference).exclude(outcome=Outcome.RELEASED))
    if not held or any(not _runs(row, stamp.at) for row in held):
        raise HoldGone(reference=reference)
    if all(row.expires_at == until for row in held):
        return
    Reservation.objects.filter(id__in=[row.id for row in held]).update(expires_at=until)

    record(StockHoldExtended(reference=reference, until=until, stamp=stamp))


@transaction.atomic
def drop_hold(reference: str, *, stamp: Stamp) -> None:
    """Give a hold back; one that is gone changes nothing. Refuses with NotPermitted."""
    stamp.by.must(*RIGHTS, scope=scopes_of_hold(reference))
    _lock_hold(reference)
    closed = close_promises(_holds(reference), Outcome.RELEASED, stamp)
    if closed:
        record(StockReleased(reference=reference, lines=len(closed), stamp=stamp))


@transaction.atomic(savepoint=False)
def convert_hold(
    reference: str, *, to: HoldTerms, demands: Sequence[Demand], source: Source, stamp: Stamp
) -> None:
    """Turn what a checkout holds into the promise of a document above, made to fit its lines.

    What was held goes over as it is, though the shelf be empty for everybody else. The document
    has asked whether it may. Refuses with OutOfStock.
    """
    wanted = rules.merged(demands)
    _lock_hold(reference)
    more = _fit(reference, wanted, source=source, stamp=stamp)
    taken, short = take(more, source, stamp) if more else ((), ())
    if short:
        raise out_of_stock(short)
    open_promises(reference).update(reference=to.reference, holder="", expires_at=to.until)
    if taken:
        make_promises(to.reference, taken, until=to.until, stamp=stamp)

    record(StockHoldConverted(hold=reference, reference=to.reference, stamp=stamp))
    tell_promised(to.reference, more, taken, stamp=stamp)


def _must_be_own(reference: str, channel: str) -> None:
    """Refuse with ReferenceTaken what is an order's promise, or held on another channel."""
    own = holder_on(channel, "")
    if open_promises(reference).exclude(holder__startswith=own).exists():
        raise ReferenceTaken(reference=reference)


def _lock_hold(reference: str) -> None:
    """Let one call at a time decide what a reference holds: its rows may lie at any level."""
    lock_name(f"hold:{reference}")


def _demands(lines: Sequence[tuple[str, Decimal]]) -> list[Demand]:
    variants = variant_ids(sku for sku, _ in lines)
    unknown = {
        f"lines.{i}.sku": N_("Not sold here.")
        for i, (sku, _) in enumerate(lines)
        if sku not in variants
    }
    if unknown:
        raise UnknownSku(sku=next(s for s, _ in lines if s not in variants), errors=unknown)
    for sku, quantity in lines:
        must_be_countable(quantity, sku=sku)
    return [Demand(variants[sku], sku, quantity) for sku, quantity in lines]


def _holds(reference: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(reference=reference).exclude(holder="")


def _runs(held: Reservation, at: datetime) -> bool:
    return held.outcome == Outcome.OPEN and (held.expires_at is None or held.expires_at > at)


def _must_be_within(
    terms: HoldTerms, wanted: Sequence[Demand], *, most: Decimal | None, at: datetime
) -> None:
    """Refuse with HoldTooLarge where one holder would keep too much of something from others."""
    if most is None:
        return
    elsewhere = (
        Reservation.objects.filter(holder=terms.holder, outcome=Outcome.OPEN)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .exclude(reference=terms.reference)
        .values_list("level__variant")
        .annotate(total=Sum("quantity"))
    )
    held = dict(elsewhere)
    for demand in wanted:
        if held.get(demand.variant_id, Decimal(0)) + demand.quantity > most:
            raise HoldTooLarge(sku=demand.sku, most=f"{most.normalize():f}")


def _fit(
    reference: str, wanted: Sequence[Demand], *, source: Source, stamp: Stamp
) -> tuple[Demand, ...]:
    """Give back what a reference holds and wants no more; return what it wants beyond it.

    All levels that matter are locked first, in order, so that nobody waits crosswise.
    """
    own = open_promises(reference)
    selling = ChannelSource.objects.filter(channel_id=source.channel_id).values("location")
    matter = StockLevel.objects.filter(
        Q(id__in=own.values("level"))
        | Q(variant_id__in=[d.variant_id for d in wanted], location__in=selling)
    )
    levels = lock_levels(matter)
    if expire(own, stamp):
        levels = lock_levels(matter)
    held: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in lock_in_order(own.filter(level__in=levels.rows)):
        held[levels.rows[row.level_id].variant_id].append(row)
    asked = {demand.variant_id: demand.quantity for demand in wanted}
    surplus = [
        part
        for variant, rows in held.items()
        for part in _surplus(rows, asked.get(variant, Decimal(0)))
    ]
    if surplus:
        _give_back(surplus, levels, stamp)
    have = {variant: sum(row.quantity for row in rows) for variant, rows in held.items()}
    return tuple(
        Demand(each.variant_id, each.sku, each.quantity - have.get(each.variant_id, Decimal(0)))
        for each in wanted
        if each.quantity > have.get(each.variant_id, Decimal(0))
    )


def _surplus(rows: Sequence[Reservation], wanted: Decimal) -> list[tuple[Reservation, Decimal]]:
    """Return what of these promises is beyond what is wanted: what waits first, then the last."""
    over = sum((row.quantity for row in rows), Decimal(0)) - wanted
    parts = dict.fromkeys(rows, Decimal(0))
    for row in rows:
        parts[row] = max(min(over, row.backordered), Decimal(0))
        over -= parts[row]
    for row in reversed(rows):
        part = max(min(over, row.quantity - parts[row]), Decimal(0))
        parts[row] += part
        over -= part
    return [(row, part) for row, part in parts.items() if part]


def _give_back(
    surplus: Sequence[tuple[Reservation, Decimal]], levels: LockedLevels, stamp: Stamp
) -> None:
    """Release promises, or parts of them: a part is a row of its own that ends now."""
    whole = [held for held, part in surplus if part == held.quantity]
    end(whole, levels, Outcome.RELEASED)
    for held, part in surplus:
        if part == held.quantity:
            continue
        waited = min(part, held.backordered)
        Reservation.objects.filter(id=held.id).update(
            quantity=F("quantity") - part, backordered=F("backordered") - waited
        )
        Reservation(
            level_id=held.level_id,
            reference=held.reference,
            quantity=part,
            backordered=waited,
            promised_on=held.promised_on,
            holder=held.holder,
            made_at=held.made_at,
            expires_at=held.expires_at,
            closed_at=Now(),
            outcome=Outcome.RELEASED,
        ).save(force_insert=True)
        levels.rows[held.level_id].reserved -= part
    settle(levels, stamp=stamp)
    lines: dict[str, int] = defaultdict(int)
    for held, _ in surplus:
        lines[held.reference] += 1
    for reference, count in lines.items():
        record(StockReleased(reference=reference, lines=count, stamp=stamp))


def _lacking(short: Sequence[Shortage]) -> tuple[Lacking, ...]:
    return tuple(Lacking(each.sku, each.asked - each.available) for each in short)
