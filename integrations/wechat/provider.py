"""WeChat Pay, API v3, for merchants who are asked for directly (直连商户)."""

import json
from collections.abc import Mapping
from typing import Any

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
from integrations.wechat.bills import Bills
from integrations.wechat.client import Line, Said
from integrations.wechat.rules import answers, asks, signing
from integrations.wechat.rules.words import CURRENCY, text_at
from integrations.wechat.splits import Splits

SUCCESS = b'{"code":"SUCCESS","message":"OK"}'
FAIL = '{"code":"FAIL","message":"稍后重试"}'.encode()


class WeChatPay(Bills, Splits):
    """Asks WeChat Pay. The customer pays in WeChat; what is asked for is charged at once."""

    code = "wechat"
    abilities = frozenset(
        {
            Ability.VOID,
            Ability.REFUND,
            Ability.REFUND_PART,
            Ability.SCAN,
            Ability.SPLIT,
            Ability.BILL,
        }
    )

    def __init__(self, line: Line | None = None) -> None:
        self._line = line or Line()

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        """Ask for money. The same order number and the same words are the same order."""
        if order.way not in asks.WAYS:
            return Answer(Outcome.REFUSED, reason=Reason.METHOD_NOT_TAKEN, vendor_code=order.way)
        if order.amount.currency != CURRENCY:
            return Answer(Outcome.REFUSED, reason=Reason.CURRENCY_NOT_TAKEN)
        if not account.settings.get("appid"):
            return Answer(Outcome.REFUSED, reason=Reason.CREDENTIALS_REFUSED)
        said = self._line.ask(account, asks.begin(order, settings=account.settings))
        if not said.well:
            return _no(said)
        key = account.secrets["private_key"]
        return answers.begun(order, said.found, settings=account.settings, key=key)

    def capture(self, account: Account, change: Change) -> Answer:  # noqa: ARG002 - the port's
        """Say no: WeChat charges at once."""
        return Answer(Outcome.REFUSED, reason=Reason.METHOD_NOT_TAKEN)

    def void(self, account: Account, change: Change) -> Answer:
        """Close an order that nobody paid; revoke a scan, which gives back what came meanwhile."""
        scanned = change.way == asks.SCAN
        ask = asks.reverse if scanned else asks.close
        said = self._line.ask(account, ask(change, settings=account.settings))
        code = text_at(said.found, "code")
        if scanned and not said.well and _no(said).outcome is Outcome.ABSENT:
            # It never arrived, and is never sent again.
            return Answer(Outcome.DONE, psp_reference=change.payment, vendor_code=code)
        if not said.well and code not in {"ORDERCLOSED", "ORDER_CLOSED", "ORDERREVERSED"}:
            return _no(said)
        if scanned:
            # It does not say whether money came and went: the order does.
            return Answer(Outcome.PENDING, vendor_code=code)
        return Answer(Outcome.DONE, psp_reference=change.payment, vendor_code=code)

    def refund(self, account: Account, change: Change) -> Answer:
        """Give back. The same refund number is the same refund."""
        said = self._line.ask(account, asks.refund(change))
        if not said.well:
            return _no(said)
        return answers.refunded(said.found, key=change.key).answer

    def look(self, account: Account, change: Change) -> Standing:
        """Return how an order stands, or a refund of it."""
        if change.kind is CallKind.REFUND:
            said = self._line.ask(account, asks.look_refund(change))
        else:
            said = self._line.ask(account, asks.look(change.payment, settings=account.settings))
        return answers.looked(change, said.found) if said.well else Standing(_no(said))

    def read_notice(self, account: Account, received: Received) -> Notice:
        """Return what a notification says, opened with the account's key. Refuses NoticeForged."""
        keys = signing.platform_keys(account.settings.get("platform_keys", ""))
        signing.must_be_theirs(received.body, received.headers, keys=keys, at=received.at)
        envelope = _object(received.body)
        kind, number = text_at(envelope, "event_type"), text_at(envelope, "id")
        resource = envelope.get("resource") or {}
        plain = signing.opened(resource, key=account.secrets.get("api_v3_key", ""))
        found = _object(plain.encode())
        if text_at(found, "mchid") != account.settings["mchid"]:
            raise NoticeForged
        if kind.startswith("REFUND."):
            steps = answers.refunded(found, key="").steps
        elif kind.startswith("TRANSACTION."):
            steps = answers.standing(found).steps
        else:
            # Of shares, and of what WeChat thinks of next: heard, and asked about elsewhere.
            return Notice(number, "", kind=kind)
        payment = text_at(found, "out_trade_no")
        return Notice(number, payment, steps=steps, look=not steps, kind=kind)

    def reply(self, *, accepted: bool) -> Reply:
        """Return what WeChat wants to hear; anything else it tells again for a day."""
        return Reply(200, SUCCESS) if accepted else Reply(500, FAIL)


def _no(said: Said) -> Answer:
    return answers.refused(said.status, said.found)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NoticeForged from error
    if not isinstance(found, dict):
        raise NoticeForged
    return found
