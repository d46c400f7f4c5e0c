"""PayPal over HTTP: tokens that are kept while they hold, and calls with our keys.

https://developer.paypal.com/api/rest/authentication, https://developer.paypal.com/api/rest/requests.
"""

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account, Answer
from integrations.hub.client import Call, Heard, Unheard, client
from integrations.paypal.rules import UNSURE, issue_of, reason_of

LIVE, SANDBOX = "https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"
# A token that ends in the middle of a call helps nobody.
MARGIN = 60
LONGEST_WORD = 80
BILL_CAP = 32 << 20


@dataclass
class _Tokens:
    """Access tokens by account, for all threads of the process."""

    held: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: tuple[str, str]) -> str:
        token, until = self.held.get(key, ("", 0.0))
        return token if time.monotonic() < until else ""

    def keep(self, key: tuple[str, str], token: str, seconds: int) -> None:
        with self.lock:
            self.held[key] = (token, time.monotonic() + seconds - MARGIN)

    def drop(self, key: tuple[str, str]) -> None:
        with self.lock:
            self.held.pop(key, None)


_tokens = _Tokens()


class No(Exception):
    """PayPal said no, or nobody knows; `answer` says which, `body` is what it wrote."""

    def __init__(self, answer: Answer, body: Any = None) -> None:
        super().__init__(answer.vendor_code)
        self.answer = answer
        self.body = body


def base_of(account: Account) -> str:
    return account.base_url or (LIVE if account.live else SANDBOX)


def ask(
    account: Account,
    method: str,
    path: str,
    *,
    body: Any = None,
    key: str = "",
    cap: int = 4 << 20,
) -> dict[str, Any]:
    """Return what PayPal answers. Raises No for everything that is not a yes.

    With a key, or reading, a call may be repeated; a token that is not taken any more is
    fetched anew, once.
    """
    call = Call(
        method,
        f"{base_of(account)}{path}",
        body=b"" if body is None else json.dumps(body).encode(),
        seconds=account.timeout,
        repeatable=method == "GET" or bool(key),
        cap=cap,
    )
    heard = _heard(replace(call, headers=_headers(account, key, fresh=False)))
    if heard.status == 401:
        heard = _heard(replace(call, headers=_headers(account, key, fresh=True)))
    return _read(heard)


def _headers(account: Account, key: str, *, fresh: bool) -> Mapping[str, str]:
    headers = {
        "authorization": f"Bearer {_token(account, fresh=fresh)}",
        "content-type": "application/json",
        "prefer": "return=representation",
    }
    return headers | ({"paypal-request-id": key} if key else {})


def _token(account: Account, *, fresh: bool) -> str:
    """Return an access token. Raises No."""
    identity = account.settings.get("client_id", "")
    name = (base_of(account), identity)
    if fresh:
        _tokens.drop(name)
    if held := _tokens.get(name):
        return held
    pair = f"{identity}:{account.secrets.get('client_secret', '')}".encode()
    headers = {
        "authorization": f"Basic {base64.b64encode(pair).decode()}",
        "content-type": "application/x-www-form-urlencoded",
    }
    call = Call(
        "POST",
        f"{base_of(account)}/v1/oauth2/token",
        headers,
        b"grant_type=client_credentials",
        seconds=account.timeout,
        repeatable=True,
    )
    told = _read(_heard(call))
    _tokens.keep(name, str(told["access_token"]), int(told["expires_in"]))
    return str(told["access_token"])


def _heard(call: Call) -> Heard:
    try:
        return client.ask(call)
    except Unheard as error:
        raise No(Answer(Outcome.UNKNOWN, vendor_code="unheard")) from error


def _read(heard: Heard) -> dict[str, Any]:
    """Return a yes, read. Raises No."""
    if heard.broken:
        raise No(Answer(Outcome.UNKNOWN, vendor_code=str(heard.status)))
    try:
        body = heard.json() if heard.body else {}
    except Unheard as error:
        raise No(Answer(Outcome.UNKNOWN, vendor_code=str(heard.status))) from error
    if heard.status < 300:
        return dict(body)
    raise No(answer_to(heard.status, body), body)


def answer_to(status: int, body: Any) -> Answer:
    """Return what an error means: a no, nothing there, or that nobody knows."""
    word = (issue_of(body) or str(status))[:LONGEST_WORD]
    if status == 429:
        return Answer(Outcome.UNKNOWN, reason=Reason.TOO_MANY_CALLS, vendor_code=word)
    if status == 409 or word in UNSURE:
        return Answer(Outcome.UNKNOWN, vendor_code=word)
    if status == 404:
        return Answer(Outcome.ABSENT, vendor_code=word)
    return Answer(Outcome.REFUSED, reason=reason_of(body), vendor_code=word)
