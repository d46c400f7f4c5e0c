"""Payments, each a history of events; calls, notices, bills, shares."""

from guildhall.payments.models.accounts import ProviderAccount
from guildhall.payments.models.bills import Bill, BilledLine, BillPlan, ItemNote, WorkItem
from guildhall.payments.models.calls import PaymentCall
from guildhall.payments.models.disputes import Dispute
from guildhall.payments.models.notices import Notification
from guildhall.payments.models.payments import Payment, PaymentEvent
from guildhall.payments.models.refunds import GrantedRefund
from guildhall.payments.models.splits import (
    Split,
    SplitLeg,
    SplitReceiver,
    SplitReturn,
    SplitTree,
)

__all__ = [
    "Bill",
    "BillPlan",
    "BilledLine",
    "Dispute",
    "GrantedRefund",
    "ItemNote",
    "Notification",
    "Payment",
    "PaymentCall",
    "PaymentEvent",
    "ProviderAccount",
    "Split",
    "SplitLeg",
    "SplitReceiver",
    "SplitReturn",
    "SplitTree",
    "WorkItem",
]
