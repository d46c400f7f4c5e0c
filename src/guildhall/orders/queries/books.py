"""What orders come to, for the books: the sum of their deltas, line by line and rate by rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from guildhall.kernel.money import Money
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderDelta, OrderLine
from guildhall.orders.types import Customer


@dataclass(frozen=True, slots=True)
class BookedLine:
    """What one line comes to now at one rate of tax; without a line it is shipping."""

    line: UUID | None
    sku: str
    title: str
    unit: str
    quantity: Decimal
    unit_price: Money
    tax_rate: Decimal
    net: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """What an order comes to now, who bought, and whose brand sold it."""

    number: str
    currency: str
    brand: str
    state: str
    fulfillment_state: str
    scopes: tuple[str, ...]
    customer: Customer
    lines: tuple[BookedLine, ...]


def booked_order(number: str) -> BookedOrder:
    """Return what an order comes to now, in three statements. Refuses with OrderNotFound."""
    order = Order.objects.select_related("channel__brand").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    summed = OrderDelta.objects.filter(order=order).values("line_id", "tax_rate")
    rows = list(
        summed.annotate(n=Sum("quantity"), sum_net=Sum("net"), sum_tax=Sum("tax")).order_by()
    )
    lines = {line.id: line for line in OrderLine.objects.filter(order=order)}
    booked = [_line(row, order, lines) for row in rows]
    return BookedOrder(
        number=number,
        currency=order.currency,
        brand=order.channel.brand.code,
        state=order.state,
        fulfillment_state=order.fulfillment_state,
        scopes=tuple(order.scopes),
        customer=Customer(
            order.customer_name,
            order.customer_email,
            order.customer_phone,
            order.customer_address,
        ),
        lines=tuple(sorted(booked, key=lambda each: _place(each, lines))),
    )


def _line(row: Mapping[str, Any], order: Order, lines: dict[UUID, OrderLine]) -> BookedLine:
    line = lines.get(row["line_id"])
    return BookedLine(
        line=line.id if line else None,
        sku=line.sku if line else "",
        title=line.title if line else order.shipping_name,
        unit=line.unit if line else "",
        quantity=Decimal(str(row["n"])),
        unit_price=order.in_currency(line.unit_price if line else row["sum_net"]),
        tax_rate=Decimal(str(row["tax_rate"])),
        net=order.in_currency(row["sum_net"]),
        tax=order.in_currency(row["sum_tax"]),
    )


def _place(booked: BookedLine, lines: dict[UUID, OrderLine]) -> tuple[int, int, Decimal]:
    """Lines in the order's order, shipping after them."""
    line = lines.get(booked.line) if booked.line else None
    return (0, line.position, booked.tax_rate) if line else (1, 0, booked.tax_rate)
