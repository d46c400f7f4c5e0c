"""Everything that can be asked about orders."""

from guildhall.orders.queries.lists import (
    LATE_AFTER,
    TO_SHIP,
    count_orders,
    count_work,
    get_order,
    list_orders,
    timeline_of,
)

__all__ = [
    "LATE_AFTER",
    "TO_SHIP",
    "count_orders",
    "count_work",
    "get_order",
    "list_orders",
    "timeline_of",
]
