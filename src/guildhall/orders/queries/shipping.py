"""What of an order is to leave the building, for whoever packs it."""

from decimal import Decimal

from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.states import OrderState
from guildhall.orders.types import Shippable, ShippableLine


def shippable(number: str) -> Shippable:
    """Return an order and its lines as they are to leave. Refuses with OrderNotFound."""
    order = Order.objects.select_related("channel__brand").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    lines = OrderLine.objects.filter(order=order).order_by("position")
    return Shippable(
        number=number,
        channel=order.channel.code,
        brand=order.channel.brand.code,
        scopes=tuple(order.scopes),
        is_confirmed=order.state == OrderState.CONFIRMED,
        service=order.shipping_code,
        lines=tuple(_line(line) for line in lines),
    )


def _line(line: OrderLine) -> ShippableLine:
    return ShippableLine(
        id=line.id,
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        quantity=line.quantity,
        left=line.quantity - line.canceled - line.shipped,
        goods=_goods(line),
    )


def _goods(line: OrderLine) -> tuple[tuple[str, Decimal], ...]:
    if not line.parts:
        return ((line.sku, line.quantity),)
    return tuple((part["sku"], Decimal(part["quantity"])) for part in line.parts)
