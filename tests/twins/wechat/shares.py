"""The twin's shares (分账): taken on at once, done when somebody asks.

Written after pay.weixin.qq.com/doc/v3/merchant/4014547102 and the pages beside it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.twins.base import route
from tests.twins.wechat.bill import fee
from tests.twins.wechat.desk import Order, no, written
from tests.twins.wechat.door import Door
from tests.twins.wechat.keys import MCHID, name_read
from tests.twins.wire import Asked, Told, as_json

ROOT = "/v3/profitsharing"
# Of what was charged, in hundredths: WeChat's own usual limit for a merchant.
MOST_SHARED = 30
TIMES, RECEIVERS, RETURNS = 50, 50, 20


@dataclass
class Share:
    """One order of shares."""

    number: str
    asked: dict[str, Any]
    order: Order
    order_id: str
    made: datetime
    state: str = "PROCESSING"
    legs: list[dict[str, Any]] = field(default_factory=list)
    back: dict[str, dict[str, Any]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        return {
            "transaction_id": self.order.transaction,
            "out_order_no": self.number,
            "order_id": self.order_id,
            "state": self.state,
            "receivers": self.legs,
        }


class Shares(Door):
    """What the twin says under `/v3/profitsharing`."""

    def forget(self) -> None:
        super().forget()
        self.receivers: dict[tuple[str, str], dict[str, Any]] = {}
        self.shares: dict[str, Share] = {}
        # What a receiver's leg or return ends in, by their account; and who is poor.
        self.closing: dict[str, str] = {}
        self.poor: set[str] = set()
        self.slow_shares = False
        self.most_shared = MOST_SHARED

    @route("POST", f"{ROOT}/receivers/add")
    def add_receiver(self, asked: Asked) -> Told:
        body = asked.json
        if body.get("type") == "MERCHANT_ID" and not body.get("name"):
            return no("PARAM_ERROR", "商户全称必传")
        if body.get("name"):
            body["name"] = name_read(body["name"])
        self.receivers[body["type"], body["account"]] = body
        return as_json({key: body[key] for key in ("type", "account", "relation_type")})

    @route("POST", f"{ROOT}/orders")
    def share(self, asked: Asked) -> Told:
        body = asked.json
        known = self.shares.get(body["out_order_no"])
        if known:
            same = known.asked == body
            return as_json(known.told()) if same else no("INVALID_REQUEST", "参数与首次不一致")
        order = self._paid_by(body["transaction_id"])
        refusal = self._may_not(order, body)
        if refusal or order is None:
            return refusal or no("INVALID_REQUEST")
        share = Share(body["out_order_no"], body, order, self.new_number(), self.now())
        for each in body["receivers"]:
            order.shared += each["amount"]
            share.legs.append(
                {
                    **{key: each[key] for key in ("type", "account", "amount", "description")},
                    "result": "PENDING",
                    "create_time": written(share.made),
                    "detail_id": self.new_number(),
                }
            )
        order.unfrozen = order.unfrozen or body["unfreeze_unsplit"]
        self.shares[share.number] = share
        return as_json(share.told())

    def _paid_by(self, transaction: str) -> Order | None:
        return next((e for e in self.orders.values() if e.transaction == transaction), None)

    def _may_not(self, order: Order | None, body: dict[str, Any]) -> Told | None:
        if order is None or not order.splits or order.unfrozen:
            return no("INVALID_REQUEST", "非分账订单不支持分账")
        wanted = sum(each["amount"] for each in body["receivers"])
        if len(body["receivers"]) > RECEIVERS or self._times(order) >= TIMES:
            return no("INVALID_REQUEST", "分账次数超限")
        if any((e["type"], e["account"]) not in self.receivers for e in body["receivers"]):
            return no("INVALID_REQUEST", "分账接收方不存在")
        if order.shared + wanted > order.total * self.most_shared // 100:
            return no("RULE_LIMIT", "分账金额超出最大分账比例")
        left = order.total - order.refunded - order.shared - int(fee(order.total) * 100)
        return no("NOT_ENOUGH", "分账金额不足") if wanted > left else None

    def _times(self, order: Order) -> int:
        return sum(1 for each in self.shares.values() if each.order is order)

    @route("GET", f"{ROOT}/orders/{{number}}")
    def look_share(self, asked: Asked, number: str) -> Told:
        share = self.shares.get(number)
        if share is None:
            return no("RESOURCE_NOT_EXISTS", "记录不存在")
        if not self.slow_shares:
            self._finish(share)
        return as_json(share.told())

    def _finish(self, share: Share) -> None:
        for leg in share.legs:
            if leg["result"] != "PENDING":
                continue
            why = self.closing.get(leg["account"])
            leg |= {"result": "CLOSED" if why else "SUCCESS", "finish_time": written(self.now())}
            if why:
                leg["fail_reason"] = why
                share.order.shared -= leg["amount"]
        share.state = "FINISHED"

    @route("POST", f"{ROOT}/orders/unfreeze")
    def unfreeze(self, asked: Asked) -> Told:
        body = asked.json
        known = self.shares.get(body["out_order_no"])
        if known:
            return as_json(known.told())
        order = self._paid_by(body["transaction_id"])
        if order is None or not order.splits:
            return no("INVALID_REQUEST", "非分账订单")
        order.unfrozen = True
        share = Share(body["out_order_no"], body, order, self.new_number(), self.now())
        self.shares[share.number] = share
        return as_json(share.told())

    @route("GET", f"{ROOT}/transactions/{{transaction}}/amounts")
    def amounts(self, asked: Asked, transaction: str) -> Told:
        order = self._paid_by(transaction)
        if order is None:
            return no("RESOURCE_NOT_EXISTS")
        left = 0 if order.unfrozen else order.total - order.shared - order.refunded
        return as_json({"transaction_id": transaction, "unsplit_amount": left})

    @route("POST", f"{ROOT}/return-orders")
    def give_back(self, asked: Asked) -> Told:
        body = asked.json
        share = self.shares.get(body.get("out_order_no", ""))
        if share is None:
            return no("RESOURCE_NOT_EXISTS", "分账单不存在")
        known = share.back.get(body["out_return_no"])
        refusal = None if known else self._may_not_ask_back(share, body)
        if known or refusal:
            return refusal or as_json(known)
        share.back[body["out_return_no"]] = self._returned(share, body, body["return_mchid"])
        return as_json(share.back[body["out_return_no"]])

    def _may_not_ask_back(self, share: Share, body: dict[str, Any]) -> Told | None:
        account = body["return_mchid"]
        leg = next((e for e in share.legs if e["account"] == account), None)
        if leg is None or leg["type"] != "MERCHANT_ID" or leg["result"] != "SUCCESS":
            return no("INVALID_REQUEST", "不支持回退")
        came = [e for e in share.back.values() if e["return_mchid"] == account]
        standing = sum(e["amount"] for e in came if e["result"] != "FAILED")
        if standing + body["amount"] > leg["amount"] or len(came) >= RETURNS:
            return no("INVALID_REQUEST", "回退金额超过可回退金额")
        return no("NOT_ENOUGH", "分账方余额不足") if account in self.poor else None

    def _returned(self, share: Share, body: dict[str, Any], account: str) -> dict[str, Any]:
        why = self.closing.get(f"return:{account}")
        told = {
            "order_id": share.order_id,
            "out_order_no": share.number,
            "out_return_no": body["out_return_no"],
            "return_id": self.new_number(),
            "return_mchid": account,
            "amount": body["amount"],
            "description": body["description"],
            "result": "PROCESSING" if self.slow_shares else "FAILED" if why else "SUCCESS",
            "create_time": written(self.now()),
            "finish_time": written(self.now()),
        }
        return told | ({"fail_reason": why} if why else {})

    @route("GET", f"{ROOT}/return-orders/{{number}}")
    def look_return(self, asked: Asked, number: str) -> Told:
        share = self.shares.get(asked.query.get("out_order_no", ""))
        told = share.back.get(number) if share else None
        if told is None:
            return no("RESOURCE_NOT_EXISTS", "记录不存在")
        if told["result"] == "PROCESSING" and not self.slow_shares:
            why = self.closing.get(f"return:{told['return_mchid']}")
            told |= {"result": "FAILED", "fail_reason": why} if why else {"result": "SUCCESS"}
        return as_json(told)

    # --- what only WeChat's side, or a receiver's, can do --------------------------------------

    def do_share_fails(self, account: str, reason: str) -> dict[str, str]:
        """Let every leg for this account end closed from now on (`return:ACCOUNT`: returns)."""
        self.closing[account] = reason
        return {"account": account, "merchant": MCHID}

    def do_share_poor(self, account: str, poor: bool) -> dict[str, Any]:  # noqa: FBT001 - by name
        (self.poor.add if poor else self.poor.discard)(account)
        return {"poor": sorted(self.poor)}

    def do_share_slow(self, slow: bool) -> dict[str, Any]:  # noqa: FBT001 - over HTTP, by name
        self.slow_shares = slow
        return {"slow": slow}

    def do_share_most(self, percent: int) -> dict[str, int]:
        self.most_shared = percent
        return {"most": percent}
