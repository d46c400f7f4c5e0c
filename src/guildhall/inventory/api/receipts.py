"""Goods that arrived, for programs of the back office."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.inventory import operations, queries
from guildhall.inventory.api.shapes import Sku, Some, Strict, Why, plain
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    LotWord,
    PaperFilter,
    ReceiptCard,
    ReceiptLineCard,
    ReceiptRow,
)
from guildhall.kernel.conditions import Moment
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["receipts"])

LotCode = Annotated[str, Field(max_length=60, pattern=r"^[\x21-\x7e]*$")]
Cost = Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=6, allow_inf_nan=False)]


class PaperQuery(Schema):
    """Filters of a list of papers. Empty ones do not narrow it."""

    text: str = ""
    location: str = ""
    state: str = ""
    cursor: str | None = None
    limit: int = 50

    def chosen(self, request: HttpRequest) -> PaperFilter:
        """Return the filter, within the caller's reach."""
        reach = stamp_of(request).by.reach("stock:view")
        return PaperFilter(self.text, self.location, self.state, reach)


class ArrivedLineIn(Strict):
    """One line; a `lot` for what is kept by lot, or the serial number of one piece."""

    sku: Sku
    quantity: Some
    unit_cost: Cost | None = None
    lot: LotCode = ""
    made_on: date | None = None
    expires_on: date | None = None

    def line(self) -> ArrivedLine:
        lot = LotWord(self.lot, self.made_on, self.expires_on) if self.lot else None
        return ArrivedLine(self.sku, self.quantity, self.unit_cost, lot)


class ReceiptIn(Strict):
    """What arrived without an order of ours; `paper` is the supplier's delivery note."""

    location: Annotated[str, Field(min_length=1, max_length=40)]
    lines: Annotated[list[ArrivedLineIn], Field(min_length=1, max_length=500)]
    supplier: Annotated[str, Field(max_length=120)] = ""
    paper: Annotated[str, Field(max_length=80)] = ""
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    received_at: Moment | None = None


class ReasonIn(Strict):
    reason: Why


class ReceiptLineOut(Schema):
    sku: str
    quantity: str
    unit_cost: str | None
    lot: str

    @classmethod
    def of(cls, line: ReceiptLineCard) -> Self:
        cost = None if line.unit_cost is None else plain(line.unit_cost)
        return cls(sku=line.sku, quantity=plain(line.quantity), unit_cost=cost, lot=line.lot)


class ReceiptRowOut(Schema):
    number: str
    location: str
    supplier: str
    paper: str
    currency: str
    received_at: datetime
    reversed_at: datetime | None

    @classmethod
    def of(cls, row: ReceiptRow) -> Self:
        return cls(
            number=row.number,
            location=row.location,
            supplier=row.supplier,
            paper=row.paper,
            currency=row.currency,
            received_at=row.received_at,
            reversed_at=row.reversed_at,
        )


class ReceiptOut(ReceiptRowOut):
    lines: list[ReceiptLineOut] = []

    @classmethod
    def with_lines(cls, card: ReceiptCard) -> Self:
        lines = [ReceiptLineOut.of(line) for line in card.lines]
        return cls.of(card.row).model_copy(update={"lines": lines})


class ReceiptPageOut(Schema):
    items: list[ReceiptRowOut]
    next_cursor: str | None


@router.get("", response=ReceiptPageOut, auth=Needs("stock:view"), operation_id="list_receipts")
def list_receipts(request: HttpRequest, query: Query[PaperQuery]) -> ReceiptPageOut:
    """List receipts, latest first: those within the caller's reach."""
    page = queries.list_receipts(query.chosen(request), cursor=query.cursor, limit=query.limit)
    return ReceiptPageOut(
        items=[ReceiptRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "", response={201: ReceiptOut}, auth=Needs("stock:edit"), operation_id="receive_goods"
)
@idempotent(status=201)
def receive(request: HttpRequest, body: ReceiptIn) -> ReceiptOut:
    """Book what has arrived, with its cost and lots."""
    arrival = Arrival(
        location=body.location,
        lines=tuple(line.line() for line in body.lines),
        supplier=body.supplier,
        paper=body.paper,
        currency=body.currency,
        received_at=body.received_at,
    )
    return _out(operations.receive_goods(arrival, stamp=stamp_of(request)))


@router.get(
    "/{receipt}", response=ReceiptOut, auth=Needs("stock:view"), operation_id="get_receipt"
)
def get_receipt(request: HttpRequest, receipt: str) -> ReceiptOut:
    """Show a receipt with its lines."""
    card = queries.get_receipt(receipt)
    must_see(request, card.row.location)
    return ReceiptOut.with_lines(card)


@router.post(
    "/{receipt}/reversal",
    response={200: ReceiptOut},
    auth=Needs("stock:edit"),
    operation_id="reverse_receipt",
)
@idempotent(status=200)
def reverse(request: HttpRequest, receipt: str, body: ReasonIn) -> ReceiptOut:
    """Take a wrong receipt back by lines of its own."""
    operations.reverse_receipt(receipt, reason=body.reason, stamp=stamp_of(request))
    return _out(receipt)


def must_see(request: HttpRequest, *places: str) -> None:
    """Refuse with NotPermitted unless the caller may see what lies at one of these places."""
    scopes = {scope for place in places for scope in queries.scopes_of_location(place)}
    stamp_of(request).by.must("stock:view", scope=tuple(sorted(scopes)))


def _out(number: str) -> ReceiptOut:
    return ReceiptOut.with_lines(queries.get_receipt(number))
