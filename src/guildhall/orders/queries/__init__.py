"""Everything that can be asked about orders."""

from guildhall.orders.queries.actions import (
    list_actions,
)
from guildhall.orders.queries.batches import (
    batches_at_work,
    get_batch,
    list_batch_rows,
    list_batches,
    preview_batch,
)
from guildhall.orders.queries.canceling import preview_cancel
from guildhall.orders.queries.customers import (
    buyer_of,
    count_orders_of,
    count_orders_of_customer,
    is_order,
    is_order_of,
    list_orders_of,
)
from guildhall.orders.queries.deltas import (
    amount_steps,
    amounts_on,
    list_deltas,
    orders_that_differ,
)
from guildhall.orders.queries.edits import (
    charge_for,
    get_edit,
    list_edits,
    preview_edit,
    preview_of,
)
from guildhall.orders.queries.filtering import count_each
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
    overdue_orders,
    reach_of_customers,
    scopes_for,
    timeline_of,
)
from guildhall.orders.queries.notes import (
    list_notes,
    list_views,
    tags_in_use,
)
from guildhall.orders.queries.pricing import amounts_of, price_cart
from guildhall.orders.queries.shipping import shippable

__all__ = [
    "LATE_AFTER",
    "TO_CONFIRM",
    "TO_SHIP",
    "UNPAID",
    "amount_steps",
    "amounts_of",
    "amounts_on",
    "batches_at_work",
    "buyer_of",
    "charge_for",
    "count_each",
    "count_orders",
    "count_orders_of",
    "count_orders_of_customer",
    "count_work",
    "get_batch",
    "get_edit",
    "get_order",
    "is_order",
    "is_order_of",
    "late",
    "list_actions",
    "list_batch_rows",
    "list_batches",
    "list_deltas",
    "list_edits",
    "list_notes",
    "list_orders",
    "list_orders_of",
    "list_views",
    "list_waiting",
    "orders_that_differ",
    "overdue_orders",
    "preview_batch",
    "preview_cancel",
    "preview_edit",
    "preview_of",
    "price_cart",
    "reach_of_customers",
    "scopes_for",
    "shippable",
    "tags_in_use",
    "timeline_of",
]
