"""What WeChat Pay's answers mean. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Answer, Change, PaymentOrder, ProviderStep, Standing
from integrations.wechat.rules.signing import lines, sign
from integrations.wechat.rules.words import (
    from_fen,
    moment,
    outcome_of,
    reason_of,
    state_outcome,
    text_at,
)

type Found = Mapping[str, Any]

# How long a customer may take where the order says nothing of it.
OPEN = timedelta(hours=2)
OPEN_H5 = timedelta(minutes=5)
_REFUND_STATES = {
    "SUCCESS": Outcome.DONE,
    "PROCESSING": Outcome.PENDING,
    "CLOSED": Outcome.REFUSED,
    # The customer's card is gone: the merchant gives the money back in WeChat's own pages. Until
    # then it is neither back nor ours, and a second refund would be one too many.
    "ABNORMAL": Outcome.PENDING,
}
LOST = Answer(Outcome.UNKNOWN)


def refused(status: int, found: Found) -> Answer:
    """Return what an answer that is no success means."""
    code = text_at(found, "code")
    outcome = outcome_of(status, code)
    reason = reason_of(code) if outcome is Outcome.REFUSED else None
    return Answer(outcome, reason=reason, vendor_code=code)


def begun(order: PaymentOrder, found: Found, *, settings: Mapping[str, str], key: str) -> Answer:
    """Return what the customer needs to go on; after a scan, how the payment stands."""
    if order.way == "scan":
        return standing(found).answer
    action: dict[str, str] = {}
    if order.way == "native":
        action = {"qr_code": text_at(found, "code_url")}
    elif order.way == "h5":
        action = {"redirect_url": _and_back(text_at(found, "h5_url"), order.return_url)}
    else:
        action = parameters(order, text_at(found, "prepay_id"), settings=settings, key=key)
    if not all(action.values()):
        return LOST
    usual = OPEN_H5 if order.way == "h5" else OPEN
    return Answer(
        Outcome.ACTION_REQUIRED, action=action, expires_at=order.expires_at or order.at + usual
    )


def parameters(
    order: PaymentOrder, prepay_id: str, *, settings: Mapping[str, str], key: str
) -> dict[str, str]:
    """Return what WeChat's own code in a page or an app asks for, signed."""
    if not prepay_id:
        return {"prepay_id": ""}
    appid, stamp, nonce = settings["appid"], str(int(order.at.timestamp())), order.key
    if order.way == "app":
        return {
            "appid": appid,
            "partnerid": settings["mchid"],
            "prepayid": prepay_id,
            "package": "Sign=WXPay",
            "noncestr": nonce,
            "timestamp": stamp,
            "sign": sign(lines(appid, stamp, nonce, prepay_id), key=key),
        }
    package = f"prepay_id={prepay_id}"
    return {
        "appId": appid,
        "timeStamp": stamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": sign(lines(appid, stamp, nonce, package), key=key),
    }


def standing(found: Found) -> Standing:
    """Return how an order stands, and every step that its state tells of."""
    state = text_at(found, "trade_state")
    outcome, reason = state_outcome(state)
    steps = _steps(found, state=state)
    paid = next((step for step in steps if step.step is Step.CHARGE_SUCCESS), None)
    if paid is not None:
        # Also where it was revoked since: what came and went is told by the steps.
        outcome, reason = Outcome.DONE, None
    answer = Answer(
        outcome,
        psp_reference=text_at(found, "transaction_id"),
        amount=paid.amount if paid else None,
        at=paid.occurred_at if paid else None,
        reason=reason,
        vendor_code="" if outcome is Outcome.DONE else state,
    )
    return Standing(answer, steps)


def _steps(found: Found, *, state: str) -> tuple[ProviderStep, ...]:
    """Return what happened. A scan that was revoked after it was paid was given back whole."""
    number, total = text_at(found, "transaction_id"), text_at(found, "amount", "total")
    at = text_at(found, "success_time")
    if not (number and at and total) or state not in {"SUCCESS", "REFUND", "REVOKED"}:
        return ()
    key = text_at(found, "out_trade_no")
    charge = ProviderStep(
        psp_reference=number,
        step=Step.CHARGE_SUCCESS,
        amount=from_fen(int(total)),
        occurred_at=moment(at),
        key=key,
    )
    if state != "REVOKED":
        return (charge,)
    back = ProviderStep(
        psp_reference=f"{number}-revoked",
        step=Step.REFUND_SUCCESS,
        amount=charge.amount,
        occurred_at=charge.occurred_at,
        key=key,
        vendor_code=state,
    )
    return (charge, back)


def voided(found: Found) -> Standing:
    """Return what became of calling an order off, told from how the order stands."""
    now = standing(found)
    state = text_at(found, "trade_state")
    if state in {"CLOSED", "REVOKED"}:
        answer = Answer(Outcome.DONE, psp_reference=text_at(found, "out_trade_no"))
    elif state in {"SUCCESS", "REFUND"}:
        answer = Answer(Outcome.REFUSED, reason=Reason.ALREADY_DONE, vendor_code=state)
    elif state == "PAYERROR":
        answer = Answer(Outcome.DONE, text_at(found, "out_trade_no"), vendor_code=state)
    else:
        # Open as before: whatever we sent has not arrived.
        answer = Answer(Outcome.ABSENT, vendor_code=state)
    return Standing(answer, now.steps)


def refunded(found: Found, *, key: str) -> Standing:
    """Return how a refund stands. A notification and an answer name its state differently."""
    state = text_at(found, "status") or text_at(found, "refund_status")
    outcome = _REFUND_STATES.get(state, Outcome.UNKNOWN)
    number = text_at(found, "refund_id")
    at = _moment(text_at(found, "success_time") or text_at(found, "create_time"))
    amount = text_at(found, "amount", "refund")
    back = from_fen(int(amount)) if amount else None
    reason = Reason.NOT_POSSIBLE_ANY_MORE if outcome is Outcome.REFUSED else None
    answer = Answer(
        outcome,
        psp_reference=number,
        amount=back if outcome is Outcome.DONE else None,
        at=at,
        reason=reason,
        vendor_code="" if outcome is Outcome.DONE else state,
    )
    step = {
        Outcome.DONE: Step.REFUND_SUCCESS,
        Outcome.REFUSED: Step.REFUND_FAILURE,
    }.get(outcome)
    if step is None or back is None or at is None:
        return Standing(answer)
    told = ProviderStep(
        psp_reference=number,
        step=step,
        amount=back,
        occurred_at=at,
        key=text_at(found, "out_refund_no") or key,
        reason=reason,
        vendor_code=answer.vendor_code,
    )
    return Standing(answer, (told,))


def looked(change: Change, found: Found) -> Standing:
    """Return what became of a change, told from the order or from the refund."""
    if change.kind is CallKind.REFUND:
        return refunded(found, key=change.key)
    return voided(found) if change.kind is CallKind.VOID else standing(found)


def _moment(text: str) -> datetime | None:
    return moment(text) if text else None


def _and_back(url: str, back: str) -> str:
    """Return an address that leads the customer's browser back to the shop."""
    return f"{url}&redirect_url={quote(back, safe='')}" if url and back else url
