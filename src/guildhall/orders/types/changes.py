"""Changes that somebody asks for of an order, and what they would come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.orders.states import EditKind, EditState
from guildhall.orders.types.carts import Customer, ShippingCharge


@dataclass(frozen=True, slots=True)
class EditChange:
    """One change. Which of its fields count, its kind says.

    `price` is for one unit, as the channel's prices are meant. `shipping` replaces what was.
    """

    kind: EditKind
    line: UUID | None = None
    sku: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    customer: Customer | None = None
    shipping: ShippingCharge | None = None

    def kept(self) -> dict[str, Any]:
        """Return it as it is stored with its edit."""
        return {
            "kind": str(self.kind),
            "line": str(self.line) if self.line else None,
            "sku": self.sku,
            "quantity": _text(self.quantity),
            "price": _text(self.price),
            "customer": _of_customer(self.customer),
            "shipping": _of_shipping(self.shipping),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any], currency: str) -> Self:
        customer, shipping = kept["customer"], kept["shipping"]
        return cls(
            kind=EditKind(kept["kind"]),
            line=UUID(kept["line"]) if kept["line"] else None,
            sku=kept["sku"],
            quantity=_number(kept["quantity"]),
            price=_number(kept["price"]),
            customer=Customer(**customer) if customer else None,
            shipping=_shipping(shipping, currency) if shipping else None,
        )


@dataclass(frozen=True, slots=True)
class EditCard:
    """A set of changes: who asked for it, who decided, and when. Its customer is masked."""

    id: UUID
    number: str
    state: EditState
    reason: str
    began_on: int
    changes: tuple[EditChange, ...]
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    version: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A line as an edit would leave it. Without an id it is a new one."""

    id: UUID | None
    sku: str
    title: str
    before: Decimal
    after: Decimal
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class ShortLine:
    """What an edit wants of an SKU, and what of it can be had."""

    sku: str
    asked: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class EditPreview:
    """What an edit would make of an order: its lines, totals, money to move, stock it lacks."""

    lines: tuple[PreviewLine, ...]
    net: Money
    tax: Money
    total: Money
    before: Money
    refund: Money
    void: Money
    due: Money
    short: tuple[ShortLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelPreview:
    """What calling units off would come to: amounts, money that goes back, goods set free.

    `is_whole` says that nothing is left then: the order is canceled, its shipping too.
    """

    lines: tuple[PreviewLine, ...]
    total: Money
    before: Money
    refund: Money
    void: Money
    due: Money
    goods: tuple[tuple[str, Decimal], ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ActionCard:
    """Something that can be done with an order, or why not: a refusal's code and message."""

    name: str
    possible: bool
    code: str = ""
    message: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A note beside an order."""

    id: UUID
    text: str
    visibility: str
    mentions: tuple[UUID, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeltaCard:
    """One change of what an order comes to, as the books see it."""

    number: str
    sku: str
    reason: str
    quantity: Decimal
    net: Money
    tax: Money
    total: Money
    tax_rate: Decimal
    base_currency: str
    base_total: Decimal | None
    revision: int
    at: datetime
    business_date: date


@dataclass(frozen=True, slots=True)
class AmountStep:
    """What one event made of what an order comes to: all its deltas of that moment together."""

    reason: str
    revision: int
    at: datetime
    units: Decimal
    total: Money


@dataclass(frozen=True, slots=True)
class ViewCard:
    """A list of orders that somebody keeps by a name."""

    id: UUID
    name: str
    query: str
    shared: bool
    own: bool


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _of_customer(customer: Customer | None) -> dict[str, str] | None:
    if customer is None:
        return None
    return {
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "address": customer.address,
    }


def _of_shipping(charge: ShippingCharge | None) -> dict[str, str] | None:
    if charge is None:
        return None
    return {
        "code": charge.code,
        "name": charge.name,
        "net": str(charge.net.amount),
        "tax": str(charge.tax.amount),
        "tax_rate": str(charge.tax_rate),
    }


def _shipping(kept: Mapping[str, str], currency: str) -> ShippingCharge:
    return ShippingCharge(
        kept["code"],
        kept["name"],
        Money(Decimal(kept["net"]), currency),
        Money(Decimal(kept["tax"]), currency),
        Decimal(kept["tax_rate"]),
    )
