"""What programs are told of papers, and what they send."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.finance.states import IssueWhen
from guildhall.finance.types import (
    EntityCard,
    InvoiceCard,
    InvoiceLineCard,
    InvoiceRow,
)
from guildhall.kernel.money import Money


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
    platform_code: str
    platform_told: str

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


class EntityTold(Schema):
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
    platform_url: Annotated[str, Field(max_length=300)] = ""
    footer: Annotated[str, Field(max_length=500)] = ""


class EntityIn(EntityTold):
    """`platform_key` is sealed and never told again; left empty, it stays what it is."""

    platform_key: Annotated[str, Field(max_length=500)] = ""


class EntityOut(EntityTold):
    code: str
    has_platform_key: bool
    updated_at: datetime

    @classmethod
    def of(cls, card: EntityCard) -> Self:
        named = {name: getattr(card.terms, name) for name in EntityTold.model_fields}
        return cls(
            code=card.code,
            has_platform_key=card.has_platform_key,
            updated_at=card.updated_at,
            **named,
        )


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
        "platform_code": filing.vendor_code if filing else "",
        "platform_told": filing.told if filing else "",
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
