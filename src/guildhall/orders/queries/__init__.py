"""Everything that can be asked about orders."""

from guildhall.orders.queries.customers import (
    buyer_of,
    count_orders_of,
    count_orders_of_customer,
    is_order,
    is_order_of,
    list_orders_of,
)
from guildhall.orders.queries.lists import (
    LATE_AFTER,
    TO_CONFIRM,
    TO_SHIP,
    UNPAID,
    count_orders,
    count_work,
    get_order,
    late,
    list_orders,
    list_waiting,
    reach_of_customers,
    scopes_for,
    timeline_of,
)
from guildhall.orders.queries.pricing import amounts_of, price_cart
from guildhall.orders.queries.shipping import shippable

__all__ = [
    "LATE_AFTER",
    "TO_CONFIRM",
    "TO_SHIP",
    "UNPAID",
    "amounts_of",
    "buyer_of",
    "count_orders",
    "count_orders_of",
    "count_orders_of_customer",
    "count_work",
    "get_order",
    "is_order",
    "is_order_of",
    "late",
    "list_orders",
    "list_orders_of",
    "list_waiting",
    "price_cart",
    "reach_of_customers",
    "scopes_for",
    "shippable",
    "timeline_of",
]
