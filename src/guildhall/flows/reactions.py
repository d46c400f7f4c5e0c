"""The table of what follows what. A name is kept with what was done: never rename one."""

from guildhall.approvals.events import ApprovalGranted
from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.flows import approvals, checkouts, orders, plans, stock
from guildhall.identity.events import PersonErased
from guildhall.inventory.events import CostChanged, StockHoldExpired
from guildhall.kernel.delivery.reactions import Reaction, Table, Where
from guildhall.orders.events import OrderCanceled, OrderPaymentNoted, OrderPlaced, OrderShipped
from guildhall.payments.events import (
    PaymentActionNeeded,
    PaymentAuthorized,
    PaymentCallRefused,
    PaymentCharged,
    PaymentFellThrough,
    PaymentRefunded,
    PaymentRefused,
    PaymentVoided,
)
from tenants.events import TenantProvisioned

ADVANCE = Reaction("checkout.advance", checkouts.advance)

REACTIONS: Table = {
    ApprovalGranted: (Reaction("approvals.carry_out", approvals.carry_out),),
    PersonErased: (Reaction("approvals.forget_person", approvals.forget_person),),
    OrderPlaced: (
        Reaction("orders.confirm", orders.confirm_if_channel_says_so),
        Reaction("plans.count_order", plans.count_order, Where.PLATFORM),
    ),
    PaymentCharged: (Reaction("orders.note_payment", orders.note_payment), ADVANCE),
    PaymentAuthorized: (ADVANCE,),
    PaymentActionNeeded: (ADVANCE,),
    PaymentRefused: (ADVANCE,),
    PaymentFellThrough: (ADVANCE,),
    PaymentVoided: (ADVANCE,),
    PaymentRefunded: (ADVANCE,),
    PaymentCallRefused: (ADVANCE,),
    OrderCanceled: (Reaction("checkout.note_canceled", checkouts.note_canceled),),
    OrderPaymentNoted: (Reaction("orders.complete", orders.complete_if_done),),
    OrderShipped: (Reaction("orders.complete", orders.complete_if_done),),
    CostChanged: (Reaction("catalog.note_cost", stock.note_cost),),
    ExchangeRatesNoted: (Reaction("inventory.correct_costs", stock.correct_costs),),
    StockHoldExpired: (Reaction("orders.cancel", orders.cancel_what_lost_its_stock),),
    TenantProvisioned: (Reaction("plans.subscribe", plans.subscribe, Where.PLATFORM),),
}
