"""The twin's refunds and bills.

Written after pay.weixin.qq.com/docs/merchant/apis/native-payment: create (of refunds),
query-by-out-refund-no, refund-result-notice, get-trade-bill, download-bill.
"""

from datetime import date, datetime, timedelta
from secrets import token_hex

from tests.twins.base import route
from tests.twins.wechat import bill, keys
from tests.twins.wechat.desk import Refund, no
from tests.twins.wechat.door import Door
from tests.twins.wire import Asked, Told, as_json

REFUNDS = "/v3/refund/domestic/refunds"


class Backs(Door):
    """What the twin gives back, and what it says of a day."""

    def forget(self) -> None:
        super().forget()
        self.refunds: dict[str, Refund] = {}
        self.bills: dict[str, tuple[bytes, datetime]] = {}
        self.slow_refunds = False
        self.damaging = False

    @route("POST", REFUNDS)
    def refund(self, asked: Asked) -> Told:
        body = asked.json
        order = self.orders.get(body.get("out_trade_no", ""))
        if order is None or not order.paid or order.state == "REVOKED":
            return no("RESOURCE_NOT_EXISTS", "订单不存在")
        known = self.refunds.get(body["out_refund_no"])
        amount = body["amount"]["refund"]
        if body["amount"]["total"] != order.total or (known and known.amount != amount):
            return no("INVALID_REQUEST", "订单金额或退款金额与之前请求不一致,请核实后再试")
        if known:
            return as_json(known.told())
        if amount < 1 or order.refunded + amount > order.total:
            return no("INVALID_REQUEST", "退款金额超过可退金额")
        refund = Refund(
            body["out_refund_no"],
            order,
            amount,
            self.now(),
            f"50300{next(self._numbers):023d}",
            body.get("notify_url", ""),
        )
        self.refunds[refund.number] = refund
        order.refunds.append(refund)
        order.state = "REFUND"
        told = as_json(refund.told())
        if not self.slow_refunds:
            self.do_end_refund(refund.number)
        return told

    @route("GET", f"{REFUNDS}/{{number}}")
    def look_refund(self, asked: Asked, number: str) -> Told:
        refund = self.refunds.get(number)
        return as_json(refund.told()) if refund else no("RESOURCE_NOT_EXISTS", "退款单不存在")

    @route("GET", "/v3/bill/tradebill")
    def trade_bill(self, asked: Asked) -> Told:
        day = date.fromisoformat(asked.query["bill_date"])
        if not bill.is_ready(day, at=self.now()):
            return no("STATEMENT_CREATING", "账单生成中")
        text = bill.written(self.orders.values(), day=day, mchid=keys.MCHID)
        if not text:
            return no("NO_STATEMENT_EXIST", "账单文件不存在")
        file, digest = bill.packed(text)
        if self.damaging:
            file, _other = bill.packed(text[:-9])
        token = token_hex(8)
        self.bills[token] = file, self.now()
        url = f"https://api.mch.weixin.qq.com/v3/billdownload/file?token={token}&tartype=gzip"
        return as_json({"hash_type": "SHA1", "hash_value": digest, "download_url": url})

    @route("GET", "/v3/billdownload/file")
    def download(self, asked: Asked) -> Told:
        file, made = self.bills.get(asked.query.get("token", ""), (b"", self.now()))
        if not file or self.now() - made > timedelta(minutes=5):
            return no("INVALID_REQUEST", "下载地址已失效")
        return Told(200, file, {"content-type": "application/octet-stream"})

    def do_damage(self, damaging: bool) -> dict[str, bool]:  # noqa: FBT001 - over HTTP, by name
        """Cut bills short."""
        self.damaging = damaging
        return {"damaging": damaging}

    def do_end_refund(self, number: str, state: str = "SUCCESS") -> dict[str, str]:
        """End a refund that takes its time: SUCCESS, CLOSED or ABNORMAL."""
        refund = self.refunds[number]
        refund.state, refund.done = state, self.now() if state == "SUCCESS" else None
        if refund.notify_url:
            told = refund.noticed(mchid=keys.MCHID)
            self.tell(refund.notify_url, f"REFUND.{state}", "refund", told)
        return {"state": state}

    def do_slow_refunds(self, slow: bool) -> dict[str, bool]:  # noqa: FBT001 - over HTTP, by name
        self.slow_refunds = slow
        return {"slow": slow}
