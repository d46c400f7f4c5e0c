"""The line to WeChat Pay: every request signed, every success checked, nothing raised."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from guildhall.kernel import clock
from guildhall.payments.errors import NoticeForged
from guildhall.payments.types import Account
from integrations.hub.client import Call, HubClient, Unheard, client
from integrations.wechat.rules import signing
from integrations.wechat.rules.asks import Ask

BASE = "https://api.mch.weixin.qq.com"
# A bill of a million lines.
BILL_CAP = 1 << 30
BILL_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. Status 0 is none: it may have been done or not."""

    status: int = 0
    found: Mapping[str, Any] = field(default_factory=dict)

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300


UNHEARD = Said()
UNSIGNED = Said(401, {"code": "SIGN_ERROR", "message": "the keys of this account are unreadable"})


class Line:
    """Asks WeChat Pay for one account at a time. Safe in threads."""

    def __init__(
        self, hub: HubClient = client, *, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._hub = hub
        self._now = now

    @property
    def now(self) -> datetime:
        return self._now()

    def ask(self, account: Account, ask: Ask) -> Said:
        """Return the answer; one whose signature is not WeChat's was never heard."""
        try:
            call = self._call(account, ask)
        except (KeyError, TypeError, ValueError):
            return UNSIGNED
        try:
            heard = self._hub.ask(call)
            found = heard.json() if heard.body.strip() else {}
        except Unheard:
            return UNHEARD
        said = Said(heard.status, found if isinstance(found, dict) else {})
        if said.well and not self._is_theirs(account, heard.body, heard.headers):
            return UNHEARD
        return said

    def download(self, account: Account, target: str, into: BinaryIO) -> bool:
        """Write a file into `into`; return whether there was one. It carries no signature."""
        try:
            call = self._call(account, Ask("GET", target), seconds=BILL_SECONDS, cap=BILL_CAP)
            return self._hub.download(call, into).status == 200
        except (KeyError, TypeError, ValueError, Unheard):
            return False

    def _call(
        self, account: Account, ask: Ask, *, seconds: float = 0.0, cap: int = 1 << 22
    ) -> Call:
        body = json.dumps(ask.body, ensure_ascii=False) if ask.body else ""
        keys = signing.platform_keys(account.settings.get("platform_keys", ""))
        headers = {
            "authorization": signing.authorization(
                ask.method,
                ask.target,
                body,
                merchant=merchant_of(account),
                at=int(self._now().timestamp()),
                nonce=secrets.token_hex(16),
            ),
            "accept": "application/json",
            "content-type": "application/json",
            "user-agent": "guildhall",
            # By which of their keys they are to answer, and which of them conceals a name.
            "wechatpay-serial": signing.newest_serial(keys),
        }
        return Call(
            ask.method,
            f"{(account.base_url or BASE).rstrip('/')}{ask.target}",
            headers=headers,
            body=body.encode(),
            seconds=seconds or account.timeout,
            repeatable=ask.method == "GET",
            cap=cap,
        )

    def _is_theirs(self, account: Account, body: bytes, headers: Mapping[str, str]) -> bool:
        keys = signing.platform_keys(account.settings.get("platform_keys", ""))
        try:
            signing.must_be_theirs(body, headers, keys=keys, at=self._now())
        except NoticeForged:
            return False
        return True


def merchant_of(account: Account) -> signing.Merchant:
    """Return who asks. Raises KeyError where the account is not set up."""
    return signing.Merchant(
        mchid=account.settings["mchid"],
        serial=account.settings["serial_no"],
        key=account.secrets["private_key"],
    )
