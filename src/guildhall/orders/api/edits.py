"""An order edited over the API: begin, say what, preview, confirm or decline."""

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
from guildhall.kernel.money import Money
from guildhall.orders import operations, queries
from guildhall.orders.api.orders import OrderRowOut, Reason, amount_told, line_at, row_told
from guildhall.orders.states import EditKind
from guildhall.orders.types import (
    Customer,
    EditCard,
    EditChange,
    EditPreview,
    OrderCard,
    ShippingCharge,
)

router = Router(tags=["orders"])
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]


class EditCustomer(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=120)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    address: Annotated[str, Field(max_length=300)] = ""


class EditShipping(Schema):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(max_length=120)] = ""
    net: Amount
    tax: Amount = Decimal(0)
    tax_rate: Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)] = Decimal(0)


class EditChangeIn(Schema):
    """One change: its kind says which of its fields count."""

    model_config = ConfigDict(extra="forbid")

    kind: EditKind
    position: Annotated[int | None, Field(ge=0, le=10_000)] = None
    sku: Annotated[str, Field(max_length=64)] = ""
    quantity: Annotated[Decimal | None, Field(ge=0, max_digits=14, decimal_places=3)] = None
    price: Amount | None = None
    customer: EditCustomer | None = None
    shipping: EditShipping | None = None

    def read(self, number: str, currency: str) -> EditChange:
        return EditChange(
            kind=self.kind,
            line=None if self.position is None else line_at(number, self.position),
            sku=self.sku,
            quantity=self.quantity,
            price=self.price,
            customer=Customer(**self.customer.model_dump()) if self.customer else None,
            shipping=self._charge(currency),
        )

    def _charge(self, currency: str) -> ShippingCharge | None:
        asked = self.shipping
        if asked is None:
            return None
        return ShippingCharge(
            asked.code,
            asked.name,
            Money(asked.net, currency),
            Money(asked.tax, currency),
            asked.tax_rate,
        )


class EditChangesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    changes: Annotated[list[EditChangeIn], Field(min_length=1, max_length=100)]


class EditOut(Schema):
    """An edit that waits to be confirmed or declined, and what it would make of the order."""

    id: UUID
    state: str
    reason: str
    requested_by: str
    requested_at: datetime
    changes: int
    total: dict[str, str]
    before: dict[str, str]
    refund: dict[str, str]
    due: dict[str, str]
    short: list[str]

    @classmethod
    def of(cls, edit: EditCard, seen: EditPreview) -> "EditOut":
        return cls(
            id=edit.id,
            state=edit.state,
            reason=edit.reason,
            requested_by=edit.requested_by,
            requested_at=edit.requested_at,
            changes=len(edit.changes),
            total=amount_told(seen.total),
            before=amount_told(seen.before),
            refund=amount_told(seen.refund),
            due=amount_told(seen.due),
            short=[line.sku for line in seen.short],
        )


@router.post(
    "/{number}/edit",
    response={200: EditOut},
    auth=Needs("orders:edit"),
    operation_id="begin_order_edit",
)
@idempotent(status=200)
def begin(request: HttpRequest, number: str, body: Reason) -> EditOut:
    """Open a set of changes for an order: one at a time."""
    stamp = stamp_of(request)
    operations.begin_edit(number, reason=body.reason, stamp=stamp)
    return _told(number, stamp.at)


@router.put(
    "/{number}/edit/changes",
    response={200: EditOut},
    auth=Needs("orders:edit"),
    operation_id="set_order_changes",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def set_changes(request: HttpRequest, number: str, body: EditChangesIn) -> EditOut:
    """Say what the waiting edit changes, instead of what it said before."""
    stamp = stamp_of(request)
    currency = _seen(request, number).row.total.currency
    operations.set_changes(
        number,
        changes=[change.read(number, currency) for change in body.changes],
        stamp=stamp,
        expected=expected_of(request),
    )
    return _told(number, stamp.at)


@router.get(
    "/{number}/edit",
    response=EditOut,
    auth=Needs("orders:view"),
    operation_id="get_order_edit",
)
def get(request: HttpRequest, number: str) -> EditOut:
    """Show the waiting edit and what it would make of the order: totals, money, stock."""
    _seen(request, number)
    return _told(number, stamp_of(request).at)


@router.post(
    "/{number}/edit/confirmation",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="confirm_order_edit",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def confirm(request: HttpRequest, number: str) -> OrderRowOut:
    """Carry the waiting edit out: amounts, stock and lines together, or nothing of it."""
    operations.confirm_edit(number, stamp=stamp_of(request), expected=expected_of(request))
    return row_told(number)


@router.post(
    "/{number}/edit/refusal",
    response={200: OrderRowOut},
    auth=Needs("orders:edit"),
    operation_id="decline_order_edit",
)
@idempotent(status=200)
def decline(request: HttpRequest, number: str) -> OrderRowOut:
    """Throw the waiting edit away."""
    operations.decline_edit(number, stamp=stamp_of(request))
    return row_told(number)


def _told(number: str, at: datetime) -> EditOut:
    return EditOut.of(queries.get_edit(number), queries.preview_edit(number, at=at))


def _seen(request: HttpRequest, number: str) -> OrderCard:
    """Return an order that the caller may see."""
    order = queries.get_order(number)
    actor = stamp_of(request).by
    scopes = queries.scopes_for(number, sold=order.scopes, actor=actor)
    actor.must("orders:view", "orders:edit", scope=scopes)
    return order
