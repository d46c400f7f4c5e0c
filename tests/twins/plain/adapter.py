"""The plain provider, as an adapter speaks to it: over the same way out as all others."""

import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import Ability, CallKind, Outcome, Reason, Step
from guildhall.payments.types import (
    Account,
    Answer,
    Change,
    Notice,
    PaymentOrder,
    ProviderStep,
    Received,
    Reply,
    Standing,
)
from integrations.hub.client import Call, Unheard, client
from tests.twins.plain.server import sign

OUTCOMES = {
    "done": Outcome.DONE,
    "refused": Outcome.REFUSED,
    "act": Outcome.ACTION_REQUIRED,
    "pending": Outcome.PENDING,
    "absent": Outcome.ABSENT,
}
WHERE = {CallKind.CAPTURE: "captures", CallKind.VOID: "voids", CallKind.REFUND: "refunds"}


class PlainProvider:
    """Implements `payments.ports.Provider`."""

    code = "plain"
    abilities = frozenset(Ability)

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        asked = {
            "key": order.key,
            "amount": str(order.amount.amount),
            "currency": order.amount.currency,
            "capture": order.capture,
            "token": order.token,
            "notify_url": order.notify_url,
        }
        return self._answer(account, "/payments", asked)

    def capture(self, account: Account, change: Change) -> Answer:
        return self._change(account, change)

    def void(self, account: Account, change: Change) -> Answer:
        return self._change(account, change)

    def refund(self, account: Account, change: Change) -> Answer:
        return self._change(account, change)

    def look(self, account: Account, change: Change) -> Standing:
        told = self._ask(account, "GET", f"/payments/by-key/{change.key}", b"")
        if told is None:
            return Standing(Answer(Outcome.UNKNOWN))
        steps = tuple(_step(each) for each in told.get("steps", ()))
        return Standing(_answer(told), steps)

    def read_notice(self, account: Account, received: Received) -> Notice:
        wanted = sign(received.body, account.secrets["key"])
        if not hmac.compare_digest(wanted, received.headers.get("x-plain-signature", "")):
            raise NoticeForged
        told = json.loads(received.body)
        steps = tuple(_step(each) for each in told["steps"])
        return Notice(event_id=told["event"], payment=told["payment"], steps=steps)

    def reply(self, *, accepted: bool) -> Reply:
        return Reply(200 if accepted else 500, b'{"heard": true}')

    def _change(self, account: Account, change: Change) -> Answer:
        asked = {"key": change.key, "amount": str(change.amount.amount), "final": change.final}
        return self._answer(
            account, f"/payments/{change.psp_reference}/{WHERE[change.kind]}", asked
        )

    def _answer(self, account: Account, path: str, asked: dict[str, Any]) -> Answer:
        told = self._ask(account, "POST", path, json.dumps(asked).encode())
        return Answer(Outcome.UNKNOWN) if told is None else _answer(told)

    def _ask(self, account: Account, method: str, path: str, body: bytes) -> Any:
        headers = {"authorization": f"Bearer {account.secrets['key']}"}
        call = Call(method, account.base_url + path, headers, body, seconds=account.timeout)
        try:
            heard = client.ask(call)
        except Unheard:
            return None
        return None if heard.broken else heard.json()


def _answer(told: Any) -> Answer:
    refused = told["state"] == "refused"
    why = Reason.DECLINED if told.get("code") == "declined" else Reason.OTHER
    return Answer(
        outcome=OUTCOMES[told["state"]],
        psp_reference=told.get("reference", ""),
        reason=why if refused else None,
        vendor_code=told.get("code", ""),
        action=told.get("action", {}),
    )


def _step(told: Any) -> ProviderStep:
    return ProviderStep(
        psp_reference=told["reference"],
        step=Step(told["step"]),
        amount=Money(Decimal(told["amount"]), told["currency"]),
        occurred_at=datetime.fromisoformat(told["at"]),
        key=told["key"],
    )
