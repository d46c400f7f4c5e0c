"""What is sent to WeChat Pay for what we want. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guildhall.payments.types import Change, PaymentOrder
from integrations.wechat.rules.words import CURRENCY, fen, shown

PAY = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"
SCAN = "scan"
# Our ways, and what WeChat calls them.
WAYS = {"native": "native", "jsapi": "jsapi", "h5": "h5", "app": "app", SCAN: "codepay"}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its path with its query, and its body; none is a question."""

    method: str
    target: str
    body: Mapping[str, Any] = field(default_factory=dict)


def begin(order: PaymentOrder, *, settings: Mapping[str, str]) -> Ask:
    """Return how money is asked for. A scan has no notification and no end but its own."""
    body: dict[str, Any] = {
        "appid": settings["appid"],
        "mchid": settings["mchid"],
        "description": order.title[:127] or order.reference[:127],
        "out_trade_no": order.key,
        "attach": order.reference[:128],
        "amount": {"total": fen(order.amount), "currency": CURRENCY},
        "settle_info": {"profit_sharing": order.will_split},
    }
    if order.way == SCAN:
        # Whoever was typing a password an hour ago has left the shop.
        body |= {
            "payer": {"auth_code": order.token},
            "scene_info": _place(order, settings=settings),
        }
        return Ask("POST", f"{PAY}/{WAYS[SCAN]}", body)
    body["notify_url"] = order.notify_url
    if order.expires_at:
        body["time_expire"] = shown(order.expires_at)
    if order.way == "jsapi":
        body["payer"] = {"openid": order.token}
    if order.way == "h5":
        body["scene_info"] = {"payer_client_ip": order.payer_ip, "h5_info": {"type": "Wap"}}
    return Ask("POST", f"{PAY}/{WAYS[order.way]}", body)


def look(payment: str, *, settings: Mapping[str, str]) -> Ask:
    return Ask("GET", f"{PAY}/out-trade-no/{payment}?mchid={settings['mchid']}")


def close(change: Change, *, settings: Mapping[str, str]) -> Ask:
    body = {"mchid": settings["mchid"]}
    return Ask("POST", f"{PAY}/out-trade-no/{change.payment}/close", body)


def reverse(change: Change, *, settings: Mapping[str, str]) -> Ask:
    body = {"appid": settings["appid"], "mchid": settings["mchid"]}
    return Ask("POST", f"{PAY}/out-trade-no/{change.payment}/reverse", body)


def refund(change: Change) -> Ask:
    """Return how money is given back; `charged` is what the whole order was."""
    total = change.charged or change.amount
    body: dict[str, Any] = {
        "out_trade_no": change.payment,
        "out_refund_no": change.key,
        "amount": {"refund": fen(change.amount), "total": fen(total), "currency": CURRENCY},
    }
    if change.reason:
        body["reason"] = change.reason[:80]
    if change.notify_url:
        body["notify_url"] = change.notify_url
    return Ask("POST", REFUNDS, body)


def look_refund(change: Change) -> Ask:
    return Ask("GET", f"{REFUNDS}/{change.key}")


def trade_bill(day: str) -> Ask:
    return Ask("GET", f"/v3/bill/tradebill?bill_date={day}&bill_type=ALL&tar_type=GZIP")


def _place(order: PaymentOrder, *, settings: Mapping[str, str]) -> dict[str, Any]:
    place: dict[str, Any] = {"store_info": {"id": settings.get("store_id", "1")}}
    if order.payer_ip:
        place["device_ip"] = order.payer_ip
    return place
