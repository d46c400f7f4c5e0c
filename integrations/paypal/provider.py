"""PayPal as a provider of payments: https://developer.paypal.com/docs/api/orders/v2/.

The customer approves an order at PayPal; money moves when somebody then authorizes or captures
it. That is done when the order is looked at: when the customer comes back, when PayPal tells of
the approval, or when we ask before we give up. Calling off an order that nobody has paid writes
so into the order itself, so that a look that comes later leaves it alone.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

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
from integrations.paypal.bills import bill
from integrations.paypal.client import No, ask
from integrations.paypal.notices import read_notice
from integrations.paypal.reading import (
    AUTHORIZE,
    CALLED_OFF,
    CAPTURE,
    begun,
    capture_of_refund,
    captured,
    is_called_off,
    key_of,
    last_authorization,
    order_steps,
    parts,
    refunded,
    unit_of,
)
from integrations.paypal.rules import issue_of, moment, read, written

ORDERS, PAYMENTS = "/v2/checkout/orders", "/v2/payments"
# For so long the bank has promised the money; after that it is asked again, once.
HONORED = timedelta(days=3)
LONGEST_TITLE = 127
ABSENT = Answer(Outcome.ABSENT)
NOT_AN_AMOUNT = Answer(
    Outcome.REFUSED, reason=Reason.AMOUNT_NOT_TAKEN, vendor_code="DECIMAL_PRECISION"
)
TAKEN_ALREADY = Answer(
    Outcome.REFUSED, reason=Reason.NOT_POSSIBLE_ANY_MORE, vendor_code="ORDER_ALREADY_COMPLETED"
)
type Thing = Mapping[str, Any]


class PayPalProvider:
    """Takes and gives back money by PayPal."""

    code = "paypal"
    abilities = frozenset(
        {
            Ability.AUTHORIZE,
            Ability.CAPTURE_PART,
            Ability.CAPTURE_OFTEN,
            Ability.VOID,
            Ability.REFUND,
            Ability.REFUND_PART,
            Ability.BILL,
            Ability.DISPUTE,
        }
    )

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        """Make an order that the customer approves at PayPal."""
        amount = written(order.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        context = {"user_action": "PAY_NOW", "shipping_preference": "NO_SHIPPING"}
        if order.return_url:
            context |= {"return_url": order.return_url, "cancel_url": order.return_url}
        unit = {
            "custom_id": order.key,
            "invoice_id": order.key,
            "description": order.title[:LONGEST_TITLE],
            "amount": amount,
        }
        body = {
            "intent": CAPTURE if order.capture else AUTHORIZE,
            "purchase_units": [unit],
            "payment_source": {"paypal": {"experience_context": context}},
        }
        try:
            return begun(ask(account, "POST", ORDERS, body=body, key=order.key))
        except No as no:
            return no.answer

    def capture(self, account: Account, change: Change) -> Answer:
        """Capture of an authorization; one that the bank has promised long ago is renewed."""
        amount = written(change.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        try:
            order = _order(account, change.psp_reference)
            held = last_authorization(order)
            if held is None:
                return TAKEN_ALREADY if parts(order, "captures") else ABSENT
            if change.at - moment(held["create_time"]) > HONORED:
                held = _renewed(account, held, change)
            body = {
                "amount": amount,
                "invoice_id": change.key,
                "final_capture": change.final,
            }
            path = f"{PAYMENTS}/authorizations/{held['id']}/capture"
            return captured(ask(account, "POST", path, body=body, key=change.key))
        except No as no:
            return no.answer

    def void(self, account: Account, change: Change) -> Answer:
        """Let an authorization go, or write into an unpaid order that it is called off."""
        if not change.psp_reference:
            return ABSENT
        try:
            order = _order(account, change.psp_reference)
            if held := last_authorization(order):
                path = f"{PAYMENTS}/authorizations/{held['id']}/void"
                ask(account, "POST", path, key=change.key)
            elif parts(order, "captures"):
                return TAKEN_ALREADY
            elif not is_called_off(order):
                _call_off(account, order)
        except No as no:
            if no.answer.vendor_code != "PREVIOUSLY_VOIDED":
                return no.answer
        return Answer(Outcome.DONE, change.psp_reference, amount=change.amount)

    def refund(self, account: Account, change: Change) -> Answer:
        amount = written(change.amount)
        if amount is None:
            return NOT_AN_AMOUNT
        body = {"amount": amount, "invoice_id": change.key, "custom_id": change.payment}
        try:
            capture = change.charge_reference or _refundable(account, change)
            path = f"{PAYMENTS}/captures/{capture}/refund"
            return refunded(ask(account, "POST", path, body=body, key=change.key))
        except No as no:
            return no.answer

    def look(self, account: Account, change: Change) -> Standing:
        """Return how an order stands; one that was approved since is authorized or captured.

        An order whose answer nobody heard was shown to nobody, so nobody can have paid it.
        """
        if not change.psp_reference:
            return Standing(ABSENT)
        try:
            order = _order(account, change.psp_reference)
            if order["status"] == "APPROVED" and not is_called_off(order):
                order = _completed(account, order)
        except No as no:
            return Standing(no.answer)
        return Standing(_answer(change, order), tuple(order_steps(order)))

    def read_notice(self, account: Account, received: Received) -> Notice:
        return read_notice(account, received)

    def reply(self, *, accepted: bool) -> Reply:
        return Reply(200 if accepted else 400, b"{}")

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        return bill(account, day)


def _order(account: Account, reference: str) -> Thing:
    return ask(account, "GET", f"{ORDERS}/{reference}")


def _completed(account: Account, order: Thing) -> Thing:
    """Authorize or capture what the customer approved, under a key that follows from ours.

    Where their means are declined, PayPal lets the customer choose others: the order is
    returned as it is.
    """
    verb = "capture" if order["intent"] == CAPTURE else "authorize"
    path = f"{ORDERS}/{order['id']}/{verb}"
    key = f"{key_of(order)}-{verb}-{order.get('update_time', '')}"
    try:
        return ask(account, "POST", path, body={}, key=key)
    except No as no:
        if issue_of(no.body) in {"ORDER_ALREADY_CAPTURED", "ORDER_ALREADY_AUTHORIZED"}:
            return _order(account, order["id"])
        if issue_of(no.body) != "INSTRUMENT_DECLINED":
            raise
        links = (no.body or {}).get("links") or []
        again = [{**each, "rel": "payer-action"} for each in links if each["rel"] == "redirect"]
        return {**order, "links": [*again, *(order.get("links") or [])]}


def _renewed(account: Account, held: Thing, change: Change) -> Thing:
    """Return a fresh authorization, or the old one where PayPal gives no other."""
    path = f"{PAYMENTS}/authorizations/{held['id']}/reauthorize"
    try:
        return ask(account, "POST", path, body={}, key=f"{held['id']}-renew-{change.key}")
    except No as no:
        if no.answer.outcome is not Outcome.REFUSED:
            raise
        return held


def _call_off(account: Account, order: Thing) -> None:
    unit = unit_of(order)
    path = f"/purchase_units/@reference_id=='{unit['reference_id']}'/custom_id"
    value = f"{CALLED_OFF}{unit['custom_id']}"
    body = [{"op": "replace", "path": path, "value": value}]
    ask(account, "PATCH", f"{ORDERS}/{order['id']}", body=body, key=f"{order['id']}-void")


def _refundable(account: Account, change: Change) -> str:
    """Return the capture that has most left to give back."""
    order = _order(account, change.psp_reference)
    left = {each["id"]: read(each["amount"]) for each in parts(order, "captures")}
    for refund in parts(order, "refunds"):
        capture = capture_of_refund(refund)
        if capture in left and refund["status"] in {"COMPLETED", "PENDING"}:
            left[capture] -= read(refund["amount"])
    if not left:
        raise No(TAKEN_ALREADY)
    most, _left = max(left.items(), key=lambda each: each[1])
    return str(most)


def _answer(change: Change, order: Thing) -> Answer:
    """Return what became of one change, read from how the order stands."""
    if change.kind is CallKind.BEGIN:
        return begun(order)
    if change.kind is CallKind.VOID:
        return _answer_of_void(change, order)
    name = "captures" if change.kind is CallKind.CAPTURE else "refunds"
    for each in parts(order, name):
        if each.get("invoice_id") == change.key:
            return captured(each) if name == "captures" else refunded(each)
    return ABSENT


def _answer_of_void(change: Change, order: Thing) -> Answer:
    held = last_authorization(order)
    if is_called_off(order) or (held and held["status"] == "VOIDED"):
        return Answer(Outcome.DONE, change.psp_reference, amount=change.amount)
    return TAKEN_ALREADY if parts(order, "captures") else ABSENT
