"""What the twin keeps: trades and their refunds."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def written(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


@dataclass
class Refund:
    request: str
    amount: Decimal
    at: datetime


@dataclass
class Trade:
    """One order number of a merchant's."""

    number: str
    trade_no: str
    asked: dict[str, Any]
    method: str
    made: datetime
    notify_url: str = ""
    state: str = "WAIT_BUYER_PAY"
    paid: datetime | None = None
    canceled: datetime | None = None
    refunds: dict[str, Refund] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return Decimal(self.asked["total_amount"])

    @property
    def refunded(self) -> Decimal:
        return sum((each.amount for each in self.refunds.values()), Decimal(0))

    def told(self) -> dict[str, Any]:
        found = {
            "trade_no": self.trade_no,
            "out_trade_no": self.number,
            "buyer_logon_id": "159****5620",
            "trade_status": self.state,
            "total_amount": f"{self.total:.2f}",
            "subject": self.asked["subject"],
        }
        return found | ({"send_pay_date": written(self.paid)} if self.paid else {})

    def noticed(self) -> dict[str, str]:
        found = {
            "trade_no": self.trade_no,
            "out_trade_no": self.number,
            "trade_status": self.state,
            "total_amount": f"{self.total:.2f}",
            "subject": self.asked["subject"],
            "gmt_create": written(self.made),
        }
        return found | ({"gmt_payment": written(self.paid)} if self.paid else {})
