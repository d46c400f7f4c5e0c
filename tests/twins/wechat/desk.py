"""What the twin keeps: orders, refunds; and how it says no."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.twins.wire import Told, as_json

ZONE = ZoneInfo("Asia/Shanghai")
# A scan that nobody finished is called off by WeChat itself.
SCAN_LIVES = timedelta(seconds=45)
PATIENCE = timedelta(seconds=15)
REVERSIBLE = timedelta(days=7)
STATUSES = {
    "PARAM_ERROR": 400,
    "INVALID_REQUEST": 400,
    "ORDERPAID": 400,
    "ORDER_CLOSED": 400,
    "USERPAYING": 400,
    "AUTH_CODE_INVALID": 400,
    "AUTHCODEEXPIRE": 400,
    "APPID_MCHID_NOT_MATCH": 400,
    "STATEMENT_CREATING": 400,
    "NO_STATEMENT_EXIST": 400,
    "REVERSE_EXPIRE": 400,
    "SIGN_ERROR": 401,
    "OUT_TRADE_NO_USED": 403,
    "NOTENOUGH": 403,
    "NOT_ENOUGH": 403,
    "NO_AUTH": 403,
    "RULE_LIMIT": 403,
    "TRADE_ERROR": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
    "BANK_ERROR": 500,
}


def no(code: str, message: str = "") -> Told:
    return as_json({"code": code, "message": message or code}, STATUSES.get(code, 400))


def written(at: datetime | None) -> str:
    return at.astimezone(ZONE).isoformat(timespec="seconds") if at else ""


@dataclass
class Order:
    """One order number of a merchant's."""

    number: str
    asked: dict[str, Any]
    type: str
    made: datetime
    state: str = "NOTPAY"
    paid: datetime | None = None
    revoked: datetime | None = None
    transaction: str = ""
    prepay: str = ""
    shared: int = 0
    unfrozen: bool = False
    refunds: list["Refund"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return int(self.asked["amount"]["total"])

    @property
    def splits(self) -> bool:
        return bool(self.asked.get("settle_info", {}).get("profit_sharing"))

    @property
    def refunded(self) -> int:
        return sum(each.amount for each in self.refunds if each.state != "CLOSED")

    def told(self, *, mchid: str) -> dict[str, Any]:
        found: dict[str, Any] = {
            "appid": self.asked["appid"],
            "mchid": mchid,
            "out_trade_no": self.number,
            "trade_state": self.state,
            "trade_state_desc": self.state,
            "amount": {"total": self.total, "currency": "CNY"},
        }
        if self.paid:
            found |= {
                "transaction_id": self.transaction,
                "trade_type": self.type,
                "bank_type": "OTHERS",
                "attach": self.asked.get("attach", ""),
                "success_time": written(self.paid),
                "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            }
            found["amount"] |= {"payer_total": self.total, "payer_currency": "CNY"}
        return found


@dataclass
class Refund:
    """One refund number of a merchant's."""

    number: str
    order: Order
    amount: int
    made: datetime
    refund_id: str
    notify_url: str = ""
    state: str = "PROCESSING"
    done: datetime | None = None

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "refund_id": self.refund_id,
            "out_refund_no": self.number,
            "transaction_id": self.order.transaction,
            "out_trade_no": self.order.number,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "create_time": written(self.made),
            "status": self.state,
            "amount": {
                "total": self.order.total,
                "refund": self.amount,
                "payer_total": self.order.total,
                "payer_refund": self.amount,
                "currency": "CNY",
            },
        }
        return found | ({"success_time": written(self.done)} if self.done else {})

    def noticed(self, *, mchid: str) -> dict[str, Any]:
        """Return it as a notification tells it: other names, no currency."""
        found = self.told()
        found["mchid"], found["refund_status"] = mchid, found.pop("status")
        found["amount"].pop("currency")
        return found
