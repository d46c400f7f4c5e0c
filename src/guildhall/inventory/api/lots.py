"""Lots, their trace and their recall."""

from datetime import date, datetime
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.receipts import LotCode, ReasonIn
from guildhall.inventory.api.shapes import Sku, Some, Strict, plain
from guildhall.inventory.types import (
    LotCard,
    LotFilter,
    LotLink,
    LotStep,
    LotTrace,
    LotWord,
    RecallLine,
    Repack,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["lots"])


class LotQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    location: str = ""
    recalled: bool = False
    expires_by: date | None = None
    cursor: str | None = None
    limit: int = 50


class RepackIn(Strict):
    """What is made of a lot, and in which lot it then is."""

    location: Annotated[str, Field(min_length=1, max_length=40)]
    from_sku: Sku
    from_lot: Annotated[LotCode, Field(min_length=1)]
    from_quantity: Some
    to_sku: Sku
    to_lot: Annotated[LotCode, Field(min_length=1)]
    to_quantity: Some
    expires_on: date | None = None


class RecallIn(ReasonIn):
    sku: Sku
    lot: Annotated[LotCode, Field(min_length=1)]


class LotOut(Schema):
    """A lot, or one piece with a serial number."""

    sku: str
    lot: str
    is_serial: bool
    made_on: date | None
    expires_on: date | None
    supplier: str
    recalled_at: datetime | None
    recall_reason: str
    on_hand: str

    @classmethod
    def of(cls, lot: LotCard) -> Self:
        return cls(
            sku=lot.sku,
            lot=lot.code,
            is_serial=lot.is_serial,
            made_on=lot.made_on,
            expires_on=lot.expires_on,
            supplier=lot.supplier,
            recalled_at=lot.recalled_at,
            recall_reason=lot.recall_reason,
            on_hand=plain(lot.on_hand),
        )


class LotPageOut(Schema):
    items: list[LotOut]
    next_cursor: str | None


class LotPlaceOut(Schema):
    location: str
    on_hand: str
    blocked: str
    block_reason: str


class LotLinkOut(Schema):
    """A lot that this one was made of, or that was made of it, `depth` steps away."""

    sku: str
    lot: str
    quantity: str
    reference: str
    depth: int

    @classmethod
    def of(cls, link: LotLink) -> Self:
        return cls(
            sku=link.sku,
            lot=link.code,
            quantity=plain(link.quantity),
            reference=link.reference,
            depth=link.depth,
        )


class LotStepOut(Schema):
    kind: str
    location: str
    quantity: str
    reference: str
    reason: str
    effective_at: datetime

    @classmethod
    def of(cls, step: LotStep) -> Self:
        return cls(
            kind=step.kind,
            location=step.location,
            quantity=plain(step.quantity),
            reference=step.reference,
            reason=step.reason,
            effective_at=step.effective_at,
        )


class LotTraceOut(LotOut):
    """Where a lot came from, where it lies, and where it went."""

    places: list[LotPlaceOut] = []
    made_of: list[LotLinkOut] = []
    made_into: list[LotLinkOut] = []
    steps: list[LotStepOut] = []

    @classmethod
    def with_steps(cls, trace: LotTrace) -> Self:
        places = [
            LotPlaceOut(
                location=place.location,
                on_hand=plain(place.on_hand),
                blocked=plain(place.blocked),
                block_reason=place.block_reason,
            )
            for place in trace.places
        ]
        told = {
            "places": places,
            "made_of": [LotLinkOut.of(link) for link in trace.made_of],
            "made_into": [LotLinkOut.of(link) for link in trace.made_into],
            "steps": [LotStepOut.of(step) for step in trace.steps],
        }
        return cls.of(trace.lot).model_copy(update=told)


class RecallLineOut(Schema):
    """One paper on which a lot, or what was made of it, went out; a shipment's is an order."""

    sku: str
    lot: str
    kind: str
    location: str
    reference: str
    quantity: str
    effective_at: datetime

    @classmethod
    def of(cls, line: RecallLine) -> Self:
        return cls(
            sku=line.sku,
            lot=line.lot,
            kind=line.kind,
            location=line.location,
            reference=line.reference,
            quantity=plain(line.quantity),
            effective_at=line.effective_at,
        )


