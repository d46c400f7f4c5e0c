"""What PayPal's orders say, in ours.

An authorization goes by the order's id, a charge by the capture's, a refund by its own. Our key
is the order's `custom_id`, and the `invoice_id` of a capture or a refund is that change's key.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Reason, Step
from guildhall.payments.types import Answer, ProviderStep
from integrations.paypal.rules import moment, read, reason_of

AUTHORIZE, CAPTURE = "AUTHORIZE", "CAPTURE"
# What we write before our key into an order that was called off while nobody had paid it.
CALLED_OFF = "void-"
TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
LOST = frozenset({"DECLINED", "FAILED"})
type Thing = Mapping[str, Any]


def unit_of(order: Thing) -> Thing:
    found: Thing = order["purchase_units"][0]
    return found


def parts(order: Thing, name: str) -> list[Thing]:
    """Return an order's authorizations, captures or refunds."""
    found: list[Thing] = (unit_of(order).get("payments") or {}).get(name) or []
    return found


def key_of(order: Thing) -> str:
    return str(unit_of(order).get("custom_id", "")).removeprefix(CALLED_OFF)


def is_called_off(order: Thing) -> bool:
    return str(unit_of(order).get("custom_id", "")).startswith(CALLED_OFF)


def last_authorization(order: Thing) -> Thing | None:
    found = parts(order, "authorizations")
    return found[-1] if found else None


def begun(order: Thing) -> Answer:
    """Return what became of asking for money."""
    if order["intent"] == AUTHORIZE and (held := last_authorization(order)):
        if held["status"] == "DENIED":
            return _refused("AUTHORIZATION_DENIED", order["id"])
        return Answer(
            Outcome.PENDING if held["status"] == "PENDING" else Outcome.DONE,
            order["id"],
            amount=read(held["amount"]),
            at=moment(held["create_time"]),
            expires_at=moment(held["expiration_time"]),
        )
    if order["intent"] == CAPTURE and (taken := parts(order, "captures")):
        return captured(taken[-1])
    if is_called_off(order) or order["status"] == "VOIDED":
        return Answer(
            Outcome.REFUSED,
            order["id"],
            reason=Reason.CUSTOMER_CANCELED,
            vendor_code=order["status"],
        )
    return Answer(Outcome.ACTION_REQUIRED, order["id"], action=_action(order))


def captured(capture: Thing) -> Answer:
    """Return what became of a capture."""
    if capture["status"] in LOST:
        return _refused(capture["status"], capture["id"])
    return Answer(
        Outcome.DONE if capture["status"] in TAKEN else Outcome.PENDING,
        capture["id"],
        amount=read(capture["amount"]),
        at=moment(capture["create_time"]),
        fee=_fee(capture),
        vendor_code=(capture.get("status_details") or {}).get("reason", ""),
    )


def refunded(refund: Thing) -> Answer:
    """Return what became of a refund."""
    if refund["status"] in {"FAILED", "CANCELLED"}:
        return _refused(refund["status"], refund["id"])
    return Answer(
        Outcome.DONE if refund["status"] == "COMPLETED" else Outcome.PENDING,
        refund["id"],
        amount=read(refund["amount"]),
        at=moment(refund["create_time"]),
    )


def _refused(word: str, reference: str) -> Answer:
    return Answer(Outcome.REFUSED, reference, reason=reason_of({"name": word}), vendor_code=word)


def order_steps(order: Thing) -> Iterator[ProviderStep]:
    """Yield all that has happened to a payment."""
    if held := last_authorization(order):
        yield from _held_steps(order, held)
    for capture in parts(order, "captures"):
        yield from capture_steps(capture)
    for refund in parts(order, "refunds"):
        yield from refund_steps(refund)
    if is_called_off(order) and not parts(order, "captures"):
        at = moment(order.get("update_time") or order["create_time"])
        yield ProviderStep(order["id"], Step.CANCEL_SUCCESS, read(unit_of(order)["amount"]), at)


def _held_steps(order: Thing, held: Thing) -> Iterator[ProviderStep]:
    """Yield the authorization (its last renewal) and what of it was let go."""
    key, reference, amount = key_of(order), order["id"], read(held["amount"])
    first = parts(order, "authorizations")[0]
    at = moment(first["create_time"])
    if held["status"] == "DENIED":
        word = "AUTHORIZATION_DENIED"
        reason = reason_of({"name": word})
        yield ProviderStep(reference, Step.AUTHORIZE_FAILURE, amount, at, key, reason, word)
        return
    until = moment(held["expiration_time"])
    yield ProviderStep(reference, Step.AUTHORIZE_SUCCESS, amount, at, key, expires_at=until)
    taken = [read(c["amount"]) for c in parts(order, "captures") if c["status"] in TAKEN]
    left = amount - sum(taken, Money.zero(amount.currency))
    ended = held["status"] in {"VOIDED", "CAPTURED", "EXPIRED"}
    if ended and left.amount > 0:
        gone = moment(held.get("update_time") or held["create_time"])
        why = Reason.EXPIRED if held["status"] == "EXPIRED" else None
        yield ProviderStep(reference, Step.CANCEL_SUCCESS, left, gone, reason=why)


def capture_steps(capture: Thing) -> Iterator[ProviderStep]:
    """Yield a capture; one that is pending is asked for and not answered."""
    key, status = str(capture.get("invoice_id", "")), capture["status"]
    step = Step.CHARGE_SUCCESS if status in TAKEN else Step.CHARGE_REQUEST
    if status in LOST:
        step = Step.CHARGE_FAILURE
    yield ProviderStep(
        capture["id"],
        step,
        read(capture["amount"]),
        moment(capture["create_time"]),
        key,
        reason=reason_of({"name": status}) if status in LOST else None,
        vendor_code=status if status in LOST else "",
        fee=_fee(capture),
    )


def refund_steps(refund: Thing) -> Iterator[ProviderStep]:
    names = {
        "COMPLETED": Step.REFUND_SUCCESS,
        "FAILED": Step.REFUND_FAILURE,
        "CANCELLED": Step.REFUND_FAILURE,
    }
    yield ProviderStep(
        refund["id"],
        names.get(refund["status"], Step.REFUND_REQUEST),
        read(refund["amount"]),
        moment(refund["create_time"]),
        str(refund.get("invoice_id", "")),
    )


def capture_of_refund(refund: Thing) -> str:
    """Return the id of the capture that a refund is of: PayPal links it."""
    for link in refund.get("links") or []:
        if link["rel"] == "up":
            return str(link["href"]).rstrip("/").rpartition("/")[2]
    return ""


def _action(order: Thing) -> dict[str, str]:
    for link in order.get("links") or []:
        if link["rel"] in {"payer-action", "approve"}:
            return {"redirect_url": str(link["href"])}
    return {}


def _fee(capture: Thing) -> Money | None:
    told = (capture.get("seller_receivable_breakdown") or {}).get("paypal_fee")
    if told is None or told["currency_code"] != capture["amount"]["currency_code"]:
        return None
    return read(told)
