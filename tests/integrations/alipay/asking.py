"""What a shop asks of Alipay."""

from decimal import Decimal
from typing import Any

from guildhall.kernel.clock import now
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind
from guildhall.payments.types import Change, PaymentOrder

SCANNED = "280123456789012345"


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def order(way: str = "scan", amount: str = "12.34", **more: Any) -> PaymentOrder:
    known: dict[str, Any] = {
        "key": new_id().hex,
        "amount": yuan(amount),
        "reference": "ORD-2026-000123",
        "title": "麦片, 500 g",
        "capture": True,
        "way": way,
        "at": now(),
        "token": SCANNED if way == "scan" else "",
        "notify_url": "http://127.0.0.1:9/notice",
        "return_url": "https://shop.example/back",
    }
    return PaymentOrder(**(known | more))


def change(asked: PaymentOrder, kind: CallKind, *, amount: str = "", **more: Any) -> Change:
    known: dict[str, Any] = {
        "payment": asked.key,
        "psp_reference": "",
        "key": asked.key if kind is CallKind.BEGIN else new_id().hex,
        "amount": yuan(amount) if amount else asked.amount,
        "kind": kind,
        "at": asked.at,
        "charged": asked.amount,
        "way": asked.way,
    }
    return Change(**(known | more))
