"""Shares (分账): what is sent, and what the answers mean, leg by leg. Pure."""

from collections.abc import Mapping
from typing import Any

from guildhall.payments.states import Outcome
from guildhall.payments.types import (
    Answer,
    Leg,
    LegAnswer,
    Receiver,
    SplitAnswer,
    SplitOrder,
    SplitReturn,
)
from integrations.wechat.rules.asks import Ask
from integrations.wechat.rules.words import fen, from_fen, moment, reason_of, text_at

ROOT = "/v3/profitsharing"
KINDS = {"merchant": "MERCHANT_ID", "person": "PERSONAL_OPENID"}
_LEG = {"SUCCESS": Outcome.DONE, "PENDING": Outcome.PENDING, "CLOSED": Outcome.REFUSED}
_ORDER = {"FINISHED": Outcome.DONE, "PROCESSING": Outcome.PENDING}
_RETURN = {"SUCCESS": Outcome.DONE, "PROCESSING": Outcome.PENDING, "FAILED": Outcome.REFUSED}

type Found = Mapping[str, Any]


def add_receiver(receiver: Receiver, *, appid: str, name: str) -> Ask:
    """Return how a receiver is made known; `name` is concealed already."""
    body = {
        "appid": appid,
        "type": KINDS[receiver.kind],
        "account": receiver.account,
        "relation_type": receiver.relation or "PARTNER",
    }
    return Ask("POST", f"{ROOT}/receivers/add", body | ({"name": name} if name else {}))


def split(order: SplitOrder, *, appid: str) -> Ask:
    body = {
        "appid": appid,
        "transaction_id": order.psp_reference,
        "out_order_no": order.key,
        "receivers": [_leg(leg) for leg in order.legs],
        "unfreeze_unsplit": order.final,
    }
    return Ask("POST", f"{ROOT}/orders", body)


def unfreeze(order: SplitOrder) -> Ask:
    body = {
        "transaction_id": order.psp_reference,
        "out_order_no": order.key,
        "description": order.description[:80] or "解冻全部剩余资金",
    }
    return Ask("POST", f"{ROOT}/orders/unfreeze", body)


def look_split(order: SplitOrder) -> Ask:
    return Ask("GET", f"{ROOT}/orders/{order.key}?transaction_id={order.psp_reference}")


def return_leg(back: SplitReturn) -> Ask:
    body = {
        "out_order_no": back.split,
        "out_return_no": back.key,
        "return_mchid": back.leg.receiver.account,
        "amount": fen(back.amount),
        "description": back.description[:80] or "分账回退",
    }
    return Ask("POST", f"{ROOT}/return-orders", body)


def look_return(back: SplitReturn) -> Ask:
    return Ask("GET", f"{ROOT}/return-orders/{back.key}?out_order_no={back.split}")


def split_answer(found: Found, order: SplitOrder) -> SplitAnswer:
    """Return what became of shares. A receiver stands once in an order, so they name the leg."""
    told = {
        (text_at(each, "type"), text_at(each, "account")): each
        for each in found.get("receivers") or ()
    }
    legs = tuple(
        LegAnswer(leg.key, _leg_answer(told.get((KINDS[leg.receiver.kind], leg.receiver.account))))
        for leg in order.legs
    )
    return SplitAnswer(
        _ORDER.get(text_at(found, "state"), Outcome.UNKNOWN),
        psp_reference=text_at(found, "order_id"),
        legs=legs,
    )


def return_answer(found: Found) -> Answer:
    """Return what became of a share that was asked back."""
    outcome = _RETURN.get(text_at(found, "result"), Outcome.UNKNOWN)
    at, amount = text_at(found, "finish_time"), text_at(found, "amount")
    why = text_at(found, "fail_reason")
    return Answer(
        outcome,
        psp_reference=text_at(found, "return_id"),
        amount=from_fen(int(amount)) if amount and outcome is Outcome.DONE else None,
        at=moment(at) if at else None,
        reason=reason_of(why) if outcome is Outcome.REFUSED else None,
        vendor_code=why,
    )


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "type": KINDS[leg.receiver.kind],
        "account": leg.receiver.account,
        "amount": fen(leg.amount),
        "description": leg.description[:80] or leg.receiver.code,
    }


def _leg_answer(found: Found | None) -> Answer:
    if found is None:
        return Answer(Outcome.UNKNOWN)
    outcome = _LEG.get(text_at(found, "result"), Outcome.UNKNOWN)
    why = text_at(found, "fail_reason")
    at = text_at(found, "finish_time")
    return Answer(
        outcome,
        psp_reference=text_at(found, "detail_id"),
        amount=from_fen(int(found["amount"])),
        at=moment(at) if at and outcome is not Outcome.PENDING else None,
        reason=reason_of(why) if outcome is Outcome.REFUSED else None,
        vendor_code=why if outcome is Outcome.REFUSED else "",
    )
