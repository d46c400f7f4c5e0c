"""Authorizations, captures and refunds: https://developer.paypal.com/docs/api/payments/v2/."""

from datetime import datetime, timedelta
from decimal import Decimal

from tests.twins.base import route
from tests.twins.paypal.books import Refused, Thing
from tests.twins.paypal.orders import Orders
from tests.twins.wire import Asked, Told, as_json

HONORED, LASTS = timedelta(days=3), timedelta(days=29)
MORE = Decimal("1.15")
PAGE = 500


class Payments(Orders):
    """What is done with money that a buyer has agreed to."""

    @route("POST", "/v2/payments/authorizations/{key}/capture")
    def capture(self, asked: Asked, key: str) -> Told:
        order, held = self._held(key)
        said = asked.json
        amount = said.get("amount", held["amount"])
        taken = sum(Decimal(c["amount"]["value"]) for c in self.payments(order)["captures"])
        # PayPal takes up to 115 % of what it holds.
        if taken + Decimal(amount["value"]) > Decimal(held["amount"]["value"]) * MORE:
            raise Refused("MAX_CAPTURE_AMOUNT_EXCEEDED")
        self.invoice(said.get("invoice_id"))
        final = bool(said.get("final_capture"))
        invoice = said.get("invoice_id", "")
        capture = self.take(order, amount, invoice=invoice, final_capture=final)
        whole = taken + Decimal(amount["value"]) >= Decimal(held["amount"]["value"])
        held["status"] = "CAPTURED" if final or whole else "PARTIALLY_CAPTURED"
        held["update_time"] = self.stamp()
        return as_json(capture, 201)

    @route("POST", "/v2/payments/authorizations/{key}/void")
    def void(self, asked: Asked, key: str) -> Told:
        order, held = self.part("authorizations", key)
        if held["status"] == "VOIDED":
            raise Refused("PREVIOUSLY_VOIDED")
        if held["status"] == "CAPTURED":
            raise Refused("PREVIOUSLY_CAPTURED")
        held |= {"status": "VOIDED", "update_time": self.stamp()}
        order["update_time"] = self.stamp()
        self.happen("PAYMENT.AUTHORIZATION.VOIDED", held, "authorization")
        return as_json(held)

    @route("POST", "/v2/payments/authorizations/{key}/reauthorize")
    def reauthorize(self, asked: Asked, key: str) -> Told:
        order, held = self._held(key)
        if self._age(held) < HONORED:
            raise Refused("REAUTHORIZATION_TOO_SOON")
        again = self.hold(order, asked.json.get("amount", held["amount"]))
        again["expiration_time"] = held["expiration_time"]
        return as_json(again, 201)

    @route("GET", "/v2/payments/captures/{key}")
    def show_capture(self, asked: Asked, key: str) -> Told:
        return as_json(self.part("captures", key)[1])

    @route("POST", "/v2/payments/captures/{key}/refund")
    def refund(self, asked: Asked, key: str) -> Told:
        order, capture = self.part("captures", key)
        said = asked.json
        amount = said.get("amount", capture["amount"])
        self._must_be_refundable(order, capture, amount)
        self.invoice(said.get("invoice_id"))
        refund = {
            "id": self.number(),
            "status": "COMPLETED",
            "amount": amount,
            "invoice_id": said.get("invoice_id", ""),
            "custom_id": said.get("custom_id", ""),
            "create_time": self.stamp(),
            "update_time": self.stamp(),
            "links": [{"rel": "up", "href": f"{self.url}/v2/payments/captures/{key}"}],
        }
        self.payments(order)["refunds"].append(refund)
        left = Decimal(capture["amount"]["value"]) - self._given_back(order, key)
        capture["status"] = "PARTIALLY_REFUNDED" if left else "REFUNDED"
        self.book("T1107", refund, sign=-1)
        self.happen("PAYMENT.CAPTURE.REFUNDED", refund, "refund")
        return as_json(refund, 201)

    @route("GET", "/v1/reporting/transactions")
    def transactions(self, asked: Asked) -> Told:
        """https://developer.paypal.com/docs/api/transaction-search/v1/."""
        low, high = asked.query["start_date"], asked.query["end_date"]
        within = [
            each
            for each in self.moved
            if low <= each["transaction_info"]["transaction_initiation_date"] <= high
        ]
        size, page = int(asked.query.get("page_size", 100)), int(asked.query.get("page", 1))
        told = {
            "transaction_details": within[(page - 1) * size : page * size],
            "page": page,
            "total_items": len(within),
            "total_pages": max((len(within) + size - 1) // size, 1),
        }
        return as_json(told)

    # --- what only banks and PayPal can do -------------------------------------------------------

    def do_review(self, capture: str, *, passed: bool = True) -> Thing:
        """End the review that a capture waits for."""
        _order, found = self.part("captures", capture)
        found |= {"status": "COMPLETED" if passed else "DECLINED", "update_time": self.stamp()}
        word = "COMPLETED" if passed else "DENIED"
        self.happen(f"PAYMENT.CAPTURE.{word}", found, "capture")
        if passed:
            self.book("T0006", found, sign=1, fee="0.94")
        return found

    def do_dispute(self, capture: str, *, decided: str = "") -> Thing:
        """Open a dispute about a capture, or decide it: `RESOLVED_BUYER_FAVOUR`, …."""
        _order, found = self.part("captures", capture)
        dispute: Thing = {
            "dispute_id": f"PP-D-{capture}",
            "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
            "status": "RESOLVED" if decided else "WAITING_FOR_SELLER_RESPONSE",
            "dispute_amount": found["amount"],
            "disputed_transactions": [{"seller_transaction_id": capture}],
            "seller_response_due_date": self.stamp(days=10),
        }
        if decided:
            back = {"outcome_code": decided, "amount_refunded": found["amount"]}
            dispute["dispute_outcome"] = back
        word = "RESOLVED" if decided else "CREATED"
        self.happen(f"CUSTOMER.DISPUTE.{word}", dispute, "dispute")
        return dispute

    # --- inside ------------------------------------------------------------------------------

    def _held(self, key: str) -> tuple[Thing, Thing]:
        order, held = self.part("authorizations", key)
        if self._age(held) > LASTS:
            held["status"] = "EXPIRED"
        no = {
            "VOIDED": "AUTHORIZATION_VOIDED",
            "CAPTURED": "AUTHORIZATION_ALREADY_CAPTURED",
            "EXPIRED": "AUTHORIZATION_EXPIRED",
        }.get(held["status"])
        if no:
            raise Refused(no)
        return order, held

    def _age(self, held: Thing) -> timedelta:
        return self.now() - datetime.fromisoformat(held["create_time"])

    def _given_back(self, order: Thing, capture: str) -> Decimal:
        found = self.payments(order)["refunds"]
        return sum(
            (
                Decimal(r["amount"]["value"])
                for r in found
                if r["links"][0]["href"].endswith(capture)
            ),
            Decimal(0),
        )

    def _must_be_refundable(self, order: Thing, capture: Thing, amount: Thing) -> None:
        left = Decimal(capture["amount"]["value"]) - self._given_back(order, capture["id"])
        if capture["status"] == "PENDING":
            raise Refused("PENDING_CAPTURE")
        if not left:
            raise Refused("CAPTURE_FULLY_REFUNDED")
        if amount["currency_code"] != capture["amount"]["currency_code"]:
            raise Refused("REFUND_CAPTURE_CURRENCY_MISMATCH")
        if Decimal(amount["value"]) > left:
            raise Refused("REFUND_AMOUNT_EXCEEDED")
