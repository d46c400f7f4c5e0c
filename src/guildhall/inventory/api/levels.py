"""Levels: their buckets, the ledger behind them, and what changes them by hand."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from guildhall.approvals.types import Pending, PendingOut
from guildhall.inventory import operations, queries
from guildhall.inventory.api.cards import LevelOut, LevelPageOut, MovementOut, MovementPageOut
from guildhall.inventory.api.shapes import (
    Count,
    Note,
    Some,
    Strict,
    Why,
    plain,
)
from guildhall.inventory.states import BlockReason
from guildhall.inventory.types import Correction, LevelCard, LevelFilter
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["stock"])


class LevelQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    location: str = ""
    scarce: bool = False
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class AdjustmentIn(Strict):
    """By how much, and how much was on hand when that was decided."""

    by: Count
    expected: Count
    reason: Why


class WriteOffIn(Strict):
    """What is given up; with `block` it is what was set aside for that reason."""

    quantity: Some
    expected: Count
    reason: Why
    block: BlockReason | None = None


class BlockIn(Strict):
    quantity: Some
    reason: BlockReason
    note: Note = ""


class LowLineIn(Strict):
    """At how much left it is told to run low; null is never."""

    low_at: Some | None


@router.get("", response=LevelPageOut, auth=Needs("stock:view"), operation_id="list_levels")
def list_levels(request: HttpRequest, query: Query[LevelQuery]) -> LevelPageOut:
    """List levels, latest change first: those within the caller's reach."""
    chosen = LevelFilter(
        text=query.text,
        location=query.location,
        scarce=query.scarce,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach("stock:view"),
    )
    page = queries.list_levels(chosen, cursor=query.cursor, limit=query.limit)
    blocked = queries.blocks_of(level.id for level in page.items)
    return LevelPageOut(
        items=[LevelOut.of(level, _told(blocked.get(level.id, {}))) for level in page.items],
        next_cursor=page.next_cursor,
    )


@router.get(
    "/{level}",
    response=LevelOut,
    auth=Needs("stock:view"),
    operation_id="get_level",
    openapi_extra=CONDITIONAL,
)
def get_level(request: HttpRequest, level: UUID) -> HttpResponse:
    """Show one level."""
    card = _seen(request, level)
    return sealed(request, _out(card), version=card.version)


@router.get(
    "/{level}/movements",
    response=MovementPageOut,
    auth=Needs("stock:view"),
    operation_id="list_movements",
)
def list_movements(
    request: HttpRequest, level: UUID, *, cursor: str | None = None, limit: int = 50
) -> MovementPageOut:
    """List the ledger behind a level, latest first."""
    page = queries.list_movements(_seen(request, level).id, cursor=cursor, limit=limit)
    return MovementPageOut(
        items=[MovementOut.of(line) for line in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/{level}/adjustment",
    response={200: LevelOut, 202: PendingOut},
    auth=Needs("stock:edit"),
    operation_id="adjust_level",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def adjust(request: HttpRequest, level: UUID, body: AdjustmentIn) -> LevelOut | Status[PendingOut]:
    """Correct what is on hand, if it is still what was seen; 202 where that needs a yes."""
    pending = operations.adjust_stock(
        queries.get_level(level).key,
        Correction(body.by, body.expected, body.reason),
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _answer(level, pending)


@router.post(
    "/{level}/write-off",
    response={200: LevelOut, 202: PendingOut},
    auth=Needs("stock:edit"),
    operation_id="write_off_level",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def write_off(
    request: HttpRequest, level: UUID, body: WriteOffIn
) -> LevelOut | Status[PendingOut]:
    """Give up goods that lie there; 202 where that needs a yes."""
    pending = operations.write_off_stock(
        queries.get_level(level).key,
        Correction(body.quantity, body.expected, body.reason, body.block),
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _answer(level, pending)


@router.post(
    "/{level}/block",
    response={200: LevelOut},
    auth=Needs("stock:edit"),
    operation_id="block_level",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def block(request: HttpRequest, level: UUID, body: BlockIn) -> LevelOut:
    """Set goods aside for a reason."""
    operations.block_stock(
        queries.get_level(level).key,
        quantity=body.quantity,
        reason=body.reason,
        note=body.note,
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _out(queries.get_level(level))


@router.post(
    "/{level}/unblock",
    response={200: LevelOut},
    auth=Needs("stock:edit"),
    operation_id="unblock_level",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def unblock(request: HttpRequest, level: UUID, body: BlockIn) -> LevelOut:
    """Let goods be sold again that were set aside for a reason."""
    operations.unblock_stock(
        queries.get_level(level).key,
        quantity=body.quantity,
        reason=body.reason,
        note=body.note,
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _out(queries.get_level(level))


@router.post(
    "/{level}/low-line",
    response={200: LevelOut},
    auth=Needs("stock:edit"),
    operation_id="set_low_line",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_low_line(request: HttpRequest, level: UUID, body: LowLineIn) -> LevelOut:
    """Choose at how much left it is told to run low."""
    operations.set_low_line(
        queries.get_level(level).key,
        low_at=body.low_at,
        stamp=stamp_of(request),
        seen=expected_of(request),
    )
    return _out(queries.get_level(level))


def _seen(request: HttpRequest, level: UUID) -> LevelCard:
    card = queries.get_level(level)
    scopes = queries.scopes_of_location(card.location)
    stamp_of(request).by.must("stock:view", scope=scopes)
    return card


def _answer(level: UUID, pending: Pending | None) -> LevelOut | Status[PendingOut]:
    if pending is not None:
        return Status(202, PendingOut.of(pending))
    return _out(queries.get_level(level))


def _out(level: LevelCard) -> LevelOut:
    return LevelOut.of(level, _told(queries.blocks_of([level.id]).get(level.id, {})))


def _told(blocked: dict[str, Decimal]) -> dict[str, str]:
    return {reason: plain(quantity) for reason, quantity in blocked.items()}
