"""Stock held for somebody who has not bought yet: capped, prolonged, and turned into an order's.

What a reference holds already is its own: asked again it counts as held, not as gone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet, Sum

from guildhall.catalog.errors import UnknownSku
from guildhall.catalog.queries import parts_of, variant_ids
from guildhall.inventory import rules
from guildhall.inventory.errors import HoldGone, HoldNotFound, HoldTooLarge, ReferenceTaken
from guildhall.inventory.events import StockHoldConverted, StockHoldExtended, StockReleased
from guildhall.inventory.models import Reservation
from guildhall.inventory.operations.closing import close_promises, open_promises
from guildhall.inventory.operations.fitting import fit
from guildhall.inventory.operations.keeping import must_be_countable
from guildhall.inventory.operations.taking import (
    make_promises,
    out_of_stock,
    take,
    told_of,
)
from guildhall.inventory.queries.policies import sourcing_of
from guildhall.inventory.queries.reservations import (
    allocations_of,
    holder_on,
    scopes_of_hold,
)
from guildhall.inventory.states import Outcome
from guildhall.inventory.types import (
    Demand,
    Held,
    HoldTerms,
    Lacking,
    Shortage,
    Source,
    Waiting,
)
from guildhall.kernel.events import record, record_all
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
    source = Source(card.id, near=terms.near)
    how = sourcing_of(card.id)
    wanted = rules.merged(_demands(lines))
    terms = replace(terms, holder=holder_on(channel, terms.holder))
    if how.most_held is not None:
        lock_name(f"holder:{terms.holder}")
    _lock_hold(terms.reference)
    _must_be_own(terms.reference, channel)
    _must_be_within(terms, wanted, most=how.most_held, at=stamp.at)

    more = fit(terms.reference, wanted, source=source, stamp=stamp)
    taken, short = take(more, source, stamp) if more else ((), ())
    if short and not how.in_part:
        raise out_of_stock(short)
    open_promises(terms.reference).update(expires_at=terms.until)
    waiting: tuple[Waiting, ...] = ()
    if taken:
        waiting, facts = told_of(terms.reference, more, taken, stamp=stamp)
        make_promises(
            terms.reference,
            taken,
            until=terms.until,
            holder=terms.holder,
            facts=facts,
            stamp=stamp,
        )
    elif short and not open_promises(terms.reference).exists():
        raise out_of_stock(short)
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
    reference: str,
    *,
    to: HoldTerms,
    demands: Sequence[Demand],
    source: Source,
    channel: str,
    stamp: Stamp,
) -> tuple[Waiting, ...]:
    """Turn what a checkout holds into the promise of a document above, made to fit its lines.

    What was held goes over as it is, though the shelf be empty for everybody else. The document
    has asked whether it may. Returns what of it is not here yet. Refuses with HoldNotFound where
    the channel never held anything under this name, or has sold it already, and with OutOfStock.
    """
    wanted = rules.merged(demands)
    _lock_hold(reference)
    _must_be_held(reference, channel)
    more = fit(reference, wanted, source=source, stamp=stamp)
    taken, short = take(more, source, stamp) if more else ((), ())
    if short:
        raise out_of_stock(short)
    open_promises(reference).update(reference=to.reference, holder="", expires_at=to.until)
    if taken:
        make_promises(to.reference, taken, until=to.until, stamp=stamp)

    record(StockHoldConverted(hold=reference, reference=to.reference, stamp=stamp))
    waiting, facts = told_of(to.reference, wanted, allocations_of(to.reference), stamp=stamp)
    record_all(facts)
    return waiting


def _must_be_held(reference: str, channel: str) -> None:
    """Refuse with HoldNotFound what is an order's promise, or another channel's hold."""
    if not _holds(reference).filter(holder__startswith=holder_on(channel, "")).exists():
        raise HoldNotFound(reference=reference)


def _must_be_own(reference: str, channel: str) -> None:
    """Refuse with ReferenceTaken what is an order's promise, or held on another channel."""
    own = holder_on(channel, "")
    if open_promises(reference).exclude(holder__startswith=own).exists():
        raise ReferenceTaken(reference=reference)


def _lock_hold(reference: str) -> None:
    """Let one call at a time decide what a reference holds: its rows may lie at any level."""
    lock_name(f"hold:{reference}")


def _demands(lines: Sequence[tuple[str, Decimal]]) -> list[Demand]:
    """Return what these lines need, of bundles their parts. Refuses as `hold_stock` says."""
    variants = variant_ids(sku for sku, _ in lines)
    parts = parts_of(variants.values())
    unknown = {
        f"lines.{i}.sku": N_("Not sold here.")
        for i, (sku, _) in enumerate(lines)
        if sku not in variants
    }
    if unknown:
        raise UnknownSku(sku=next(s for s, _ in lines if s not in variants), errors=unknown)
    for sku, quantity in lines:
        must_be_countable(quantity, sku=sku)
    return [
        each
        for sku, quantity in lines
        for each in rules.exploded(
            Demand(variants[sku], sku, quantity), parts.get(variants[sku], ())
        )
    ]


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


def _lacking(short: Sequence[Shortage]) -> tuple[Lacking, ...]:
    return tuple(Lacking(each.sku, each.asked - each.available) for each in short)
