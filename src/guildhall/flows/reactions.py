"""The table of what follows what. A name is kept with what was done: never rename one."""

from guildhall.approvals.events import ApprovalGranted
from guildhall.catalog.events import ExchangeRatesNoted
from guildhall.customers.events import ContactVerified
from guildhall.flows import (
    approvals,
    checkouts,
    customers,
    fulfillment,
    mails,
    orders,
    papers,
    plans,
    refunds,
    stock,
)
from guildhall.fulfillment.events import CarrierCallMade, CarrierNoticeReceived
from guildhall.identity.events import PersonErased
from guildhall.inventory.events import BackorderFilled, CostChanged, StockHoldExpired
from guildhall.kernel.delivery.reactions import Reaction, Table, Where
from guildhall.orders.events import (
    OrderBlanked,
    OrderCanceled,
    OrderConfirmed,
    OrderEdited,
    OrderExpired,
    OrderPaidLate,
    OrderPaymentNoted,
    OrderPlaced,
    OrderReleased,
    OrderReopened,
    OrderShipped,
    OrderUnitsCanceled,
)
from guildhall.payments.events import (
    ChargeBackReversed,
    ChargedBack,
    PaymentActionNeeded,
    PaymentAuthorized,
    PaymentCallRefused,
    PaymentCharged,
    PaymentFellThrough,
    PaymentRefunded,
    PaymentRefused,
    PaymentVoided,
    RefundCameBack,
    RefundGranted,
)
from tenants.events import TenantProvisioned

ADVANCE = Reaction("checkout.advance", checkouts.advance)
NOTE = Reaction("orders.note_payment", orders.note_payment)
LATE = Reaction("orders.settle_late_money", orders.settle_late_money)
GIVE_BACK = Reaction("payments.give_back", refunds.give_back)
COUNT_SHARES = Reaction("payments.count_shares", refunds.count_shares)
LET_GO = Reaction("payments.let_go", refunds.let_go)
CUT = Reaction("payments.let_go_of_surplus", refunds.let_go_of_surplus)
FOLLOW = Reaction("fulfillment.follow_order", fulfillment.follow_order)
CALL_OFF = Reaction("fulfillment.cancel_works", fulfillment.cancel_works)
PAPERS = Reaction("finance.bring_up_papers", papers.bring_up)

REACTIONS: Table = {
    ApprovalGranted: (Reaction("approvals.carry_out", approvals.carry_out),),
    PersonErased: (Reaction("approvals.forget_person", approvals.forget_person),),
    ContactVerified: (Reaction("orders.claim", customers.claim_orders),),
    OrderPlaced: (
        Reaction("orders.confirm", orders.confirm_if_channel_says_so),
        Reaction("customers.know_buyer", customers.know_who_bought),
        Reaction("orders.look_for_duplicate", orders.look_for_duplicate),
        Reaction("plans.count_order", plans.count_order, Where.PLATFORM),
    ),
    PaymentCharged: (NOTE, ADVANCE, PAPERS, COUNT_SHARES, LATE),
    PaymentAuthorized: (NOTE, ADVANCE, LATE),
    PaymentActionNeeded: (ADVANCE,),
    PaymentRefused: (ADVANCE,),
    PaymentFellThrough: (NOTE, ADVANCE),
    PaymentVoided: (NOTE, ADVANCE),
    PaymentRefunded: (
        NOTE,
        ADVANCE,
        PAPERS,
        COUNT_SHARES,
        Reaction("mails.refunded", mails.tell_refunded),
    ),
    RefundCameBack: (NOTE, COUNT_SHARES),
    ChargedBack: (NOTE,),
    ChargeBackReversed: (NOTE,),
    RefundGranted: (Reaction("payments.carry_out", refunds.carry_out),),
    PaymentCallRefused: (ADVANCE,),
    OrderBlanked: (
        Reaction("fulfillment.forget_recipient", fulfillment.forget_recipient),
        Reaction("payments.forget_payer", refunds.forget_payer),
    ),
    OrderCanceled: (
        Reaction("checkout.note_canceled", checkouts.note_canceled),
        LET_GO,
        GIVE_BACK,
        CALL_OFF,
        PAPERS,
        Reaction("mails.canceled", mails.tell_canceled),
    ),
    OrderExpired: (
        Reaction("checkout.note_canceled", checkouts.note_canceled),
        LET_GO,
        CALL_OFF,
        PAPERS,
    ),
    OrderPaidLate: (LET_GO, GIVE_BACK),
    OrderUnitsCanceled: (GIVE_BACK, CUT, FOLLOW, PAPERS),
    OrderEdited: (GIVE_BACK, CUT, FOLLOW, PAPERS),
    OrderPaymentNoted: (
        Reaction("orders.complete", orders.complete_if_done),
        Reaction("orders.settle_late", orders.settle_late_payment),
    ),
    OrderReleased: (Reaction("orders.confirm", orders.confirm_again),),
    OrderReopened: (Reaction("orders.confirm", orders.confirm_again),),
    OrderConfirmed: (FOLLOW, Reaction("mails.confirmed", mails.tell_confirmed)),
    OrderShipped: (
        Reaction("orders.complete", orders.complete_if_done),
        Reaction("fulfillment.close_works", fulfillment.close_works),
        PAPERS,
        Reaction("mails.shipped", mails.tell_shipped),
    ),
    BackorderFilled: (Reaction("fulfillment.release_filled", fulfillment.release_filled),),
    CarrierCallMade: (Reaction("fulfillment.call_carrier", fulfillment.call_carrier),),
    CarrierNoticeReceived: (Reaction("fulfillment.read_notice", fulfillment.read_notice),),
    CostChanged: (Reaction("catalog.note_cost", stock.note_cost),),
    ExchangeRatesNoted: (Reaction("inventory.correct_costs", stock.correct_costs),),
    StockHoldExpired: (Reaction("orders.cancel", orders.expire_what_lost_its_stock),),
    TenantProvisioned: (Reaction("plans.subscribe", plans.subscribe, Where.PLATFORM),),
}
