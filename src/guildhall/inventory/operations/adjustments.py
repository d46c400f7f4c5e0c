"""Corrections of what is on hand, each only if it is still what was seen."""

from decimal import Decimal

from django.db import transaction

from guildhall.approvals.operations import ask_if_needed
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, Wish
from guildhall.inventory.errors import BelowReserved, StockChanged
from guildhall.inventory.events import StockAdjusted, StockWrittenOff
from guildhall.inventory.models import Movement, StockLevel
from guildhall.inventory.operations.blocks import lift, set_aside_of
from guildhall.inventory.operations.keeping import (
    Because,
    lock_level,
    movement,
    must_be_countable,
    must_keep,
    must_not_be_by_lot,
    paper_of,
)
from guildhall.inventory.operations.levels import free
from guildhall.inventory.operations.settling import settle
from guildhall.inventory.queries.places import scopes_of_keeper
from guildhall.inventory.states import MovementKind
from guildhall.inventory.types import Correction, StockKey, version_of
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def adjust_stock(
    what: StockKey, correction: Correction, *, stamp: Stamp, seen: Expected = WHATEVER
) -> Pending | None:
    """Correct what is on hand by a signed quantity, if it is still what was expected.

    Returns what it waits for where it needs somebody else's yes. Refuses with StockNotFound,
    NotPermitted, QuantityInvalid, LotNeeded, StockChanged or, where promises would break,
    BelowReserved.
    """
    by = correction.quantity
    must_be_countable(abs(by), sku=what.sku)
    levels, level = lock_level(what)
    must_keep(what.location, stamp)
    seen.must_be(version_of(level.id, level.updated_at))
    must_not_be_by_lot(level, sku=what.sku)
    _must_be(level, correction, what)
    if -by > free(level):
        raise _promised(level, what, asked=-by)
    wish = _wish(what, correction, action=ActionCode.STOCK_ADJUST, after=level.on_hand + by)
    if pending := ask_if_needed(wish, stamp=stamp):
        return pending

    level.on_hand += by
    settle(levels, stamp=stamp)
    why = Because(paper_of(correction.reason, stamp), correction.reason)
    movement(level, MovementKind.ADJUSTMENT, by, because=why, stamp=stamp).save(force_insert=True)

    record(
        StockAdjusted(
            location=what.location,
            sku=what.sku,
            owner=what.owner,
            quantity=by,
            reason=correction.reason,
            stamp=stamp,
        )
    )
    return None


@transaction.atomic
def write_off_stock(
    what: StockKey, correction: Correction, *, stamp: Stamp, seen: Expected = WHATEVER
) -> Pending | None:
    """Give up goods that lie here, if as much is on hand as was expected.

    With `block` it is of what was set aside for that reason. Returns what it waits for where it
    needs somebody else's yes. Refuses as `adjust_stock` does, or with NotBlocked.
    """
    gone = correction.quantity
    must_be_countable(gone, sku=what.sku)
    levels, level = lock_level(what)
    must_keep(what.location, stamp)
    seen.must_be(version_of(level.id, level.updated_at))
    must_not_be_by_lot(level, sku=what.sku)
    _must_be(level, correction, what)
    aside = set_aside_of(level, what, correction) if correction.block else None
    if aside is None and gone > free(level):
        raise _promised(level, what, asked=gone)
    wish = _wish(what, correction, action=ActionCode.STOCK_WRITE_OFF, after=level.on_hand - gone)
    if pending := ask_if_needed(wish, stamp=stamp):
        return pending

    lines: list[Movement] = []
    if aside is not None:
        lines.append(lift(level, aside, gone, reason=correction.reason, stamp=stamp))
    level.on_hand -= gone
    why = Because(paper_of(correction.reason, stamp), correction.reason)
    lines.append(movement(level, MovementKind.WRITE_OFF, -gone, because=why, stamp=stamp))
    settle(levels, stamp=stamp)
    Movement.objects.bulk_create(lines)

    _tell_gone(what, correction, stamp)
    return None


def _tell_gone(what: StockKey, correction: Correction, stamp: Stamp) -> None:
    record(
        StockWrittenOff(
            location=what.location,
            sku=what.sku,
            owner=what.owner,
            quantity=correction.quantity,
            reason=correction.reason,
            block=correction.block or "",
            stamp=stamp,
        )
    )


def _must_be(level: StockLevel, correction: Correction, what: StockKey) -> None:
    """Refuse with StockChanged unless as much is on hand as whoever asks has seen."""
    if level.on_hand != correction.expected:
        raise StockChanged(
            sku=what.sku,
            location=what.location,
            on_hand=_plain(level.on_hand),
            expected=_plain(correction.expected),
        )


def _promised(level: StockLevel, what: StockKey, *, asked: Decimal) -> BelowReserved:
    return BelowReserved(
        sku=what.sku, location=what.location, reserved=level.reserved, asked=asked
    )


def _wish(what: StockKey, correction: Correction, *, action: ActionCode, after: Decimal) -> Wish:
    subject = f"{what.sku} · {what.location}"
    before, then = _plain(correction.expected), _plain(after)
    return Wish(
        action=action,
        command=f"inventory.{action.value.removeprefix('stock.')}_stock",
        payload={
            "location": what.location,
            "sku": what.sku,
            "owner": what.owner,
            "quantity": str(correction.quantity),
            "expected": str(correction.expected),
            "reason": correction.reason,
            "block": correction.block or "",
        },
        measure=abs(correction.quantity),
        scopes=scopes_of_keeper(what.location),
        changes=(Change(subject=subject, field="on_hand", before=before, after=then),),
        reason=correction.reason,
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
