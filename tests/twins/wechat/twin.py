"""WeChat Pay for a merchant who is asked for directly: orders and scans.

Written after pay.weixin.qq.com: doc/v3/merchant/4013070356 (orders), 4012382150 (codepay), and
docs/merchant/apis/code-payment-v3/direct/reverse.html. Which HTTP status stands beside USERPAYING
is not said where we looked: the adapter reads the code alone.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from tests.twins.base import route
from tests.twins.wechat import keys
from tests.twins.wechat.backs import Backs
from tests.twins.wechat.desk import PATIENCE, REVERSIBLE, SCAN_LIVES, Order, no
from tests.twins.wechat.shares import Shares
from tests.twins.wire import Asked, Told, as_json

PAY = "/v3/pay/transactions"
ORDER = f"{PAY}/out-trade-no/{{number}}"
NUMBER = re.compile(r"[0-9a-zA-Z_\-|*]{6,32}")
TYPES = {"native": "NATIVE", "jsapi": "JSAPI", "h5": "MWEB", "app": "APP"}


class WeChatTwin(Backs, Shares):
    """`twin.settings` and `twin.secrets` are those of an account that it knows."""

    name = "wechat"
    usual_scan = "SUCCESS"

    def forget(self) -> None:
        super().forget()
        self.orders = {}
        # What the next scan finds, and who reversed sooner than WeChat advises.
        self.next_scan = self.usual_scan
        self.hasty: list[str] = []

    # --- orders ----------------------------------------------------------------------------------

    @route("POST", f"{PAY}/{{way}}")
    def order(self, asked: Asked, way: str) -> Told:
        body = asked.json
        if way == "codepay":
            return self._scan(body)
        if way not in TYPES:
            return self.missing(asked)
        refusal = self._unfit(body, needs_notify=True) or self._again(body, way)
        if refusal:
            return refusal
        order = self.orders.setdefault(
            body["out_trade_no"], Order(body["out_trade_no"], body, TYPES[way], self.now())
        )
        order.prepay = f"wx{token_hex(17)}"
        return self._prepaid(order, way)

    def _prepaid(self, order: Order, way: str) -> Told:
        if way == "native":
            return as_json({"code_url": f"weixin://wxpay/bizpayurl?pr={order.prepay[:9]}"})
        if way == "h5":
            url = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb"
            return as_json({"h5_url": f"{url}?prepay_id={order.prepay}&package=4"})
        return as_json({"prepay_id": order.prepay})

    def _unfit(self, body: Mapping[str, Any], *, needs_notify: bool) -> Told | None:
        amount = body.get("amount", {}).get("total", 0)
        number = body.get("out_trade_no", "")
        if body.get("mchid") != keys.MCHID or body.get("appid") != keys.APPID:
            return no("APPID_MCHID_NOT_MATCH")
        if not NUMBER.fullmatch(number) or not isinstance(amount, int) or amount < 1:
            return no("PARAM_ERROR", "参数错误")
        if not body.get("description") or (needs_notify and not body.get("notify_url")):
            return no("PARAM_ERROR", "参数错误")
        return None

    def _again(self, body: Mapping[str, Any], way: str) -> Told | None:
        known = self._current(body["out_trade_no"])
        if known is None:
            return None
        if known.paid:
            return no("ORDERPAID", "该订单已支付")
        if known.state in {"CLOSED", "REVOKED"}:
            return no("ORDER_CLOSED", "该订单已关闭")
        same = known.asked["amount"] == body["amount"] and known.type == TYPES.get(way)
        return None if same else no("INVALID_REQUEST", "请求重入时,参数与首次请求时不一致")

    def _current(self, number: str) -> Order | None:
        """Return an order as it is by now: what nobody paid in time is over."""
        order = self.orders.get(number)
        if order is None:
            return None
        ends = order.asked.get("time_expire")
        if order.state == "NOTPAY" and ends and self.now() > datetime.fromisoformat(ends):
            order.state = "CLOSED"
        if order.state == "USERPAYING" and self.now() > order.made + SCAN_LIVES:
            order.state = "REVOKED"
        return order

    @route("GET", ORDER)
    def look(self, asked: Asked, number: str) -> Told:
        order = self._current(number)
        if order is None or asked.query.get("mchid") != keys.MCHID:
            return no("ORDER_NOT_EXIST", "订单不存在")
        return as_json(order.told(mchid=keys.MCHID))

    @route("POST", f"{ORDER}/close")
    def close(self, asked: Asked, number: str) -> Told:
        order = self._current(number)
        if order is None:
            return no("ORDER_NOT_EXIST", "订单不存在")
        if order.paid:
            return no("ORDERPAID", "该订单已支付")
        if order.type == "MICROPAY":
            return no("INVALID_REQUEST", "付款码订单请撤销")
        order.state = "CLOSED"
        return Told(204)

    # --- scans -----------------------------------------------------------------------------------

    def _scan(self, body: dict[str, Any]) -> Told:
        refusal = self._unfit(body, needs_notify=False)
        known = self._current(body.get("out_trade_no", ""))
        if refusal:
            return refusal
        if known:
            return self._scanned_before(known, body)
        if not re.fullmatch(r"1[0-5]\d{16}", body.get("payer", {}).get("auth_code", "")):
            return no("AUTH_CODE_INVALID", "付款码无效")
        found, self.next_scan = self.next_scan, self.usual_scan
        order = Order(body["out_trade_no"], body, "MICROPAY", self.now())
        if found in {"SUCCESS", "USERPAYING"}:
            self.orders[order.number] = order
            order.state = "USERPAYING"
        if found != "SUCCESS":
            return no(found)
        self._pay(order)
        return as_json(order.told(mchid=keys.MCHID))

    def _scanned_before(self, known: Order, body: Mapping[str, Any]) -> Told:
        if known.asked != body:
            return no("OUT_TRADE_NO_USED", "商户订单号重复")
        if known.paid:
            return as_json(known.told(mchid=keys.MCHID))
        return no("USERPAYING" if known.state == "USERPAYING" else "ORDER_CLOSED")

    @route("POST", f"{ORDER}/reverse")
    def reverse(self, asked: Asked, number: str) -> Told:
        """Call a scan off; what was paid goes back to the customer."""
        order = self._current(number)
        if order is None:
            return no("ORDER_NOT_EXIST", "订单不存在")
        if self.now() - order.made < PATIENCE:
            self.hasty.append(number)
        if order.paid and self.now() - order.paid > REVERSIBLE:
            return no("REVERSE_EXPIRE", "订单超过七天")
        if order.state != "REVOKED":
            order.state, order.revoked = "REVOKED", self.now()
        return Told(204)

    # --- what only a customer, or WeChat itself, can do ------------------------------------------

    def _pay(self, order: Order) -> None:
        order.state, order.paid, order.transaction = "SUCCESS", self.now(), self.new_number()

    def do_pay(self, number: str, ago: int = 0) -> dict[str, Any]:
        """Let the customer pay, with a password that came late where it was a scan."""
        order = self._current(number)
        if order is None or order.paid or order.state not in {"NOTPAY", "USERPAYING"}:
            return {"paid": False}
        self._pay(order)
        order.paid = self.now() - timedelta(seconds=ago)
        url = order.asked.get("notify_url", "")
        if url:
            self.tell(url, "TRANSACTION.SUCCESS", "transaction", order.told(mchid=keys.MCHID))
        return {"paid": True, "transaction_id": order.transaction}

    def do_cancel(self, number: str) -> dict[str, str]:
        """Let the customer close the box that asks for a password."""
        self.orders[number].state = "PAYERROR"
        return {"state": "PAYERROR"}

    def do_scan(self, found: str) -> dict[str, str]:
        """Say what the next scan finds: SUCCESS, USERPAYING, or a no such as NOTENOUGH."""
        self.next_scan = found
        return {"next": found}
