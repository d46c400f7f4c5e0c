"""Orders and what buyers do with them: https://developer.paypal.com/docs/api/orders/v2/."""

import copy
from decimal import Decimal
from typing import Any

from tests.twins.base import route
from tests.twins.paypal.books import Books, Refused, Thing
from tests.twins.wire import Asked, Told, as_json

NO_DECIMALS = {"HUF", "JPY", "TWD"}
KNOWN = {
    "AUD",
    "BRL",
    "CAD",
    "CZK",
    "DKK",
    "EUR",
    "HKD",
    "HUF",
    "JPY",
    "MXN",
    "NOK",
    "NZD",
    "PLN",
    "GBP",
    "SGD",
    "SEK",
    "CHF",
    "THB",
    "TWD",
    "USD",
}
FEE_RATE, FEE_FIXED = Decimal("0.0349"), Decimal("0.49")


class Orders(Books):
    """Orders from their making to what was taken for them."""

    @route("POST", "/v2/checkout/orders")
    def create(self, asked: Asked) -> Told:
        said = asked.json
        unit = said["purchase_units"][0]
        _must_be_payable(unit["amount"])
        key = self.number()
        context = said.get("payment_source", {}).get("paypal", {}).get("experience_context", {})
        order = {
            "id": key,
            "intent": said["intent"],
            "status": "PAYER_ACTION_REQUIRED",
            "create_time": self.stamp(),
            "update_time": self.stamp(),
            "purchase_units": [{"reference_id": "default", **unit}],
            "payment_source": {"paypal": {}},
            "links": [
                {"rel": "self", "href": f"{self.url}/v2/checkout/orders/{key}"},
                {"rel": "payer-action", "href": f"{self.url}/checkoutnow?token={key}"},
            ],
            "context": context,
        }
        self.orders[key] = order
        return as_json(self.shown(order), 201)

    @route("GET", "/v2/checkout/orders/{key}")
    def show(self, asked: Asked, key: str) -> Told:
        return as_json(self.shown(self.order(key)))

    @route("PATCH", "/v2/checkout/orders/{key}")
    def patch(self, asked: Asked, key: str) -> Told:
        order = self.order(key)
        if order["status"] == "COMPLETED":
            raise Refused("ORDER_ALREADY_COMPLETED")
        for change in asked.json:
            name = change["path"].rpartition("/")[2]
            order["purchase_units"][0][name] = change["value"]
        order["update_time"] = self.stamp()
        return Told(204)

    @route("POST", "/v2/checkout/orders/{key}/capture")
    def capture_order(self, asked: Asked, key: str) -> Told:
        order = self._approved(key, "CAPTURE", "ORDER_ALREADY_CAPTURED")
        unit = order["purchase_units"][0]
        self.invoice(unit.get("invoice_id"))
        self.take(order, unit["amount"], invoice=unit.get("invoice_id", ""))
        order["status"] = "COMPLETED"
        return as_json(self.shown(order), 201)

    @route("POST", "/v2/checkout/orders/{key}/authorize")
    def authorize_order(self, asked: Asked, key: str) -> Told:
        order = self._approved(key, "AUTHORIZE", "ORDER_ALREADY_AUTHORIZED")
        held = self.hold(order, order["purchase_units"][0]["amount"])
        order["status"] = "COMPLETED"
        self.happen("PAYMENT.AUTHORIZATION.CREATED", held, "authorization")
        return as_json(self.shown(order), 201)

    def _approved(self, key: str, intent: str, already: str) -> Thing:
        order = self.order(key)
        if order["status"] == "COMPLETED":
            raise Refused(already)
        if order["status"] != "APPROVED" or order["intent"] != intent:
            raise Refused("ORDER_NOT_APPROVED")
        if order["funding"] == "declined":
            order["status"] = "PAYER_ACTION_REQUIRED"
            order["update_time"] = self.stamp()
            again = {"rel": "redirect", "href": f"{self.url}/checkoutnow?token={key}&again=1"}
            raise Refused("INSTRUMENT_DECLINED", links=[again])
        return order

    # --- what only buyers can do --------------------------------------------------------------

    @route("GET", "/checkoutnow")
    def approve_page(self, asked: Asked) -> Told:
        """Answer PayPal's own page: the buyer agrees and is sent back, or breaks off."""
        order = self.order(asked.query["token"])
        name = "cancel_url" if "cancel" in asked.query else "return_url"
        where = order["context"].get(name, "")
        if name == "return_url":
            self.do_approve(order["id"])
        join = "&" if "?" in where else "?"
        return Told(302, b"", {"location": f"{where}{join}token={order['id']}&PayerID=TWIN"})

    def do_approve(self, order: str, funding: str = "ok") -> Thing:
        """Agree to pay; `declined` means do not hold what they promise, `review` takes a while."""
        found = self.order(order)
        found |= {"status": "APPROVED", "funding": funding, "update_time": self.stamp()}
        self.happen("CHECKOUT.ORDER.APPROVED", self.shown(found), "checkout-order")
        return found

    # --- inside ------------------------------------------------------------------------------

    def shown(self, order: Thing) -> Thing:
        told = copy.deepcopy(order)
        told.pop("context")
        told.pop("funding", None)
        return told

    def hold(self, order: Thing, amount: Thing) -> Thing:
        held = {
            "id": self.number(),
            "status": "CREATED",
            "amount": amount,
            "custom_id": order["purchase_units"][0].get("custom_id", ""),
            "create_time": self.stamp(),
            "update_time": self.stamp(),
            "expiration_time": self.stamp(days=29),
            "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        }
        self.payments(order)["authorizations"].append(held)
        return held

    def take(self, order: Thing, amount: Thing, *, invoice: str, **more: Any) -> Thing:
        """Write a capture, its fee and its event."""
        value = Decimal(amount["value"])
        unit = Decimal(1) if amount["currency_code"] in NO_DECIMALS else Decimal("0.01")
        fee = str((value * FEE_RATE + FEE_FIXED).quantize(unit))
        review = order.get("funding") == "review"
        capture = {
            "id": self.number(),
            "status": "PENDING" if review else "COMPLETED",
            "amount": amount,
            "final_capture": True,
            "invoice_id": invoice,
            "custom_id": order["purchase_units"][0].get("custom_id", ""),
            "seller_receivable_breakdown": {
                "gross_amount": amount,
                "paypal_fee": {**amount, "value": fee},
                "net_amount": {**amount, "value": str(value - Decimal(fee))},
            },
            "create_time": self.stamp(),
            "update_time": self.stamp(),
            "supplementary_data": {"related_ids": {"order_id": order["id"]}},
            **more,
        }
        if review:
            capture["status_details"] = {"reason": "PENDING_REVIEW"}
        self.payments(order)["captures"].append(capture)
        word = "PENDING" if review else "COMPLETED"
        self.happen(f"PAYMENT.CAPTURE.{word}", capture, "capture")
        if not review:
            self.book("T0006", capture, sign=1, fee=fee)
        return capture


def _must_be_payable(amount: Thing) -> None:
    value, currency = amount["value"], amount["currency_code"]
    if currency not in KNOWN:
        raise Refused("CURRENCY_NOT_SUPPORTED")
    if currency in NO_DECIMALS and "." in value:
        raise Refused("DECIMALS_NOT_SUPPORTED")
    if Decimal(value) <= 0:
        raise Refused("CANNOT_BE_ZERO_OR_NEGATIVE")
