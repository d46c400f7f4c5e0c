"""Invoices and credit notes for programs of the back office, and who writes them."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from guildhall.finance import operations, queries
from guildhall.finance.queries.printing import pdf_of
from guildhall.finance.states import IssueWhen
from guildhall.finance.types import (
    Buyer,
    EntityCard,
    EntityTerms,
    InvoiceCard,
    InvoiceFilter,
    InvoiceLineCard,
    InvoiceRow,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money

router = Router(tags=["invoices"])
of_order = Router(tags=["invoices"])
entities = Router(tags=["invoices"])


class InvoiceQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    kind: str = ""
    entity: str = ""
    order: str = ""
    since: date | None = None
    until: date | None = None
    cursor: str | None = None
    limit: int = 50


class InvoiceOut(Schema):
    """A paper; amounts of credit notes are positive, too."""

    number: str
    kind: str
    entity: str
    order: str
    corrects: str
    issued_on: date
    issued_at: datetime
    net: dict[str, str]
    tax: dict[str, str]
    total: dict[str, str]
    platform_state: str
    platform_number: str

    @classmethod
    def of(cls, row: InvoiceRow) -> Self:
        return cls(**_told(row))


class InvoiceLineOut(Schema):
    sku: str
    title: str
    quantity: str
    unit_price: dict[str, str]
    tax_rate: str
    net: dict[str, str]
    tax: dict[str, str]
    total: dict[str, str]


class InvoiceDetailOut(InvoiceOut):
    seller: dict[str, object]
    buyer_name: str
    buyer_address: str
    buyer_tax_number: str
    lines: Annotated[list[InvoiceLineOut], Field(max_length=1000)]

    @classmethod
    def full(cls, card: InvoiceCard) -> Self:
        return cls(
            **_told(card.row),
            seller=dict(card.seller),
            buyer_name=card.buyer.name,
            buyer_address=card.buyer.address,
            buyer_tax_number=card.buyer.tax_number,
            lines=[_line(line) for line in card.lines],
        )


class InvoicePageOut(Schema):
    items: Annotated[list[InvoiceOut], Field(max_length=200)]
    next_cursor: str | None


class BuyerIn(Schema):
    """To whom the paper is written, where it is not the order's customer as it stands there."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)] = ""
    address: Annotated[str, Field(max_length=400)] = ""
    tax_number: Annotated[str, Field(max_length=40)] = ""


class InvoiceIn(Schema):
    model_config = ConfigDict(extra="forbid")

    buyer: BuyerIn | None = None


class EntityIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    country: Annotated[str, Field(min_length=2, max_length=2)]
    address: Annotated[str, Field(max_length=400)]
    tax_numbers: Annotated[dict[str, str], Field(max_length=10)] = {}
    brand: str = ""
    time_zone: str = "UTC"
    locale: str = "en"
    invoice_prefix: str = "INV"
    credit_prefix: str = "CN"
    issues: IssueWhen = IssueWhen.ON_REQUEST
    platform: Annotated[str, Field(max_length=40)] = ""
    footer: Annotated[str, Field(max_length=500)] = ""


class EntityOut(EntityIn):
    code: str
    updated_at: datetime

    @classmethod
    def of(cls, card: EntityCard) -> Self:
        named = {name: getattr(card.terms, name) for name in EntityIn.model_fields}
        return cls(code=card.code, updated_at=card.updated_at, **named)


@router.get("", response=InvoicePageOut, auth=Needs("invoices:view"), operation_id="list_invoices")
def list_invoices(request: HttpRequest, query: Query[InvoiceQuery]) -> InvoicePageOut:
    """List invoices and credit notes, newest first: those within the caller's reach."""
    chosen = InvoiceFilter(
        text=query.text,
        kind=query.kind,
        entity=query.entity,
        reference=query.order,
        since=query.since,
        until=query.until,
        scopes=stamp_of(request).by.reach("invoices:view"),
    )
    page = queries.list_invoices(chosen, cursor=query.cursor, limit=query.limit)
    return InvoicePageOut(
        items=[InvoiceOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.get(
    "/{invoice}",
    response=InvoiceDetailOut,
    auth=Needs("invoices:view"),
    operation_id="get_invoice",
)
def get_invoice(request: HttpRequest, invoice: str) -> InvoiceDetailOut:
    """Show an invoice or a credit note as it was written."""
    return InvoiceDetailOut.full(_seen(request, invoice))


@router.get(
    "/{invoice}/pdf",
    response={200: None},
    auth=Needs("invoices:view"),
    operation_id="get_invoice_pdf",
    openapi_extra={
        "responses": {
            200: {
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
            },
        }
    },
)
def get_invoice_pdf(request: HttpRequest, invoice: str, locale: str = "") -> HttpResponse:
    """Give out an invoice as PDF, in English or 中文."""
    card = _seen(request, invoice)
    return HttpResponse(pdf_of(card, locale=locale), content_type="application/pdf")


@of_order.post(
    "/{number}/invoice",
    response={201: InvoiceOut},
    auth=Needs("invoices:edit"),
    operation_id="issue_invoice",
)
@idempotent(status=201)
def issue_invoice(request: HttpRequest, number: str, body: InvoiceIn) -> InvoiceOut:
    """Write an invoice of what an order comes to and is not invoiced yet."""
    buyer = Buyer(**body.buyer.model_dump()) if body.buyer else None
    paper = operations.issue_invoice(number, buyer=buyer, stamp=stamp_of(request))
    return InvoiceOut.of(queries.get_invoice(paper).row)


@entities.get(
    "",
    response=Annotated[list[EntityOut], Field(max_length=200)],
    auth=Needs("invoices:view"),
    operation_id="list_legal_entities",
)
def list_entities(request: HttpRequest) -> list[EntityOut]:  # noqa: ARG001 - Ninja's signature
    """List who writes invoices."""
    return [EntityOut.of(card) for card in queries.list_entities()]


@entities.put(
    "/{legal_entity}",
    response={200: EntityOut},
    auth=Needs("invoices:approve"),
    operation_id="set_legal_entity",
)
@idempotent(status=200)
def set_entity(request: HttpRequest, legal_entity: str, body: EntityIn) -> EntityOut:
    """Enter or change who writes invoices. What is written already stays as it was."""
    operations.keep_entity(legal_entity, EntityTerms(**body.model_dump()), stamp=stamp_of(request))
    return EntityOut.of(queries.get_entity(legal_entity))


def _seen(request: HttpRequest, invoice: str) -> InvoiceCard:
    card = queries.get_invoice(invoice)
    stamp_of(request).by.must("invoices:view", scope=card.row.scopes)
    return card


def _told(row: InvoiceRow) -> dict[str, Any]:
    filing = row.filing
    return {
        "number": row.number,
        "kind": row.kind,
        "entity": row.entity,
        "order": row.reference,
        "corrects": row.corrects,
        "issued_on": row.issued_on,
        "issued_at": row.issued_at,
        "net": _amount(row.net),
        "tax": _amount(row.tax),
        "total": _amount(row.total),
        "platform_state": filing.state if filing else "",
        "platform_number": filing.number if filing else "",
    }


def _line(line: InvoiceLineCard) -> InvoiceLineOut:
    return InvoiceLineOut(
        sku=line.sku,
        title=line.title,
        quantity=str(line.quantity),
        unit_price=_amount(line.unit_price),
        tax_rate=str(line.tax_rate),
        net=_amount(line.net),
        tax=_amount(line.tax),
        total=_amount(line.total),
    )


def _amount(money: Money) -> dict[str, str]:
    return {"amount": str(money.rounded().amount), "currency": money.currency}
