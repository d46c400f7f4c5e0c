"""What Stripe's objects say, in ours."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Step
from guildhall.payments.types import Answer, ProviderStep
from integrations.stripe.rules import (
    from_minor,
    moment,
    reason_of,
    reason_of_cancel,
    reason_of_refund,
)

# Names of ours in Stripe's metadata: of the payment, and of a change of it.
PAYMENT, CHANGE, CAPTURE = "guildhall_payment", "guildhall_change", "guildhall_capture"
# Where the customer's browser confirms: a card that is declined there is followed by another.
BY_BROWSER = "guildhall_by_browser"
# Where no bank says how long it holds what it authorized.
HOLDS = timedelta(days=7)
MANUAL = "manual"
type Thing = Mapping[str, Any]

_OUTCOMES = {
    "requires_capture": Outcome.DONE,
    "succeeded": Outcome.DONE,
    "processing": Outcome.PENDING,
    "requires_action": Outcome.ACTION_REQUIRED,
    "requires_confirmation": Outcome.ACTION_REQUIRED,
    "requires_payment_method": Outcome.ACTION_REQUIRED,
    "canceled": Outcome.REFUSED,
}


def begun(intent: Thing) -> Answer:
    """Return what became of asking for money, whatever has become of the money since."""
    outcome = Outcome.DONE if _was_held(intent) else _OUTCOMES[intent["status"]]
    if _has_failed(intent):
        reason, word = reason_of(intent["last_payment_error"])
        return Answer(Outcome.REFUSED, intent["id"], reason=reason, vendor_code=word)
    if outcome is Outcome.REFUSED:
        word = intent["cancellation_reason"]
        return Answer(
            outcome, intent["id"], reason=reason_of_cancel(word), vendor_code=word or "canceled"
        )
    holds = intent["capture_method"] == MANUAL
    taken = intent["amount"] if holds else intent["amount_received"]
    charge = _charge(intent)
    return Answer(
        outcome,
        intent["id"],
        amount=from_minor(taken, intent["currency"]) if outcome is Outcome.DONE else None,
        at=moment(charge.get("created", intent["created"])),
        action=_action(intent) if outcome is Outcome.ACTION_REQUIRED else {},
        expires_at=_holds_until(intent) if intent["status"] == "requires_capture" else None,
        fee=None if holds else _fee(charge.get("balance_transaction"), intent["currency"]),
    )


def captured(intent: Thing) -> Answer:
    """Return what became of taking the money."""
    if intent["status"] == "succeeded":
        booked = _charge(intent).get("balance_transaction")
        return Answer(
            Outcome.DONE,
            intent["id"],
            amount=from_minor(intent["amount_received"], intent["currency"]),
            at=moment(booked["created"]) if isinstance(booked, Mapping) else None,
            fee=_fee(booked, intent["currency"]),
        )
    return refused("payment_intent_unexpected_state", intent["id"])


def voided(intent: Thing) -> Answer:
    """Return what became of calling off."""
    if intent["status"] == "canceled":
        left = from_minor(intent["amount"], intent["currency"])
        return Answer(Outcome.DONE, intent["id"], amount=left, at=moment(intent["canceled_at"]))
    return refused("payment_intent_unexpected_state", intent["id"])


def refunded(refund: Thing) -> Answer:
    """Return what became of a refund: a failed one may have succeeded before."""
    if refund["status"] in {"failed", "canceled"}:
        word = refund.get("failure_reason") or refund["status"]
        return Answer(
            Outcome.REFUSED, refund["id"], reason=reason_of_refund(word), vendor_code=word
        )
    return Answer(
        Outcome.DONE if refund["status"] == "succeeded" else Outcome.PENDING,
        refund["id"],
        amount=from_minor(refund["amount"], refund["currency"]),
        at=moment(refund["created"]),
        fee=_fee(refund.get("balance_transaction"), refund["currency"]),
    )


def refused(code: str, reference: str = "") -> Answer:
    reason, word = reason_of({"code": code})
    return Answer(Outcome.REFUSED, reference, reason=reason, vendor_code=word)


def intent_steps(intent: Thing, *, at: int | None = None) -> Iterator[ProviderStep]:
    """Yield what has happened to a payment; `at` is when Stripe told it, if it was told."""
    key, reference = intent["metadata"].get(PAYMENT, ""), intent["id"]
    charge = _charge(intent)
    began = moment(charge.get("created", intent["created"]))
    told = moment(at) if at else began
    whole = from_minor(intent["amount"], intent["currency"])
    holds = intent["capture_method"] == MANUAL
    status = intent["status"]
    if _has_failed(intent):
        reason, word = reason_of(intent["last_payment_error"])
        failure = Step.AUTHORIZE_FAILURE if holds else Step.CHARGE_FAILURE
        yield ProviderStep(reference, failure, whole, told, key, reason, word)
    if status == "requires_action":
        yield ProviderStep(reference, Step.ACTION_REQUIRED, whole, told, key)
    if holds and (status in {"requires_capture", "succeeded"} or _was_held(intent)):
        until = _holds_until(intent)
        yield ProviderStep(reference, Step.AUTHORIZE_SUCCESS, whole, began, key, expires_at=until)
    if status == "succeeded":
        yield from _taken(intent, at=told)
    if status == "canceled":
        word = intent["cancellation_reason"] or ""
        yield ProviderStep(
            reference,
            Step.CANCEL_SUCCESS,
            whole,
            moment(intent["canceled_at"]),
            reason=reason_of_cancel(word),
            vendor_code=word,
        )


def _taken(intent: Thing, *, at: Any) -> Iterator[ProviderStep]:
    """Yield the capture, and the release of what was held and not taken."""
    names, currency = intent["metadata"], intent["currency"]
    booked = _charge(intent).get("balance_transaction")
    held = intent["capture_method"] == MANUAL
    key = names.get(CAPTURE if held else PAYMENT, "")
    when = moment(booked["created"]) if isinstance(booked, Mapping) else at
    yield ProviderStep(
        intent["id"],
        Step.CHARGE_SUCCESS,
        from_minor(intent["amount_received"], currency),
        when,
        key,
        fee=_fee(booked, currency),
    )
    left = intent["amount"] - intent["amount_received"]
    if held and left:
        released = from_minor(left, currency)
        yield ProviderStep(intent["id"], Step.CANCEL_SUCCESS, released, when)


def refund_steps(refunds: Iterable[Thing]) -> Iterator[ProviderStep]:
    """Yield what has happened to refunds; one that came back succeeded before."""
    for refund in refunds:
        amount = from_minor(refund["amount"], refund["currency"])
        key, at = refund["metadata"].get(CHANGE, ""), moment(refund["created"])
        if refund["status"] == "succeeded":
            fee = _fee(refund.get("balance_transaction"), refund["currency"])
            yield ProviderStep(refund["id"], Step.REFUND_SUCCESS, amount, at, key, fee=fee)
        elif refund["status"] in {"failed", "canceled"}:
            word = refund.get("failure_reason") or refund["status"]
            reason = reason_of_refund(word)
            came = at + timedelta(seconds=1)
            yield ProviderStep(refund["id"], Step.REFUND_FAILURE, amount, came, key, reason, word)
        else:
            yield ProviderStep(refund["id"], Step.REFUND_REQUEST, amount, at, key)


def dispute_steps(disputes: Iterable[Thing]) -> Iterator[ProviderStep]:
    """Yield what banks took back and gave again; an inquiry moves nothing."""
    for dispute in disputes:
        if dispute["status"].startswith("warning_"):
            continue
        amount = from_minor(dispute["amount"], dispute["currency"])
        at = moment(dispute["created"])
        yield ProviderStep(
            dispute["id"], Step.CHARGE_BACK, amount, at, vendor_code=dispute["reason"]
        )
        if dispute["status"] == "won":
            again = moment(dispute["balance_transactions"][-1]["created"])
            yield ProviderStep(dispute["id"], Step.CHARGE_BACK_REVERSE, amount, again)


def _has_failed(intent: Thing) -> bool:
    """Return whether a payment failed for good: in a browser, the customer may try again."""
    waits = intent["status"] == "requires_payment_method"
    return bool(waits and intent["last_payment_error"] and BY_BROWSER not in intent["metadata"])


def _charge(intent: Thing) -> Thing:
    charge = intent.get("latest_charge")
    return charge if isinstance(charge, Mapping) else {}


def _was_held(intent: Thing) -> bool:
    """Return whether a canceled payment had been authorized before."""
    return intent["status"] == "canceled" and _charge(intent).get("status") == "succeeded"


def _holds_until(intent: Thing) -> Any:
    charge = _charge(intent)
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    if before := card.get("capture_before"):
        return moment(before)
    return moment(charge.get("created", intent["created"])) + HOLDS


def _action(intent: Thing) -> dict[str, str]:
    asked = intent.get("next_action") or {}
    action = {"client_secret": str(intent["client_secret"])}
    if asked.get("type") == "redirect_to_url":
        action["redirect_url"] = str(asked["redirect_to_url"]["url"])
    return action


def _fee(booked: Any, currency: str) -> Money | None:
    """Return the fee, unless it was taken in other money than the payment's."""
    if not isinstance(booked, Mapping) or booked["currency"] != currency:
        return None
    return from_minor(booked["fee"], booked["currency"])
