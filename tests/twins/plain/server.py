"""The plain provider's double. Its whole protocol is here.

    POST /payments {key, amount, currency, capture, token, notify_url}
    POST /payments/{id}/captures|voids|refunds {key, amount, final}
    GET  /payments/by-key/{key}

A key that is known is answered as it was. A token says what becomes of a payment: `ok`,
`declined`, `act` (the customer has to: `do_pay`, `do_give_up`) or `slow` (later: `do_settle`).
Notifications are `{event, payment, steps}`, signed in `x-plain-signature` by HMAC-SHA256.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from tests.twins.base import Twin, route
from tests.twins.notices import Notification
from tests.twins.wire import Asked, Told, as_json

SECRET = "plain-secret"
STRANGER = "somebody-else"


class PlainTwin(Twin):
    """Payments by id, and what was answered by key."""

    name: ClassVar[str] = "plain"

    def forget(self) -> None:
        self.payments: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, tuple[str, dict[str, Any]]] = {}
        self.secret = SECRET
        self.counted = 0
        # What becomes of a payment that came without a token, as from a provider's own page.
        self.unsaid = "ok"

    def admit(self, asked: Asked) -> Told | None:
        if asked.headers.get("authorization") == f"Bearer {self.secret}":
            return None
        return as_json({"state": "refused", "code": "bad_credentials"}, 401)

    @route("POST", "/payments")
    def begin(self, asked: Asked) -> Told:
        told = asked.json
        if told["key"] in self.by_key:
            return self._again(told["key"])
        payment = {**told, "id": self._next("pay"), "state": "open", "steps": [], "taken": "0"}
        self.payments[payment["id"]] = payment
        state = {"declined": "refused", "act": "act", "slow": "pending"}.get(
            told["token"] or self.unsaid, "done"
        )
        if state == "done":
            self._pay(payment, told["key"])
        if state == "refused":
            payment["state"] = "refused"
            self._step(payment, self._word(payment, "failure"), told["amount"], told["key"])
        return self._keep(told["key"], payment, state=state, reference=payment["id"])

    @route("POST", "/payments/{id}/captures")
    def capture(self, asked: Asked, id: str) -> Told:  # noqa: A002 - a part of the path
        payment, told = self.payments[id], asked.json
        if told["key"] in self.by_key:
            return self._again(told["key"])
        if payment["state"] != "authorized" or Decimal(told["amount"]) > self._left(payment):
            return self._keep(told["key"], payment, state="refused", reference="")
        payment["taken"] = str(Decimal(payment["taken"]) + Decimal(told["amount"]))
        if told["final"]:
            payment["state"] = "charged"
        reference = self._next("cap")
        self._step(payment, "charge_success", told["amount"], told["key"], reference)
        return self._keep(told["key"], payment, state="done", reference=reference)

    @route("POST", "/payments/{id}/voids")
    def void(self, asked: Asked, id: str) -> Told:  # noqa: A002 - a part of the path
        payment, told = self.payments[id], asked.json
        if told["key"] in self.by_key:
            return self._again(told["key"])
        if payment["state"] not in {"open", "authorized"}:
            return self._keep(told["key"], payment, state="refused", reference="")
        payment["state"] = "voided"
        self._step(payment, "cancel_success", told["amount"], told["key"])
        return self._keep(told["key"], payment, state="done", reference=payment["id"])

    @route("POST", "/payments/{id}/refunds")
    def refund(self, asked: Asked, id: str) -> Told:  # noqa: A002 - a part of the path
        payment, told = self.payments[id], asked.json
        if told["key"] in self.by_key:
            return self._again(told["key"])
        if Decimal(told["amount"]) > Decimal(payment["taken"]):
            return self._keep(told["key"], payment, state="refused", reference="")
        payment["taken"] = str(Decimal(payment["taken"]) - Decimal(told["amount"]))
        reference = self._next("ref")
        self._step(payment, "refund_success", told["amount"], told["key"], reference)
        return self._keep(told["key"], payment, state="done", reference=reference)

    @route("GET", "/payments/by-key/{key}")
    def look(self, asked: Asked, key: str) -> Told:
        if key not in self.by_key:
            return as_json({"state": "absent"}, 404)
        payment_id, answer = self.by_key[key]
        return as_json({**self._now(key, answer), "steps": self.payments[payment_id]["steps"]})

    def do_pay(self, key: str) -> dict[str, Any]:
        """Pay, as the customer would, what was asked under a key."""
        payment = self.payments[self.by_key[key][0]]
        if payment["state"] == "open":
            self._pay(payment, key)
        return {"state": payment["state"]}

    do_settle = do_pay

    def do_give_up(self, key: str) -> dict[str, Any]:
        """Leave it, as a customer may."""
        payment = self.payments[self.by_key[key][0]]
        payment["state"] = "refused"
        self._step(payment, self._word(payment, "failure"), payment["amount"], key)
        return {"state": "refused"}

    def _pay(self, payment: dict[str, Any], key: str) -> None:
        payment["state"] = "charged" if payment["capture"] else "authorized"
        payment["taken"] = payment["amount"] if payment["capture"] else "0"
        self._step(payment, self._word(payment, "success"), payment["amount"], key)

    def _word(self, payment: Mapping[str, Any], ending: str) -> str:
        return f"{'charge' if payment['capture'] else 'authorize'}_{ending}"

    def _left(self, payment: Mapping[str, Any]) -> Decimal:
        return Decimal(payment["amount"]) - Decimal(payment["taken"])

    def _now(self, key: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return how it stands by now: what waited may have come."""
        payment = self.payments[self.by_key[key][0]]
        waits = answer["state"] in {"act", "pending"}
        ended = {"authorized": "done", "charged": "done", "refused": "refused"}
        return (
            {**answer, "state": ended.get(payment["state"], answer["state"])}
            if waits
            else {**answer}
        )

    def _step(
        self, payment: dict[str, Any], step: str, amount: str, key: str, reference: str = ""
    ) -> None:
        told = {
            "reference": reference or payment["id"],
            "step": step,
            "amount": amount,
            "currency": payment["currency"],
            "at": self.now().isoformat(),
            "key": key,
        }
        payment["steps"].append(told)
        if payment["notify_url"]:
            event = {"event": self._next("evt"), "payment": payment["key"], "steps": [told]}
            body = json.dumps(event).encode()
            self.notify(Notification(payment["notify_url"], lambda forged: _signed(body, forged)))

    def _keep(self, key: str, payment: dict[str, Any], **answer: str) -> Told:
        code = {"code": payment["token"] or "no"} if answer["state"] == "refused" else {}
        action = {"redirect_url": "https://plain.example/act"} if answer["state"] == "act" else {}
        told = {**answer, **code, "action": action}
        self.by_key[key] = (payment["id"], told)
        return as_json(told)

    def _again(self, key: str) -> Told:
        return as_json(self._now(key, self.by_key[key][1]))

    def _next(self, kind: str) -> str:
        self.counted += 1
        return f"{kind}_{self.counted}"


def _signed(body: bytes, forged: bool) -> tuple[Mapping[str, str], bytes]:  # noqa: FBT001 - base.py
    return {"x-plain-signature": sign(body, STRANGER if forged else SECRET)}, body


def sign(body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
