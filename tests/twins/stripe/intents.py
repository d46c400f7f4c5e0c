"""PaymentIntents and their charges: https://docs.stripe.com/api/payment_intents."""

from typing import Any

from tests.twins.base import route
from tests.twins.stripe.books import Books
from tests.twins.stripe.cards import CARDS, Card
from tests.twins.stripe.forms import Refused, Thing
from tests.twins.wire import Asked, Told, as_json

HOLDS = 7 * 86_400
BY_HUNDREDS = {"isk", "ugx"}
BY_TENS = {"bhd", "jod", "kwd", "omr", "tnd"}
KNOWN = set("usd eur gbp jpy cny hkd krw isk ugx kwd bhd chf aud cad sgd huf twd vnd".split())  # noqa: SIM905 - reads better
LARGEST = 99_999_999
CANCELABLE = {
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
}


class Intents(Books):
    """What asks for money."""

    @route("POST", "/v1/payment_intents")
    def create(self, asked: Asked) -> Told:
        said = self.said(asked)
        intent = self.keep(
            "pi",
            "payment_intent",
            amount=_amount(said),
            currency=said["currency"],
            amount_capturable=0,
            amount_received=0,
            capture_method=said.get("capture_method", "automatic_async"),
            metadata=said.get("metadata", {}),
            description=said.get("description"),
            payment_method=said.get("payment_method"),
            payment_method_types=["card"],
            status="requires_payment_method",
            latest_charge=None,
            last_payment_error=None,
            next_action=None,
            canceled_at=None,
            cancellation_reason=None,
        )
        intent["client_secret"] = f"{intent['id']}_secret_twin"
        intent["searchable"] = not self.search_lags
        self.happen("payment_intent.created", intent)
        if said.get("confirm") == "true":
            self._confirm(intent, said)
        return self.tell(asked, intent)

    @route("POST", "/v1/payment_intents/{key}/confirm")
    def confirm(self, asked: Asked, key: str) -> Told:
        intent = self.intent(key)
        if intent["status"] not in {"requires_payment_method", "requires_confirmation"}:
            raise self.unexpected(intent, "confirm")
        said = self.said(asked)
        intent["payment_method"] = said.get("payment_method") or intent["payment_method"]
        self._confirm(intent, said)
        return self.tell(asked, intent)

    @route("POST", "/v1/payment_intents/{key}/capture")
    def capture(self, asked: Asked, key: str) -> Told:
        intent = self.intent(key)
        said = self.said(asked)
        if intent["status"] != "requires_capture":
            raise self.unexpected(intent, "capture")
        amount = int(said.get("amount_to_capture") or intent["amount_capturable"])
        if amount > intent["amount_capturable"]:
            raise Refused(
                "The amount to capture is greater than the amount that can be captured.",
                code="amount_too_large",
                param="amount_to_capture",
            )
        intent["metadata"] |= said.get("metadata", {})
        self._take(intent, amount)
        return self.tell(asked, intent)

    @route("POST", "/v1/payment_intents/{key}/cancel")
    def cancel(self, asked: Asked, key: str) -> Told:
        intent = self.intent(key)
        if intent["status"] not in CANCELABLE:
            raise self.unexpected(intent, "cancel")
        self._cancel(intent, self.said(asked).get("cancellation_reason"))
        return self.tell(asked, intent)

    @route("GET", "/v1/payment_intents/search")
    def search(self, asked: Asked) -> Told:
        name, _colon, value = asked.query["query"].partition(":")
        field = name.removeprefix("metadata['").removesuffix("']")
        found = [
            each
            for each in self.every("payment_intent")
            if each["searchable"] and each["metadata"].get(field) == value.strip("'")
        ]
        return as_json({"object": "search_result", "data": found, "has_more": False})

    @route("GET", "/v1/payment_intents")
    def list_intents(self, asked: Asked) -> Told:
        return self.tell_page(asked, self.every("payment_intent"))

    @route("GET", "/v1/payment_intents/{key}")
    def show(self, asked: Asked, key: str) -> Told:
        return self.tell(asked, self.intent(key))

    @route("GET", "/authenticate/{key}")
    def authenticate(self, asked: Asked, key: str) -> Told:
        """Answer the bank's page: the customer proves who it is, and is sent back."""
        back = self.intent(key)["return_url"]
        done = self.do_authenticate(key, proven=asked.query.get("as") != "stranger")
        word = "succeeded" if done["status"] != "requires_payment_method" else "failed"
        join = "&" if "?" in back else "?"
        where = f"{back}{join}payment_intent={key}&redirect_status={word}"
        return Told(302, b"", {"location": where})

    # --- what only the customer's or Stripe's side can do --------------------------------------

    def do_authenticate(self, intent: str, *, proven: bool = True) -> Thing:
        """Finish what requires an action."""
        found = self.intent(intent)
        found["next_action"] = None
        if proven:
            self._charge(found, CARDS[found["payment_method"]])
        else:
            message = "We are unable to authenticate your payment method."
            error = {"code": "payment_intent_authentication_failure", "message": message}
            self._fail_payment(found, {"type": "invalid_request_error", **error})
        return found

    def do_pay(self, intent: str, payment_method: str = "pm_card_visa") -> Thing:
        """Confirm in the browser, as Stripe.js does with the client secret."""
        found = self.intent(intent)
        found["payment_method"] = payment_method
        self._confirm(found, {}, quiet=True)
        return found

    # --- inside ------------------------------------------------------------------------------

    def intent(self, key: str) -> Thing:
        """Return an intent; one that was held for too long is called off by itself."""
        found = self.get(key, "payment_intent")
        if found["status"] == "requires_capture":
            charge = self.things[found["latest_charge"]]
            if self.at() >= charge["payment_method_details"]["card"]["capture_before"]:
                self._cancel(found, "automatic")
        return found

    def unexpected(self, intent: Thing, verb: str) -> Refused:
        message = (
            f"This PaymentIntent's status is {intent['status']}, so it cannot {verb}. "
            "https://stripe.com/docs/error-codes/payment-intent-unexpected-state"
        )
        return Refused(message, code="payment_intent_unexpected_state", payment_intent=intent)

    def _confirm(self, intent: Thing, said: Thing, *, quiet: bool = False) -> None:
        name = intent["payment_method"]
        card = CARDS.get(name or "")
        if card is None:
            message = f"No such PaymentMethod: '{name}'"
            raise Refused(message, code="resource_missing", param="payment_method", kept=False)
        intent["return_url"] = said.get("return_url")
        if card.authenticates:
            self._ask(intent)
        elif card.decline:
            error = self._decline(intent, card)
            if not quiet:
                raise Refused(error.pop("message"), status=402, **error, payment_intent=intent)
        else:
            self._charge(intent, card)

    def _ask(self, intent: Thing) -> None:
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
        if intent["return_url"]:
            where = {"url": f"{self.url}/authenticate/{intent['id']}"}
            where["return_url"] = intent["return_url"]
            intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": where}
        self.happen("payment_intent.requires_action", intent)

    def _decline(self, intent: Thing, card: Card) -> Thing:
        charge = self._new_charge(intent, status="failed", failure_code=card.code)
        error = {"type": "card_error", "code": card.code, "message": "Your card was declined."}
        error |= {"decline_code": card.decline, "charge": charge["id"]}
        self._fail_payment(intent, error)
        return {key: value for key, value in error.items() if key != "type"}

    def _fail_payment(self, intent: Thing, error: Thing) -> None:
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = error
        intent["payment_method"] = None
        self.happen("payment_intent.payment_failed", intent)

    def _charge(self, intent: Thing, card: Card) -> None:
        charge = self._new_charge(intent, status="succeeded", failure_code=None)
        charge["payment_method_details"] = {
            "type": "card",
            "card": {"brand": "visa", "last4": "4242", "capture_before": self.at() + HOLDS},
        }
        charge["does"] = {"dispute": card.dispute, "refunds": card.refunds}
        if intent["capture_method"] == "manual":
            intent["status"] = "requires_capture"
            intent["amount_capturable"] = intent["amount"]
            self.happen("payment_intent.amount_capturable_updated", intent)
        else:
            self._take(intent, intent["amount"])

    def _new_charge(self, intent: Thing, **fields: Any) -> Thing:
        charge = self.keep(
            "ch",
            "charge",
            amount=intent["amount"],
            currency=intent["currency"],
            payment_intent=intent["id"],
            metadata=dict(intent["metadata"]),
            amount_captured=0,
            amount_refunded=0,
            captured=False,
            disputed=False,
            refunded=False,
            balance_transaction=None,
            payment_method_details={"type": "card", "card": {}},
            **fields,
        )
        intent["latest_charge"] = charge["id"]
        return charge

    def _take(self, intent: Thing, amount: int) -> None:
        charge = self.things[intent["latest_charge"]]
        charge |= {"captured": True, "amount_captured": amount}
        charge["balance_transaction"] = self.book(
            "charge", amount, charge, fee=self.fee_of(amount)
        )
        intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
        self.happen("charge.succeeded", charge)
        self.happen("payment_intent.succeeded", intent)
        if charge["does"]["dispute"]:
            self.do_dispute(intent["id"], charge["does"]["dispute"])

    def _cancel(self, intent: Thing, reason: str | None) -> None:
        intent |= {"status": "canceled", "canceled_at": self.at(), "amount_capturable": 0}
        intent["cancellation_reason"] = reason
        self.happen("payment_intent.canceled", intent)

    def do_dispute(self, intent: str, reason: str = "fraudulent") -> Thing:
        raise NotImplementedError


def _amount(said: Thing) -> int:
    """Return the amount asked for, or say why it is none that can be charged."""
    currency, amount = said.get("currency", ""), int(said.get("amount", 0))
    if currency not in KNOWN:
        message = f"Invalid currency: {currency}."
        raise Refused(message, param="currency", code="parameter_invalid_string", kept=False)
    if (currency in BY_HUNDREDS and amount % 100) or (currency in BY_TENS and amount % 10):
        raise Refused("Invalid amount.", code="invalid_charge_amount", param="amount", kept=False)
    if amount > LARGEST:
        raise Refused("Too large.", code="amount_too_large", param="amount", kept=False)
    if amount < 50 and currency in {"usd", "eur"}:
        raise Refused("Too small.", code="amount_too_small", param="amount", kept=False)
    return amount
