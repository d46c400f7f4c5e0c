"""What is decided about one order: parts called off, holds, tags, notes, judgement."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from guildhall.kernel.conditions import IF_MATCH, expected_of
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.orders import operations, queries
from guildhall.orders.api.orders import OrderRowOut, Reason, line_at, row_told
from guildhall.orders.states import HoldReason, Visibility
from guildhall.orders.types import ActionCard, NoteCard

router = Router(tags=["orders"])
Tag = Annotated[str, Field(min_length=1, max_length=30)]


class LineUnits(Schema):
    """So many units of a line, by its place in the order: the first is 0."""

    model_config = ConfigDict(extra="forbid")

    position: Annotated[int, Field(ge=0, le=10_000)]
    quantity: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=3)]


class PartialCancellation(Schema):
    model_config = ConfigDict(extra="forbid")

    units: Annotated[list[LineUnits], Field(min_length=1, max_length=200)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Hold(Schema):
    model_config = ConfigDict(extra="forbid")

    because: HoldReason
    reason: Annotated[str, Field(max_length=200)] = ""


class Release(Schema):
    model_config = ConfigDict(extra="forbid")

    because: HoldReason


class Tags(Schema):
    model_config = ConfigDict(extra="forbid")

    add: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)
    remove: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)


class NewNote(Schema):
    """A note; `mentions` are people of the company who may see the order."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=2_000)]
    visibility: Visibility = Visibility.TEAM
    mentions: Annotated[list[UUID], Field(max_length=20)] = Field(default_factory=list)


class Double(Schema):
    """The other order that this one is the same as."""

    model_config = ConfigDict(extra="forbid")

    other: Annotated[str, Field(min_length=1, max_length=32)]


class ActionOut(Schema):
    """Something that can be done now, or a refusal's code and words why not."""

    name: str
    possible: bool
    code: str
    message: str

    @classmethod
    def of(cls, card: ActionCard) -> "ActionOut":
        message = card.message.format_map(card.facts) if card.message else ""
        return cls(name=card.name, possible=card.possible, code=card.code, message=message)


class ActionsOut(Schema):
    items: list[ActionOut]


class NoteOut(Schema):
    id: UUID
    text: str
    visibility: str
    mentions: list[UUID]
    by: str
    at: datetime

    @classmethod
    def of(cls, card: NoteCard) -> "NoteOut":
        return cls(
            id=card.id,
            text=card.text,
            visibility=card.visibility,
            mentions=list(card.mentions),
            by=card.by,
            at=card.at,
        )


class NotesOut(Schema):
    items: list[NoteOut]


@router.get(
    "/{number}/actions",
    response=ActionsOut,
    auth=Needs("orders:view"),
    operation_id="list_order_actions",
)
def list_actions(request: HttpRequest, number: str) -> ActionsOut:
    """Tell what can be done with an order now, and of everything else why not."""
    found = queries.list_actions(number, actor=stamp_of(request).by)
    return ActionsOut(items=[ActionOut.of(card) for card in found])


@router.post(
    "/{number}/partial-cancellation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="cancel_order_units",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def cancel_units(request: HttpRequest, number: str, body: PartialCancellation) -> OrderRowOut:
    """Call off so many units of these lines before they leave."""
    operations.cancel_units(
        number,
        units={line_at(number, part.position): part.quantity for part in body.units},
        reason=body.reason,
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return row_told(number)


@router.post(
    "/{number}/hold",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="hold_order",
)
@idempotent(status=200)
def hold(request: HttpRequest, number: str, body: Hold) -> OrderRowOut:
    """Keep an order from going on until somebody releases it."""
    operations.hold_order(number, hold=body.because, reason=body.reason, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/release",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="release_order",
)
@idempotent(status=200)
def release(request: HttpRequest, number: str, body: Release) -> OrderRowOut:
    """Let an order go on that waited for this reason."""
    operations.release_order(number, hold=body.because, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/tags",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="tag_order",
)
@idempotent(status=200)
def tag(request: HttpRequest, number: str, body: Tags) -> OrderRowOut:
    """Put words on an order, and take others off."""
    operations.tag_order(number, add=body.add, remove=body.remove, stamp=stamp_of(request))
    return row_told(number)


@router.get(
    "/{number}/notes",
    response=NotesOut,
    auth=Needs("orders:view"),
    operation_id="list_order_notes",
)
def list_notes(request: HttpRequest, number: str) -> NotesOut:
    """List the notes beside an order that the caller may read, oldest first."""
    actor = stamp_of(request).by
    order = queries.get_order(number)
    actor.must("orders:view", scope=queries.scopes_for(number, sold=order.scopes, actor=actor))
    return NotesOut(items=[NoteOut.of(card) for card in queries.list_notes(number, actor=actor)])


@router.post(
    "/{number}/notes",
    response={200: NotesOut},
    auth=Needs("orders:edit"),
    operation_id="add_order_note",
)
@idempotent(status=200)
def add_note(request: HttpRequest, number: str, body: NewNote) -> NotesOut:
    """Write a note beside an order, and call people to it."""
    stamp = stamp_of(request)
    operations.add_note(
        number,
        text=body.text,
        visibility=body.visibility,
        mentions=body.mentions,
        stamp=stamp,
    )
    found = queries.list_notes(number, actor=stamp.by)
    return NotesOut(items=[NoteOut.of(card) for card in found])


@router.post(
    "/{number}/fraud-review",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="review_order",
)
@idempotent(status=200)
def review(request: HttpRequest, number: str, body: Reason) -> OrderRowOut:
    """Stop an order until somebody has looked whether it is honest."""
    operations.ask_fraud_review(number, reason=body.reason, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/fraud-review/approval",
    response={200: OrderRowOut},
    auth=Needs("orders:approve"),
    operation_id="approve_order",
)
@idempotent(status=200)
def approve(request: HttpRequest, number: str) -> OrderRowOut:
    """Say that an order under review is honest."""
    operations.approve_order(number, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/fraud-review/denial",
    response={200: OrderRowOut},
    auth=Needs("orders:approve"),
    operation_id="deny_order",
)
@idempotent(status=200)
def deny(request: HttpRequest, number: str) -> OrderRowOut:
    """Say that an order under review is not honest."""
    operations.deny_order(number, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/duplicate",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="mark_order_duplicate",
)
@idempotent(status=200)
def mark_duplicate(request: HttpRequest, number: str, body: Double) -> OrderRowOut:
    """Say that an order is the same as another one; it goes no other way by that."""
    operations.mark_duplicate(number, other=body.other, stamp=stamp_of(request))
    return row_told(number)


@router.post(
    "/{number}/no-duplicate",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="clear_order_duplicate",
)
@idempotent(status=200)
def clear_duplicate(request: HttpRequest, number: str) -> OrderRowOut:
    """Say that an order is one of its own; it is not flagged again."""
    operations.clear_duplicate(number, stamp=stamp_of(request))
    return row_told(number)
