"""What others may see of payments."""

from guildhall.payments.types.amounts import (
    PaymentStep,
    PaymentTotals,
)
from guildhall.payments.types.bills import (
    BillLine,
    Leg,
    LegAnswer,
    Receiver,
    SplitAnswer,
    SplitOrder,
    SplitReturn,
)
from guildhall.payments.types.cards import (
    AccountCard,
    CallCard,
    NewAccount,
    NewPayment,
    NewRefund,
    PaymentCard,
    RefundCard,
    RefundLine,
)
from guildhall.payments.types.vendors import (
    Account,
    Answer,
    Change,
    DisputeNews,
    Notice,
    PaymentOrder,
    ProviderStep,
    Received,
    Reply,
    Standing,
)

__all__ = [
    "Account",
    "AccountCard",
    "Answer",
    "BillLine",
    "CallCard",
    "Change",
    "DisputeNews",
    "Leg",
    "LegAnswer",
    "NewAccount",
    "NewPayment",
    "NewRefund",
    "Notice",
    "PaymentCard",
    "PaymentOrder",
    "PaymentStep",
    "PaymentTotals",
    "ProviderStep",
    "Received",
    "Receiver",
    "RefundCard",
    "RefundLine",
    "Reply",
    "SplitAnswer",
    "SplitOrder",
    "SplitReturn",
    "Standing",
]
