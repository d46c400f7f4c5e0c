"""Orders, their lines, what changed of them, and what is beside them."""

from guildhall.orders.models.batches import OrderBatch, OrderBatchRow
from guildhall.orders.models.changes import OrderDelta, OrderEdit
from guildhall.orders.models.lines import OrderLine
from guildhall.orders.models.notes import OrderNote, OrderView
from guildhall.orders.models.orders import Order, next_number

__all__ = [
    "Order",
    "OrderBatch",
    "OrderBatchRow",
    "OrderDelta",
    "OrderEdit",
    "OrderLine",
    "OrderNote",
    "OrderView",
    "next_number",
]
