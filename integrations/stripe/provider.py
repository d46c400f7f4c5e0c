"""Stripe as a provider of payments: https://docs.stripe.com/api/payment_intents."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import stripe

from guildhall.payments.states import Ability, CallKind, Outcome, Reason
from guildhall.payments.types import (
    Account,
    Answer,
    BillLine,
    Change,
    Notice,
    PaymentOrder,
    Received,
    Reply,
    Standing,
)
from integrations.stripe.bills import bill
from integrations.stripe.client import (
    answer_to,
    ask,
    error_of,
    every,
    is_replayed_fault,
)
from integrations.stripe.notices import read_notice
from integrations.stripe.reading import (
    BY_BROWSER,
    CAPTURE,
    CHANGE,
    MANUAL,
    PAYMENT,
    begun,
    captured,
    dispute_steps,
    intent_steps,
    refund_steps,
    refunded,
    refused,
    voided,
)
from integrations.stripe.rules import to_minor

UNFOLDED = ["latest_charge.balance_transaction"]
# Search is a minute behind, and lists are not: how far around a call lists are read.
BEFORE, AFTER = timedelta(minutes=5), timedelta(minutes=15)
NOT_AN_AMOUNT = Answer(
    Outcome.REFUSED, reason=Reason.AMOUNT_NOT_TAKEN, vendor_code="invalid_charge_amount"
)
ABSENT = Answer(Outcome.ABSENT)
type Thing = Mapping[str, Any]
type Sent = Callable[[str], Any]


class StripeProvider:
    """Takes and gives back money by Stripe."""

    code = "stripe"
    abilities = frozenset(
        {
            Ability.AUTHORIZE,
            Ability.CAPTURE_PART,
            Ability.VOID,
            Ability.REFUND,
            Ability.REFUND_PART,
            Ability.BILL,
            Ability.DISPUTE,
        }
    )

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        """Make a PaymentIntent; with a token it is confirmed at once, else in the browser."""
        amount = to_minor(order.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        params = {
            "amount": amount,
            "currency": order.amount.currency.lower(),
            "capture_method": "automatic" if order.capture else MANUAL,
            "description": order.title,
            "metadata": {PAYMENT: order.key, "reference": order.reference, **_mark(order)},
            "expand": UNFOLDED,
            **_confirmation(order),
        }
        stripe_ = ask(account)
        return _told(
            lambda key: stripe_.payment_intents.create(params, {"idempotency_key": key}),
            begun,
            key=order.key,
            before=lambda: self._find(account, order.key, order.at),
        )

    def capture(self, account: Account, change: Change) -> Answer:
        amount = to_minor(change.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        params = {
            "amount_to_capture": amount,
            "metadata": {CAPTURE: change.key},
            "expand": UNFOLDED,
        }
        intents = ask(account).payment_intents
        return self._change(
            account,
            change,
            lambda key: intents.capture(change.psp_reference, params, {"idempotency_key": key}),
            read=captured,
        )

    def void(self, account: Account, change: Change) -> Answer:
        """Cancel a PaymentIntent. One that we never heard of is looked for first."""
        intents = ask(account).payment_intents
        reference = change.psp_reference
        if not reference:
            try:
                found = self._find(account, change.payment, change.at)
            except stripe.StripeError as error:
                return answer_to(error)
            if found is None:
                return ABSENT
            reference = found["id"]
        return self._change(
            account,
            change,
            lambda key: intents.cancel(reference, {"expand": UNFOLDED}, {"idempotency_key": key}),
            read=voided,
        )

    def refund(self, account: Account, change: Change) -> Answer:
        amount = to_minor(change.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        params = {
            "payment_intent": change.psp_reference,
            "amount": amount,
            "metadata": {PAYMENT: change.payment, CHANGE: change.key},
            "expand": ["balance_transaction"],
        }
        refunds = ask(account).refunds
        return _told(
            lambda key: refunds.create(params, {"idempotency_key": key}),
            refunded,
            key=change.key,
            before=lambda: self._find_refund(account, change),
        )

    def look(self, account: Account, change: Change) -> Standing:
        """Return all steps of a payment, of its refunds and of its charge backs."""
        try:
            return self._look(account, change)
        except stripe.StripeError as error:
            answer = answer_to(error)
            missing = error_of(error).get("code") == "resource_missing"
            return Standing(ABSENT if missing else answer)

    def read_notice(self, account: Account, received: Received) -> Notice:
        return read_notice(account, received)

    def reply(self, *, accepted: bool) -> Reply:
        return Reply(200 if accepted else 400, b"{}")

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        return bill(account, day)

    def _look(self, account: Account, change: Change) -> Standing:
        stripe_ = ask(account)
        reference = change.psp_reference
        if not reference:
            found = self._find(account, change.payment, change.at)
            if found is None:
                return Standing(ABSENT)
            reference = found["id"]
        intent = stripe_.payment_intents.retrieve(reference, {"expand": UNFOLDED}).to_dict()
        of_it = {"payment_intent": reference, "limit": 100}
        unfolded = {**of_it, "expand": ["data.balance_transaction"]}
        refunds = list(every(stripe_.refunds.list(unfolded)))
        disputes = list(every(stripe_.disputes.list(of_it)))
        steps = (*intent_steps(intent), *refund_steps(refunds), *dispute_steps(disputes))
        return Standing(_answer(change, intent, refunds), steps)

    def _change(
        self, account: Account, change: Change, send: Sent, *, read: Callable[[Thing], Answer]
    ) -> Answer:
        """Change a PaymentIntent; where it stands otherwise by now, what it says decides."""
        answer = _told(send, read, key=change.key)
        if answer.vendor_code != "payment_intent_unexpected_state" or not change.psp_reference:
            return answer
        found = self.look(account, change).answer
        return found if found.outcome is Outcome.DONE else answer

    def _find(self, account: Account, key: str, at: Any) -> Thing | None:
        """Return the PaymentIntent that names our key, by the index or by a list."""
        intents = ask(account).payment_intents
        query = f"metadata['{PAYMENT}']:'{key}'"
        for each in intents.search({"query": query}).data:
            return _plain(each)
        around = {
            "gte": int((at - BEFORE).timestamp()),
            "lte": int((at + AFTER).timestamp()),
        }
        for each in every(intents.list({"created": around, "limit": 100})):
            if each["metadata"].get(PAYMENT) == key:
                return each
        return None

    def _find_refund(self, account: Account, change: Change) -> Thing | None:
        of_it = {"payment_intent": change.psp_reference, "limit": 100}
        for each in every(ask(account).refunds.list(of_it)):
            if each["metadata"].get(CHANGE) == change.key:
                return each
        return None


def _told(
    send: Sent,
    read: Callable[[Thing], Answer],
    *,
    key: str,
    before: Callable[[], Thing | None] = lambda: None,
) -> Answer:
    """Send under our key and read the answer.

    Stripe keeps a 500 under its key for a day and repeats it. Such a call has ended: what it
    did is found by `before`, and if it did nothing it is sent again under a key beside ours.
    """
    try:
        return read(_plain(send(key)))
    except stripe.StripeError as error:
        if not is_replayed_fault(error):
            return answer_to(error)
    try:
        found = before()
        return read(found) if found else read(_plain(send(f"{key}-again")))
    except stripe.StripeError as error:
        return answer_to(error)


def _plain(thing: Any) -> dict[str, Any]:
    plain: dict[str, Any] = thing.to_dict()
    return plain


def _mark(order: PaymentOrder) -> dict[str, str]:
    return {} if order.token else {BY_BROWSER: "1"}


def _confirmation(order: PaymentOrder) -> dict[str, Any]:
    """Return how it is paid: by a token now, or later by whatever the account accepts."""
    if not order.token:
        return {"automatic_payment_methods": {"enabled": True}}
    confirmed: dict[str, Any] = {"confirm": True, "payment_method": order.token}
    if order.return_url:
        return {
            **confirmed,
            "automatic_payment_methods": {"enabled": True},
            "return_url": order.return_url,
        }
    never = {"enabled": True, "allow_redirects": "never"}
    return {**confirmed, "automatic_payment_methods": never}


def _answer(change: Change, intent: Thing, refunds: list[dict[str, Any]]) -> Answer:
    """Return what became of one change, read from how everything stands."""
    if change.kind is CallKind.BEGIN:
        return begun(intent)
    if change.kind is CallKind.REFUND:
        for each in refunds:
            if each["metadata"].get(CHANGE) == change.key:
                return refunded(each)
        return ABSENT
    if change.kind is CallKind.CAPTURE:
        return _answer_of_capture(change, intent)
    return voided(intent) if intent["status"] in {"canceled", "succeeded"} else ABSENT


def _answer_of_capture(change: Change, intent: Thing) -> Answer:
    """Return what became of a capture; another one of ours has taken what this one wanted."""
    if intent["status"] == "requires_capture":
        return ABSENT
    if intent["metadata"].get(CAPTURE, change.key) != change.key:
        return refused("charge_already_captured", intent["id"])
    return captured(intent)
