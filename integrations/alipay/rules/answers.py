"""What Alipay's answers mean. Pure."""

from collections.abc import Mapping
from typing import Any

from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Answer, Change, ProviderStep, Standing
from integrations.alipay.rules.words import code_of, from_yuan, moment, outcome_of, reason_of

type Found = Mapping[str, Any]

_STATES = {
    "WAIT_BUYER_PAY": Outcome.PENDING,
    "TRADE_SUCCESS": Outcome.DONE,
    "TRADE_FINISHED": Outcome.DONE,
    "TRADE_CLOSED": Outcome.REFUSED,
}


def refused(found: Found) -> Answer:
    """Return what an answer that is no success means."""
    outcome = outcome_of(found)
    code = code_of(found)
    reason = reason_of(code) if outcome is Outcome.REFUSED else None
    return Answer(outcome, reason=reason, vendor_code=code)


def paid_at_once(found: Found) -> Answer:
    """Return what a scan came to: an answer of success is money."""
    return Answer(
        Outcome.DONE,
        psp_reference=str(found["trade_no"]),
        amount=from_yuan(str(found["total_amount"])),
        at=moment(str(found["gmt_payment"])),
    )


def standing(found: Found) -> Standing:
    """Return how a trade stands. One that was paid and given back whole is closed as well."""
    state = str(found.get("trade_status", ""))
    charge = charged(found)
    outcome = _STATES.get(state, Outcome.UNKNOWN)
    if charge is not None:
        answer = Answer(
            Outcome.DONE, charge.psp_reference, amount=charge.amount, at=charge.occurred_at
        )
        return Standing(answer, (charge,))
    reason = Reason.EXPIRED if outcome is Outcome.REFUSED else None
    # A success without a time of payment is not one that can be booked: it is asked about again.
    told = Outcome.UNKNOWN if outcome is Outcome.DONE else outcome
    return Standing(Answer(told, reason=reason, vendor_code=state))


def charged(found: Found) -> ProviderStep | None:
    """Return the charge that a query or a notification tells of."""
    at = str(found.get("send_pay_date") or found.get("gmt_payment") or "")
    state = found.get("trade_status")
    if not at or state not in {"TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED"}:
        return None
    return ProviderStep(
        psp_reference=str(found["trade_no"]),
        step=Step.CHARGE_SUCCESS,
        amount=from_yuan(str(found["total_amount"])),
        occurred_at=moment(at),
        key=str(found["out_trade_no"]),
    )


def voided(found: Found, change: Change) -> Standing:
    """Return what became of calling a trade off; what a canceled scan had taken went back."""
    state = str(found.get("trade_status", ""))
    charge = charged(found)
    if state != "TRADE_CLOSED":
        if charge is None:
            return Standing(Answer(Outcome.ABSENT, vendor_code=state))
        answer = Answer(Outcome.REFUSED, reason=Reason.ALREADY_DONE, vendor_code=state)
        return Standing(answer, (charge,))
    answer = Answer(Outcome.DONE, change.payment)
    if charge is None:
        return Standing(answer)
    back = ProviderStep(
        psp_reference=f"{charge.psp_reference}-canceled",
        step=Step.REFUND_SUCCESS,
        amount=charge.amount,
        occurred_at=charge.occurred_at,
        key=charge.key,
        vendor_code=state,
    )
    return Standing(answer, (charge, back))


def refund_name(found: Found, key: str) -> str:
    """Return what a refund is known by: Alipay has no number for it but ours."""
    return f"{found['trade_no']}-{key}"


def refunded(found: Found, change: Change) -> Answer:
    """Return what a refund came to; without a change of funds it has to be asked about."""
    if found.get("fund_change") != "Y":
        return Answer(Outcome.PENDING, vendor_code="fund_change=N")
    at = str(found.get("gmt_refund_pay") or "")
    return Answer(
        Outcome.DONE,
        psp_reference=refund_name(found, change.key),
        amount=change.amount,
        at=moment(at) if at else None,
    )


def looked_refund(found: Found, change: Change) -> Standing:
    """Return how a refund stands; without a status there never was one."""
    if found.get("refund_status") != "REFUND_SUCCESS":
        missing = not found.get("refund_amount")
        return Standing(Answer(Outcome.ABSENT if missing else Outcome.PENDING))
    at = moment(str(found["gmt_refund_pay"])) if found.get("gmt_refund_pay") else change.at
    amount = from_yuan(str(found["refund_amount"]))
    name = refund_name(found, change.key)
    step = ProviderStep(name, Step.REFUND_SUCCESS, amount, at, key=change.key)
    return Standing(Answer(Outcome.DONE, name, amount=amount, at=at), (step,))


def looked(found: Found, change: Change) -> Standing:
    return voided(found, change) if change.kind is CallKind.VOID else standing(found)