class RecallListOut(Schema):
    items: list[RecallLineOut]


@router.get("", response=LotPageOut, auth=Needs("stock:view"), operation_id="list_lots")
def list_lots(request: HttpRequest, query: Query[LotQuery]) -> LotPageOut:
    """List lots that lie, or have lain, within the caller's reach, newest first."""
    chosen = LotFilter(
        text=query.text,
        location=query.location,
        recalled=query.recalled,
        expires_by=query.expires_by,
        scopes=stamp_of(request).by.reach("stock:view"),
    )
    page = queries.list_lots(chosen, cursor=query.cursor, limit=query.limit)
    return LotPageOut(items=[LotOut.of(lot) for lot in page.items], next_cursor=page.next_cursor)


# Before the addresses of single lots: these would be taken for an SKU.
@router.post(
    "/repacks", response={201: LotOut}, auth=Needs("stock:edit"), operation_id="repack_lot"
)
@idempotent(status=201)
def repack(request: HttpRequest, body: RepackIn) -> LotOut:
    """Make a new lot of an old one, and remember of which."""
    told = Repack(
        location=body.location,
        from_sku=body.from_sku,
        from_lot=body.from_lot,
        from_quantity=body.from_quantity,
        to_sku=body.to_sku,
        to_lot=LotWord(body.to_lot, expires_on=body.expires_on),
        to_quantity=body.to_quantity,
    )
    operations.repack_lot(told, stamp=stamp_of(request))
    return LotOut.of(queries.get_lot(body.to_sku, body.to_lot))


@router.post(
    "/recall", response={200: LotOut}, auth=Needs("stock:edit"), operation_id="recall_lot"
)
@idempotent(status=200)
def recall(request: HttpRequest, body: RecallIn) -> LotOut:
    """Call a lot back everywhere, and all that was made of it."""
    operations.recall_lot(body.sku, body.lot, reason=body.reason, stamp=stamp_of(request))
    return LotOut.of(queries.get_lot(body.sku, body.lot))


@router.post(
    "/recall-end", response={200: LotOut}, auth=Needs("stock:edit"), operation_id="lift_recall"
)
@idempotent(status=200)
def lift(request: HttpRequest, body: RecallIn) -> LotOut:
    """Let a recalled lot be sold again."""
    operations.lift_recall(body.sku, body.lot, reason=body.reason, stamp=stamp_of(request))
    return LotOut.of(queries.get_lot(body.sku, body.lot))


@router.get(
    "/{sku}/{lot_code}", response=LotTraceOut, auth=Needs("stock:view"), operation_id="trace_lot"
)
def trace(request: HttpRequest, sku: str, lot_code: str) -> LotTraceOut:
    """Show where a lot came from, where it lies and where it went."""
    reach = _must_see(request, sku, lot_code)
    return LotTraceOut.with_steps(queries.trace_lot(sku, lot_code, scopes=reach))


@router.get(
    "/{sku}/{lot_code}/recall-list",
    response=RecallListOut,
    auth=Needs("stock:view"),
    operation_id="get_recall_list",
)
def recall_list(request: HttpRequest, sku: str, lot_code: str) -> RecallListOut:
    """List the papers on which a lot, or what was made of it, went out or elsewhere."""
    reach = _must_see(request, sku, lot_code)
    lines = queries.recall_list(sku, lot_code, scopes=reach)
    return RecallListOut(items=[RecallLineOut.of(line) for line in lines])


def _must_see(request: HttpRequest, sku: str, lot_code: str) -> tuple[str, ...]:
    """Return the caller's reach, where a lot lies within it. Refuses with NotPermitted."""
    actor = stamp_of(request).by
    actor.must("stock:view", scope=queries.scopes_of_lot(queries.get_lot(sku, lot_code).id))
    return actor.reach("stock:view")
