"""The table of what follows what. A name is kept with what was done: never rename one."""

from guildhall.approvals.events import ApprovalGranted
from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.flows import approvals, orders, plans, stock
from guildhall.identity.events import PersonErased
from guildhall.inventory.events import CostChanged, StockHoldExpired
from guildhall.kernel.delivery.reactions import Reaction, Table, Where
from guildhall.orders.events import OrderPaymentNoted, OrderPlaced, OrderShipped
from guildhall.payments.events import PaymentCharged
from tenants.events import TenantProvisioned

REACTIONS: Table = {
    ApprovalGranted: (Reaction("approvals.carry_out", approvals.carry_out),),
    PersonErased: (Reaction("approvals.forget_person", approvals.forget_person),),
    OrderPlaced: (
        Reaction("orders.confirm", orders.confirm_if_channel_says_so),
        Reaction("plans.count_order", plans.count_order, Where.PLATFORM),
    ),
    PaymentCharged: (Reaction("orders.note_payment", orders.note_payment),),
    OrderPaymentNoted: (Reaction("orders.complete", orders.complete_if_done),),
    OrderShipped: (Reaction("orders.complete", orders.complete_if_done),),
    CostChanged: (Reaction("catalog.note_cost", stock.note_cost),),
    ExchangeRatesNoted: (Reaction("inventory.correct_costs", stock.correct_costs),),
    StockHoldExpired: (Reaction("orders.cancel", orders.cancel_what_lost_its_stock),),
    TenantProvisioned: (Reaction("plans.subscribe", plans.subscribe, Where.PLATFORM),),
}
