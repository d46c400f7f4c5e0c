"""Goods between two locations, for programs of the back office."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.receipts import LotCode, PaperQuery, ReasonIn, must_see
from guildhall.inventory.api.shapes import Sku, Some, Strict, plain
from guildhall.inventory.types import (
    TransferCard,
    TransferLineCard,
    TransferPlan,
    TransferRow,
    TransferWish,
)
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["transfers"])

Place = Annotated[str, Field(min_length=1, max_length=40)]


class WishIn(Strict):
    sku: Sku
    quantity: Some
    lot: LotCode = ""


class TransferIn(Strict):
    """What is to go. Nothing moves before it is sent."""

    origin: Place
    destination: Place
    lines: Annotated[list[WishIn], Field(min_length=1, max_length=500)]
    note: Annotated[str, Field(max_length=200)] = ""
    due_on: date | None = None


class TransferPartIn(Strict):
    """What is meant of a transfer; without lines, all of it."""

    lines: Annotated[list[WishIn], Field(max_length=500)] = []


class TransferLineOut(Schema):
    sku: str
    lot: str
    asked: str
    sent: str
    arrived: str
    lost: str
    loss_reason: str

    @classmethod
    def of(cls, line: TransferLineCard) -> Self:
        return cls(
            sku=line.sku,
            lot=line.lot,
            asked=plain(line.asked),
            sent=plain(line.sent),
            arrived=plain(line.arrived),
            lost=plain(line.lost),
            loss_reason=line.loss_reason,
        )


class TransferRowOut(Schema):
    number: str
    origin: str
    destination: str
    state: str
    note: str
    due_on: date | None
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, row: TransferRow) -> Self:
        return cls(
            number=row.number,
            origin=row.origin,
            destination=row.destination,
            state=row.state,
            note=row.note,
            due_on=row.due_on,
            created_at=row.created_at,
            sent_at=row.sent_at,
            closed_at=row.closed_at,
            updated_at=row.updated_at,
        )


class TransferOut(TransferRowOut):
    lines: list[TransferLineOut] = []

    @classmethod
    def with_lines(cls, card: TransferCard) -> Self:
        lines = [TransferLineOut.of(line) for line in card.lines]
        return cls.of(card.row).model_copy(update={"lines": lines})


class TransferPageOut(Schema):
    items: list[TransferRowOut]
    next_cursor: str | None


@router.get("", response=TransferPageOut, auth=Needs("stock:view"), operation_id="list_transfers")
def list_transfers(request: HttpRequest, query: Query[PaperQuery]) -> TransferPageOut:
    """List transfers from or to places within the caller's reach, latest change first."""
    page = queries.list_transfers(query.chosen(request), cursor=query.cursor, limit=query.limit)
    return TransferPageOut(
        items=[TransferRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "", response={201: TransferOut}, auth=Needs("stock:edit"), operation_id="plan_transfer"
)
@idempotent(status=201)
def plan(request: HttpRequest, body: TransferIn) -> TransferOut:
    """Write down what is to go; nothing moves yet."""
    told = TransferPlan(body.origin, body.destination, _wishes(body.lines), body.note, body.due_on)
    return _out(operations.plan_transfer(told, stamp=stamp_of(request)))


@router.get(
    "/{transfer}",
    response=TransferOut,
    auth=Needs("stock:view"),
    operation_id="get_transfer",
    openapi_extra=CONDITIONAL,
)
def get_transfer(request: HttpRequest, transfer: str) -> HttpResponse:
    """Show where a transfer stands, line by line."""
    card = queries.get_transfer(transfer)
    must_see(request, card.row.origin, card.row.destination)
    return sealed(request, TransferOut.with_lines(card), version=card.row.version)


@router.post(
    "/{transfer}/dispatch",
    response={200: TransferOut},
    auth=Needs("stock:edit"),
    operation_id="send_transfer",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def send(request: HttpRequest, transfer: str, body: TransferPartIn) -> TransferOut:
    """Let goods leave their place: all that was asked for, or these lines."""
    operations.send_transfer(
        transfer,
        sent=_wishes(body.lines),
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _out(transfer)


@router.post(
    "/{transfer}/arrival",
    response={200: TransferOut},
    auth=Needs("stock:edit"),
    operation_id="receive_transfer",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def arrive(request: HttpRequest, transfer: str, body: TransferPartIn) -> TransferOut:
    """Take in what arrived: all that is on its way, or these lines."""
    operations.receive_transfer(
        transfer,
        arrived=_wishes(body.lines),
        stamp=stamp_of(request),
        expected=expected_of(request),
    )
    return _out(transfer)


@router.post(
    "/{transfer}/closing",
    response={200: TransferOut},
    auth=Needs("stock:edit"),
    operation_id="close_transfer",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def close(request: HttpRequest, transfer: str, body: ReasonIn) -> TransferOut:
    """Say that what is still on its way will not arrive, and why."""
    operations.close_transfer(
        transfer, reason=body.reason, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _out(transfer)


@router.post(
    "/{transfer}/cancellation",
    response={200: TransferOut},
    auth=Needs("stock:edit"),
    operation_id="cancel_transfer",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def cancel(request: HttpRequest, transfer: str, body: ReasonIn) -> TransferOut:
    """Call off what has not been sent."""
    operations.cancel_transfer(
        transfer, reason=body.reason, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _out(transfer)


def _wishes(lines: Sequence[WishIn]) -> tuple[TransferWish, ...]:
    return tuple(TransferWish(line.sku, line.quantity, line.lot) for line in lines)


def _out(number: str) -> TransferOut:
    return TransferOut.with_lines(queries.get_transfer(number))
