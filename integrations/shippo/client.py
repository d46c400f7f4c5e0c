"""Shippo's API, asked through the hub."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from guildhall.fulfillment.states import Outcome
from guildhall.fulfillment.types import Account, Answer
from integrations.hub.client import Call, Heard, Unheard, client

AT = "https://api.goshippo.com"
VERSION = "2018-02-08"
GOOD = (200, 201)
# Too many calls, or too many at once: nothing was done, it is asked again.
BUSY = (409, 429)
UNKNOWN = Answer(Outcome.UNKNOWN)
# Some carriers take long to answer Shippo.
SECONDS = 30.0
LARGEST_LABEL = 8 << 20


def ask(
    account: Account,
    method: str,
    path: str,
    *,
    body: Mapping[str, Any] | None = None,
    repeatable: bool = False,
) -> tuple[int, Mapping[str, Any]] | None:
    """Return the status and what was answered; None where nobody can say what became of it."""
    call = Call(
        method,
        f"{settings.PROVIDER_URLS.get('shippo', AT)}{path}",
        {
            "authorization": f"ShippoToken {account.secrets.get('api_token', '')}",
            "shippo-api-version": VERSION,
            "content-type": "application/json",
        },
        json.dumps(body).encode() if body is not None else b"",
        seconds=SECONDS,
        repeatable=repeatable or method == "GET",
    )
    try:
        heard = client.ask(call)
        return None if heard.broken or heard.status in BUSY else (heard.status, _document(heard))
    except Unheard:
        return None


def fetch_label(url: str) -> bytes | None:
    """Return the file of a label that was bought; None where it cannot be had now."""
    call = Call("GET", url, seconds=SECONDS, repeatable=True, cap=LARGEST_LABEL)
    try:
        heard = client.ask(call)
    except Unheard:
        return None
    return heard.body if heard.status == 200 and heard.body else None


def _document(heard: Heard) -> Mapping[str, Any]:
    found = heard.json()
    return found if isinstance(found, dict) else {"messages": [{"text": str(found)}]}
