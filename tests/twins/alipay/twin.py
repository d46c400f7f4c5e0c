"""Alipay: trades by page, browser, app, code and scan; refunds; bills.

Written after opendocs.alipay.com/open: alipay.trade.pay, precreate, page.pay, wap.pay, app.pay,
query, close, cancel, refund, fastpay.refund.query, and the form of their notifications.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from secrets import token_hex
from typing import Any

from tests.twins.alipay import bill
from tests.twins.alipay.desk import ZONE, Refund, Trade, written
from tests.twins.alipay.door import DONE, Door, no
from tests.twins.base import route
from tests.twins.wire import Asked, Told

BY_CUSTOMER = {"alipay.trade.page.pay", "alipay.trade.wap.pay", "alipay.trade.app.pay"}
type Found = dict[str, Any]


class AlipayTwin(Door):
    """`twin.settings` and `twin.secrets` are those of an account that it knows."""

    name = "alipay"
    usual_scan = "10000"

    def forget(self) -> None:
        super().forget()
        # What was shown as a code and not scanned yet: no trade exists.
        self.shown: dict[str, tuple[Found, str]] = {}
        self.bills: dict[str, tuple[bytes, datetime]] = {}
        self.next_scan = self.usual_scan
        self.damaging = False

    # --- asking for money ------------------------------------------------------------------------

    def ask_alipay_trade_pay(self, asked: Found, fields: Mapping[str, str]) -> Found:
        known = self._current(asked["out_trade_no"])
        if known:
            return self._scanned_before(known, asked)
        if not re.fullmatch(r"2[5-9]\d{14,22}|30\d{14,22}", asked.get("auth_code", "")):
            return no("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付失败,获取顾客账户信息失败")
        found, self.next_scan = self.next_scan, self.usual_scan
        if found not in {"10000", "10003"}:
            return no(found)
        trade = self._open(asked, "alipay.trade.pay", fields.get("notify_url", ""))
        if found == "10003":
            return {"code": "10003", "msg": "order success pay inprocess", **self._names(trade)}
        self._pay(trade)
        return self._paid(trade)

    def _scanned_before(self, known: Trade, asked: Found) -> Found:
        if known.asked["total_amount"] != asked["total_amount"]:
            return no("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
        if known.state == "TRADE_CLOSED":
            return no("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        if known.paid:
            return self._paid(known)
        return {"code": "10003", "msg": "order success pay inprocess", **self._names(known)}

    def _names(self, trade: Trade) -> Found:
        return {"trade_no": trade.trade_no, "out_trade_no": trade.number}

    def _paid(self, trade: Trade) -> Found:
        at = written(trade.paid or trade.made)
        total = f"{trade.total:.2f}"
        return {**DONE, **self._names(trade), "total_amount": total, "gmt_payment": at}

    def ask_alipay_trade_precreate(self, asked: Found, fields: Mapping[str, str]) -> Found:
        number = asked["out_trade_no"]
        known = self._current(number)
        if known and known.paid:
            return no("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
        if known and known.state == "TRADE_CLOSED":
            return no("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
        self.shown[number] = asked, fields.get("notify_url", "")
        code = f"https://qr.alipay.com/{token_hex(9)}"
        return {**DONE, "out_trade_no": number, "qr_code": code}

    def _open(self, asked: Found, method: str, notify_url: str) -> Trade:
        number = asked["out_trade_no"]
        made = Trade(number, self.new_number(), asked, method, self.now(), notify_url)
        return self.trades.setdefault(number, made)

    def _current(self, number: str) -> Trade | None:
        trade = self.trades.get(number)
        if trade is None:
            return None
        ends = trade.asked.get("time_expire")
        end = datetime.strptime(ends, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE) if ends else None
        if end is None and "timeout_express" in trade.asked:
            end = trade.made + timedelta(minutes=int(trade.asked["timeout_express"][:-1]))
        if trade.state == "WAIT_BUYER_PAY" and end and self.now() > end:
            trade.state = "TRADE_CLOSED"
        return trade

    # --- asking after it, and calling it off -----------------------------------------------------

    def ask_alipay_trade_query(self, asked: Found, fields: Mapping[str, str]) -> Found:
        trade = self._current(asked["out_trade_no"])
        return {**DONE, **trade.told()} if trade else no("ACQ.TRADE_NOT_EXIST", "交易不存在")

    def ask_alipay_trade_close(self, asked: Found, fields: Mapping[str, str]) -> Found:
        trade = self._current(asked["out_trade_no"])
        self.shown.pop(asked["out_trade_no"], None)
        if trade is None:
            return no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        if trade.state != "WAIT_BUYER_PAY":
            return no("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        trade.state = "TRADE_CLOSED"
        return {**DONE, **self._names(trade)}

    def ask_alipay_trade_cancel(self, asked: Found, fields: Mapping[str, str]) -> Found:
        """Call a scan off; what was paid goes back to the customer."""
        trade = self._current(asked["out_trade_no"])
        if trade is None:
            return no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        action = "close" if trade.paid is None else "refund"
        if trade.state != "TRADE_CLOSED":
            trade.state, trade.canceled = "TRADE_CLOSED", self.now()
        return {**DONE, **self._names(trade), "retry_flag": "N", "action": action}

    # --- refunds ---------------------------------------------------------------------------------

    def ask_alipay_trade_refund(self, asked: Found, fields: Mapping[str, str]) -> Found:
        trade = self._current(asked["out_trade_no"])
        if trade is None or not trade.paid:
            return no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        amount, request = Decimal(asked["refund_amount"]), asked["out_request_no"]
        known = trade.refunds.get(request)
        if known and known.amount != amount:
            return no("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致")
        told = {**self._names(trade), "refund_fee": f"{trade.refunded:.2f}"}
        if known:
            return {**DONE, **told, "fund_change": "N"}
        if trade.canceled or trade.refunded + amount > trade.total or amount <= 0:
            return no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
        trade.refunds[request] = Refund(request, amount, self.now())
        whole = trade.refunded == trade.total
        trade.state = "TRADE_CLOSED" if whole else trade.state
        back = f"{trade.refunded:.2f}"
        self.tell(trade, out_biz_no=request, refund_fee=back, gmt_refund=written(self.now()))
        return {**DONE, **told, "refund_fee": back, "fund_change": "Y"}

    def ask_alipay_trade_fastpay_refund_query(
        self, asked: Found, fields: Mapping[str, str]
    ) -> Found:
        trade = self._current(asked["out_trade_no"])
        if trade is None:
            return no("ACQ.TRADE_NOT_EXIST", "交易不存在")
        refund = trade.refunds.get(asked["out_request_no"])
        if refund is None:
            return dict(DONE)
        return {
            **DONE,
            **self._names(trade),
            "out_request_no": refund.request,
            "refund_amount": f"{refund.amount:.2f}",
            "total_amount": f"{trade.total:.2f}",
            "refund_status": "REFUND_SUCCESS",
            "gmt_refund_pay": written(refund.at),
        }

    # --- bills -----------------------------------------------------------------------------------

    def ask_alipay_data_dataservice_bill_downloadurl_query(
        self, asked: Found, fields: Mapping[str, str]
    ) -> Found:
        day = date.fromisoformat(asked["bill_date"])
        rows, *_counts = bill.rows_of(self.trades.values(), day=day)
        if not bill.is_ready(day, at=self.now()) or not rows:
            return no("isp.bill_not_exist", "入参账单日期无账单")
        text = bill.text_of(self.trades.values(), day=day)
        if self.damaging:
            text = text.replace(rows[0] + "\r\n", "")
        token = token_hex(8)
        self.bills[token] = bill.packed(text, day=day), self.now()
        url = f"{self.url}/downloadBillFile.resource?fileId={token}"
        return {**DONE, "bill_download_url": url}

    @route("GET", "/downloadBillFile.resource")
    def download(self, asked: Asked) -> Told:
        file, made = self.bills.get(asked.query.get("fileId", ""), (b"", self.now()))
        if not file or self.now() - made > timedelta(seconds=30):
            return Told(404)
        return Told(200, file, {"content-type": "application/octet-stream"})

    # --- what only a customer can do -------------------------------------------------------------

    def _pay(self, trade: Trade) -> None:
        trade.state, trade.paid = "TRADE_SUCCESS", self.now()

    def do_open(self, url: str) -> dict[str, str]:
        """Let a customer open what they were handed: only now a trade exists."""
        method, asked, fields = self.opened(url)
        trade = self._open(asked, method, fields.get("notify_url", ""))
        return {"trade_no": trade.trade_no}

    def do_pay(self, number: str, ago: int = 0) -> dict[str, Any]:
        """Let the customer pay what they opened, scanned, or type a password for."""
        if number in self.shown and number not in self.trades:
            asked, notify_url = self.shown.pop(number)
            self._open(asked, "alipay.trade.precreate", notify_url)
        trade = self._current(number)
        if trade is None or trade.state != "WAIT_BUYER_PAY":
            return {"paid": False}
        self._pay(trade)
        trade.paid = self.now() - timedelta(seconds=ago)
        self.tell(trade)
        return {"paid": True, "trade_no": trade.trade_no}

    def do_scan(self, found: str) -> dict[str, str]:
        """Say what the next scan finds: 10000, 10003 (a password), or a no's sub_code."""
        self.next_scan = found
        return {"next": found}

    def do_damage(self, damaging: bool) -> dict[str, bool]:  # noqa: FBT001 - over HTTP, by name
        """Leave a line out of bills."""
        self.damaging = damaging
        return {"damaging": damaging}
