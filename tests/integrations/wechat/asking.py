"""What a shop asks of WeChat Pay."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind
from guildhall.payments.types import Change, PaymentOrder

SCANNED = "134567890123456789"
OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def order(way: str = "native", amount: str = "12.34", **more: Any) -> PaymentOrder:
    known: dict[str, Any] = {
        "key": new_id().hex,
        "amount": yuan(amount),
        "reference": "ORD-2026-000123",
        "title": "麦片, 500 g",
        "capture": True,
        "way": way,
        "at": AT,
        "token": {"scan": SCANNED, "jsapi": OPENID}.get(way, ""),
        "notify_url": "http://127.0.0.1:9/notice",
        "payer_ip": "203.0.113.7",
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
