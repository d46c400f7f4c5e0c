"""What is asked of Alipay for what we want: a method and its content. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guildhall.payments.types import Change, PaymentOrder
from integrations.alipay.rules.signing import SIGN_TYPE, content, sign
from integrations.alipay.rules.words import shown, yuan

SCAN = "scan"
OPEN = timedelta(hours=2)
PAY, PRECREATE = "alipay.trade.pay", "alipay.trade.precreate"
# By these the customer's own browser or app asks: nothing is sent by us.
BY_CUSTOMER = {
    "page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    "h5": ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    "app": ("alipay.trade.app.pay", "QUICK_MSECURITY_PAY"),
}
WAYS = frozenset({*BY_CUSTOMER, "native", SCAN})
_UNFIT = str.maketrans(dict.fromkeys("/=&\"'\\", " "))


@dataclass(frozen=True, slots=True)
class Ask:
    """One method with its content, and where it is to be told of."""

    method: str
    content: Mapping[str, Any]
    notify_url: str = ""
    return_url: str = ""

    @property
    def node(self) -> str:
        return f"{self.method.replace('.', '_')}_response"


def begin(order: PaymentOrder) -> Ask:
    asked: dict[str, Any] = {
        "out_trade_no": order.key,
        "total_amount": yuan(order.amount),
        "subject": (order.title or order.reference).translate(_UNFIT)[:256],
        "body": order.reference,
    }
    if order.way == SCAN:
        # Whoever was to type a password is gone after two minutes.
        asked |= {"scene": "bar_code", "auth_code": order.token, "timeout_express": "2m"}
        return Ask(PAY, asked, order.notify_url)
    asked["time_expire"] = shown(ends_at(order))
    if order.way == "native":
        return Ask(PRECREATE, asked, order.notify_url)
    method, product = BY_CUSTOMER[order.way]
    asked["product_code"] = product
    if order.way == "h5" and order.return_url:
        asked["quit_url"] = order.return_url
    return Ask(method, asked, order.notify_url, order.return_url)


def ends_at(order: PaymentOrder) -> datetime:
    """Return when what the customer was handed ends: a link that lives on could be paid late."""
    return order.expires_at or order.at + OPEN


def look(payment: str) -> Ask:
    return Ask("alipay.trade.query", {"out_trade_no": payment})


def close(payment: str) -> Ask:
    return Ask("alipay.trade.close", {"out_trade_no": payment})


def cancel(payment: str) -> Ask:
    return Ask("alipay.trade.cancel", {"out_trade_no": payment})


def refund(change: Change) -> Ask:
    asked = {
        "out_trade_no": change.payment,
        "out_request_no": change.key,
        "refund_amount": yuan(change.amount),
    }
    if change.reason:
        asked["refund_reason"] = change.reason[:256]
    return Ask("alipay.trade.refund", asked)


def look_refund(change: Change) -> Ask:
    asked: dict[str, Any] = {"out_trade_no": change.payment, "out_request_no": change.key}
    asked["query_options"] = ["gmt_refund_pay"]
    return Ask("alipay.trade.fastpay.refund.query", asked)


def bill_address(day: str) -> Ask:
    asked = {"bill_type": "trade", "bill_date": day}
    return Ask("alipay.data.dataservice.bill.downloadurl.query", asked)


def signed(ask: Ask, *, app_id: str, key: str, at: datetime) -> dict[str, str]:
    """Return the parameters of a request, its signature among them."""
    fields = {
        "app_id": app_id,
        "method": ask.method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": SIGN_TYPE,
        "timestamp": shown(at),
        "version": "1.0",
        "notify_url": ask.notify_url,
        "return_url": ask.return_url,
        "biz_content": json.dumps(ask.content, ensure_ascii=False, separators=(",", ":")),
    }
    kept = {name: value for name, value in fields.items() if value}
    return kept | {"sign": sign(content(kept), key=key)}
