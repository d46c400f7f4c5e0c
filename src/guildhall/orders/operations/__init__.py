"""Everything that changes an order, from its placing to its end."""

from guildhall.orders.operations.batches import lay_out_batch, start_batch, stop_batch
from guildhall.orders.operations.canceling import cancel_order, cancel_units, short_ship
from guildhall.orders.operations.carrying_out import carry_out_batch, forget_batches
from guildhall.orders.operations.desk import (
    add_note,
    approve_order,
    ask_fraud_review,
    clear_duplicate,
    deny_order,
    hold_order,
    look_for_duplicate,
    mark_duplicate,
    release_order,
    tag_order,
)
from guildhall.orders.operations.edits import (
    begin_edit,
    confirm_edit,
    decline_edit,
    set_changes,
)
from guildhall.orders.operations.expiring import (
    expire_order,
    note_late_money,
    note_stock_lost,
    settle_late_payment,
)
from guildhall.orders.operations.life import complete_order, confirm_order, try_to_confirm
from guildhall.orders.operations.payment import note_payment, take_payment, worth_of
from guildhall.orders.operations.personal import (
    claim_orders,
    erase_customer,
    export_customer,
    note_customer,
    show_customer,
)
from guildhall.orders.operations.place import place_order
from guildhall.orders.operations.shipping import (
    note_delivered,
    note_packed,
    note_shipped,
    ship_order,
    show_address,
)
from guildhall.orders.operations.views import (
    change_view,
    drop_view,
    keep_view,
)

__all__ = [
    "add_note",
    "approve_order",
    "ask_fraud_review",
    "begin_edit",
    "cancel_order",
    "cancel_units",
    "carry_out_batch",
    "change_view",
    "claim_orders",
    "clear_duplicate",
    "complete_order",
    "confirm_edit",
    "confirm_order",
    "decline_edit",
    "deny_order",
    "drop_view",
    "erase_customer",
    "expire_order",
    "export_customer",
    "forget_batches",
    "hold_order",
    "keep_view",
    "lay_out_batch",
    "look_for_duplicate",
    "mark_duplicate",
    "note_customer",
    "note_delivered",
    "note_late_money",
    "note_packed",
    "note_payment",
    "note_shipped",
    "note_stock_lost",
    "place_order",
    "release_order",
    "set_changes",
    "settle_late_payment",
    "ship_order",
    "short_ship",
    "show_address",
    "show_customer",
    "start_batch",
    "stop_batch",
    "tag_order",
    "take_payment",
    "try_to_confirm",
    "worth_of",
]
