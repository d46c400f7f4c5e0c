"""The gateway: every request signed, every success checked over the very text, nothing raised."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, BinaryIO
from urllib.parse import urlencode, urlsplit

from guildhall.kernel import clock
from guildhall.payments.types import Account
from integrations.alipay.rules import signing
from integrations.alipay.rules.asks import Ask, signed
from integrations.alipay.rules.words import DONE, PAYING
from integrations.hub.client import Call, HubClient, Unheard, client

BASE = "https://openapi.alipay.com"
PATH = "/gateway.do"
# Where bills lie. No other host is believed.
BILLS = "dwbillcenter.alipay.com"
BILL_CAP = 1 << 30
BILL_SECONDS = 300.0
FORM = "application/x-www-form-urlencoded;charset=utf-8"

type Found = Mapping[str, Any]

UNHEARD: Found = {}
UNREADABLE: Found = {"code": "40002", "sub_code": "isv.invalid-signature"}


class Gateway:
    """Asks Alipay for one account at a time. Safe in threads."""

    def __init__(
        self, hub: HubClient = client, *, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._hub = hub
        self._now = now

    @property
    def now(self) -> datetime:
        return self._now()

    def ask(self, account: Account, ask: Ask) -> Found:
        """Return the answer, empty where nobody heard one, or none that Alipay signed."""
        try:
            body = urlencode(self.fields(account, ask)).encode()
        except (KeyError, TypeError, ValueError):
            return UNREADABLE
        call = Call(
            "POST",
            f"{gateway_of(account)}?charset=utf-8",
            headers={"content-type": FORM, "user-agent": "guildhall"},
            body=body,
            seconds=account.timeout,
        )
        try:
            heard = self._hub.ask(call)
        except Unheard:
            return UNHEARD
        return UNHEARD if heard.broken else read(heard.body, ask, account)

    def fields(self, account: Account, ask: Ask) -> dict[str, str]:
        """Return a request's parameters. Raises KeyError, TypeError or ValueError for bad keys."""
        app_id, key = account.settings["app_id"], account.secrets["private_key"]
        return signed(ask, app_id=app_id, key=key, at=self._now())

    def download(self, account: Account, url: str, into: BinaryIO) -> bool:
        """Write a file into `into`; return whether there was one. It carries no signature."""
        parts, ours = urlsplit(url), urlsplit(gateway_of(account))
        theirs = parts.scheme in {"http", "https"} and parts.hostname == BILLS
        if not theirs and (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
            return False
        call = Call("GET", url, seconds=BILL_SECONDS, cap=BILL_CAP, repeatable=True)
        try:
            return self._hub.download(call, into).status == 200
        except Unheard:
            return False


def gateway_of(account: Account) -> str:
    return f"{(account.base_url or BASE).rstrip('/')}{PATH}"


def read(body: bytes, ask: Ask, account: Account) -> Found:
    """Return an answer; a success that Alipay did not sign was never heard."""
    try:
        text = body.decode()
        name = ask.node if f'"{ask.node}"' in text else "error_response"
        raw, found = signing.node_of(text, name)
    except (TypeError, ValueError):
        return UNHEARD
    if found.get("code") not in {DONE, PAYING}:
        return found
    keys = account.settings.get("alipay_public_key", "")
    return found if signing.is_signed(raw, _signature(text), keys=keys) else UNHEARD


def _signature(text: str) -> str:
    _before, _name, rest = text.rpartition('"sign":"')
    return rest.partition('"')[0].replace("\\/", "/")
