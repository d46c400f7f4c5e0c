"""The table of what follows what. A name is kept with what was done: never rename one."""

from guildhall.flows import orders
from guildhall.inventory.events import StockHoldExpired
from guildhall.kernel.delivery.reactions import Reaction, Table
from guildhall.orders.events import OrderPaymentNoted, OrderPlaced, OrderShipped
from guildhall.payments.events import PaymentCharged

REACTIONS: Table = {
    OrderPlaced: (Reaction("orders.confirm", orders.confirm_if_channel_says_so),),
    PaymentCharged: (Reaction("orders.note_payment", orders.note_payment),),
    OrderPaymentNoted: (Reaction("orders.complete", orders.complete_if_done),),
    OrderShipped: (Reaction("orders.complete", orders.complete_if_done),),
    StockHoldExpired: (Reaction("orders.cancel", orders.cancel_what_lost_its_stock),),
}
