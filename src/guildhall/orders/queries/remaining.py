"""What of an order is still to leave, and the stock that is held for it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from guildhall.catalog.queries import variant_ids
from guildhall.inventory.types import Demand, Source
from guildhall.orders.models import Order, OrderLine


def left_of(line: OrderLine) -> Decimal:
    """Return how many of a line were neither called off nor sent."""
    left: Decimal = line.quantity - line.canceled - line.shipped
    return left


def demands_of(lines: Iterable[OrderLine]) -> list[Demand]:
    """Return what stock has still to give for these lines: of a bundle its parts."""
    waiting = [(line, left_of(line)) for line in lines]
    return demands_for([(line, left) for line, left in waiting if left])


def demands_for(units: Sequence[tuple[OrderLine, Decimal]]) -> list[Demand]:
    """Return what stock gives for so many of these lines."""
    skus = {part["sku"] for line, _ in units for part in line.parts or ()}
    variants = variant_ids(skus) if skus else {}
    found = []
    for line, quantity in units:
        if not line.parts:
            found.append(Demand(line.variant_id, line.sku, quantity))
        for part in line.parts or ():
            share = Decimal(part["quantity"]) * quantity / line.quantity
            found.append(Demand(variants[part["sku"]], part["sku"], share))
    return found


def source_of(order: Order) -> Source:
    return Source(order.channel_id, order.store_id)
