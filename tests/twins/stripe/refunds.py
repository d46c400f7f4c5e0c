"""Refunds and disputes: https://docs.stripe.com/api/refunds, https://docs.stripe.com/disputes."""

from typing import Any

from tests.twins.base import route
from tests.twins.stripe.forms import Refused, Thing
from tests.twins.stripe.intents import Intents
from tests.twins.wire import Asked, Told

DISPUTE_FEE = 1500
ANSWER_WITHIN = 9 * 86_400


class Refunds(Intents):
    """What goes back."""

    @route("POST", "/v1/refunds")
    def refund(self, asked: Asked) -> Told:
        said = self.said(asked)
        intent = self.intent(said["payment_intent"])
        charge = self.find(intent["latest_charge"] or "")
        if charge is None or not charge["captured"]:
            message = f"This PaymentIntent ({intent['id']}) has no successful charge to refund."
            raise Refused(message, param="payment_intent")
        amount = self._refundable(charge, said)
        refund = self.keep(
            "re",
            "refund",
            amount=amount,
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent["id"],
            metadata=said.get("metadata", {}),
            reason=said.get("reason"),
            status="succeeded" if charge["does"]["refunds"] != "pending" else "pending",
            failure_reason=None,
        )
        refund["balance_transaction"] = self.book("refund", -amount, refund)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self.happen("refund.created", refund)
        self.happen("charge.refunded", charge)
        if charge["does"]["refunds"] == "fails":
            self.do_fail_refund(refund["id"])
            return self.tell(asked, {**refund, "status": "succeeded", "failure_reason": None})
        return self.tell(asked, refund)

    def _refundable(self, charge: Thing, said: Thing) -> int:
        left = charge["amount_captured"] - charge["amount_refunded"]
        amount = int(said.get("amount", left))
        if charge["disputed"]:
            raise Refused("The charge has been charged back.", code="charge_disputed")
        if not left:
            message = f"Charge {charge['id']} has already been refunded."
            raise Refused(message, code="charge_already_refunded")
        if amount > left:
            message = f"Refund amount ({amount}) is greater than unrefunded amount ({left})."
            raise Refused(message, param="amount")
        return amount

    @route("GET", "/v1/refunds/{key}")
    def show_refund(self, asked: Asked, key: str) -> Told:
        return self.tell(asked, self.get(key, "refund"))

    @route("GET", "/v1/refunds")
    def list_refunds(self, asked: Asked) -> Told:
        return self.tell_page(asked, self._of_intent("refund", asked))

    @route("GET", "/v1/disputes")
    def list_disputes(self, asked: Asked) -> Told:
        return self.tell_page(asked, self._of_intent("dispute", asked))

    @route("GET", "/v1/balance_transactions")
    def list_balance(self, asked: Asked) -> Told:
        return self.tell_page(asked, self.every("balance_transaction"))

    @route("GET", "/v1/events")
    def list_events(self, asked: Asked) -> Told:
        return self.tell_page(asked, self.every("event"))

    def _of_intent(self, kind: str, asked: Asked) -> list[Thing]:
        wanted = self.said(asked).get("payment_intent")
        return self.every(kind, **({"payment_intent": wanted} if wanted else {}))

    # --- what only the banks can do ------------------------------------------------------------

    def do_settle_refund(self, refund: str) -> Thing:
        """Let a pending refund arrive."""
        found = self.get(refund, "refund")
        found["status"] = "succeeded"
        self.happen("refund.updated", found)
        return found

    def do_fail_refund(self, refund: str, reason: str = "expired_or_canceled_card") -> Thing:
        """Let a refund come back: https://docs.stripe.com/refunds#failed-refunds."""
        found = self.get(refund, "refund")
        charge = self.things[found["charge"]]
        found |= {"status": "failed", "failure_reason": reason}
        found["failure_balance_transaction"] = self.book("refund_failure", found["amount"], found)
        charge["amount_refunded"] -= found["amount"]
        charge["refunded"] = False
        self.happen("refund.failed", found)
        self.happen("refund.updated", found)
        return found

    def do_refund_by_hand(self, intent: str, amount: int) -> Thing:
        """Refund in the Dashboard: nothing of it names our keys."""
        found = self.intent(intent)
        charge = self.things[found["latest_charge"]]
        refund = self.keep("re", "refund", amount=amount, currency=found["currency"])
        refund |= {"charge": charge["id"], "payment_intent": intent, "metadata": {}}
        refund |= {"status": "succeeded", "failure_reason": None}
        refund["balance_transaction"] = self.book("refund", -amount, refund)
        charge["amount_refunded"] += amount
        self.happen("refund.created", refund)
        self.happen("charge.refunded", charge)
        return refund

    def do_dispute(self, intent: str, reason: str = "fraudulent") -> Thing:
        """Let the customer's bank take the money back."""
        found = self.intent(intent)
        charge = self.things[found["latest_charge"]]
        charge["disputed"] = True
        dispute = self.keep(
            "du",
            "dispute",
            amount=charge["amount_captured"],
            currency=charge["currency"],
            charge=charge["id"],
            payment_intent=intent,
            metadata={},
            reason=reason,
            status="needs_response",
            is_charge_refundable=False,
            evidence_details={"due_by": self.at() + ANSWER_WITHIN, "has_evidence": False},
        )
        self._move(dispute, -1)
        self.happen("charge.dispute.created", dispute)
        self.happen("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def do_close_dispute(self, dispute: str, *, won: bool) -> Thing:
        """Let the bank decide."""
        found = self.get(dispute, "dispute")
        found["status"] = "won" if won else "lost"
        if won:
            self._move(found, 1)
            self.happen("charge.dispute.funds_reinstated", found)
        self.happen("charge.dispute.closed", found)
        return found

    def _move(self, dispute: Thing, sign: int) -> None:
        category = "dispute" if sign < 0 else "dispute_reversal"
        amount = sign * dispute["amount"]
        fee = DISPUTE_FEE if sign < 0 else 0
        booked: list[Any] = dispute.setdefault("balance_transactions", [])
        key = self.book("adjustment", amount, dispute, fee=fee, category=category)
        booked.append(self.things[key])
