"""Alipay by its open gateway, in public-key mode, with money of mainland China."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import Ability, CallKind, Outcome, Reason
from guildhall.payments.types import (
    Account,
    Answer,
    Change,
    Notice,
    PaymentOrder,
    Received,
    Reply,
    Standing,
)
from integrations.alipay.bills import Bills
from integrations.alipay.client import Gateway, gateway_of
from integrations.alipay.rules import answers, asks, signing
from integrations.alipay.rules.words import CURRENCY, DONE, code_of

CREDENTIALS = Answer(
    Outcome.REFUSED, reason=Reason.CREDENTIALS_REFUSED, vendor_code="isv.invalid-signature"
)


class Alipay(Bills):
    """Asks Alipay. What is asked for is charged at once."""

    code = "alipay"
    abilities = frozenset(
        {Ability.VOID, Ability.REFUND, Ability.REFUND_PART, Ability.SCAN, Ability.BILL}
    )

    def __init__(self, gateway: Gateway | None = None) -> None:
        self._gateway = gateway or Gateway()

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        """Ask for money, or hand the customer a signed request to ask with."""
        if (why := _cannot_be_asked(order)) is not None:
            return Answer(Outcome.REFUSED, reason=why, vendor_code=order.way)
        ask = asks.begin(order)
        if order.way in asks.BY_CUSTOMER:
            return self._handed(account, order, ask)
        found = self._gateway.ask(account, ask)
        if found.get("code") != DONE:
            return answers.refused(found)
        if order.way == asks.SCAN:
            return answers.paid_at_once(found)
        return _to_act(order, {"qr_code": str(found["qr_code"])})

    def capture(self, account: Account, change: Change) -> Answer:  # noqa: ARG002 - the port's
        """Say no: Alipay charges at once."""
        return Answer(Outcome.REFUSED, reason=Reason.METHOD_NOT_TAKEN)

    def void(self, account: Account, change: Change) -> Answer:
        """Close what nobody paid; cancel a scan, which gives back what came meanwhile."""
        scanned = change.way == asks.SCAN
        ask = asks.cancel(change.payment) if scanned else asks.close(change.payment)
        found = self._gateway.ask(account, ask)
        if found.get("code") == DONE and scanned:
            # What was done (closed, or given back) is told by the trade; or it is to be repeated.
            again = found.get("retry_flag") == "Y"
            return Answer(Outcome.UNKNOWN if again else Outcome.PENDING)
        # A scan that never arrived is never sent again; what was never opened cannot be paid long.
        if found.get("code") == DONE or answers.refused(found).outcome is Outcome.ABSENT:
            return Answer(Outcome.DONE, change.payment, vendor_code=str(found.get("sub_code", "")))
        return answers.refused(found)

    def refund(self, account: Account, change: Change) -> Answer:
        """Give back. The same request number is the same refund."""
        found = self._gateway.ask(account, asks.refund(change))
        return (
            answers.refunded(found, change)
            if found.get("code") == DONE
            else answers.refused(found)
        )

    def look(self, account: Account, change: Change) -> Standing:
        """Return how a trade stands, or a refund of it."""
        if change.kind is CallKind.REFUND:
            found = self._gateway.ask(account, asks.look_refund(change))
            if found.get("code") == DONE:
                return answers.looked_refund(found, change)
            return Standing(answers.refused(found))
        found = self._gateway.ask(account, asks.look(change.payment))
        if found.get("code") == DONE:
            return answers.looked(found, change)
        unopened = change.way != asks.SCAN and answers.refused(found).outcome is Outcome.ABSENT
        if change.kind is CallKind.VOID and unopened:
            return Standing(Answer(Outcome.DONE, change.payment, vendor_code=code_of(found)))
        return Standing(answers.refused(found))

    def read_notice(self, account: Account, received: Received) -> Notice:
        """Return what a notification says. Refuses with NoticeForged."""
        fields = _fields(received.body)
        signing.must_be_theirs(fields, keys=account.settings.get("alipay_public_key", ""))
        if fields.get("app_id") != account.settings["app_id"]:
            raise NoticeForged
        number, payment = fields.get("notify_id", ""), fields.get("out_trade_no", "")
        charge = answers.charged(fields)
        steps = () if charge is None else (charge,)
        # A refund is told by what went back in all: which one it was has to be asked.
        look = not steps or bool(fields.get("out_biz_no") or fields.get("refund_fee"))
        return Notice(number, payment, steps=steps, look=look, kind=fields.get("trade_status", ""))

    def reply(self, *, accepted: bool) -> Reply:
        """Return what Alipay wants to hear; anything else it tells again for a day."""
        body = b"success" if accepted else b"fail"
        return Reply(200, body, content_type="text/plain")

    def _handed(self, account: Account, order: PaymentOrder, ask: asks.Ask) -> Answer:
        try:
            fields = urlencode(self._gateway.fields(account, ask))
        except (KeyError, TypeError, ValueError):
            return CREDENTIALS
        if order.way == "app":
            return _to_act(order, {"order_string": fields})
        return _to_act(order, {"redirect_url": f"{gateway_of(account)}?{fields}"})


def _cannot_be_asked(order: PaymentOrder) -> Reason | None:
    if order.way not in asks.WAYS:
        return Reason.METHOD_NOT_TAKEN
    return None if order.amount.currency == CURRENCY else Reason.CURRENCY_NOT_TAKEN


def _to_act(order: PaymentOrder, action: Mapping[str, str]) -> Answer:
    until = asks.ends_at(order)
    return Answer(Outcome.ACTION_REQUIRED, action=action, expires_at=until)


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    except ValueError as error:
        raise NoticeForged from error
