"""AfterShip's tracking API, asked through the hub."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from guildhall.fulfillment.states import Outcome, Reason
from guildhall.fulfillment.types import Account, Answer
from integrations.aftership.rules import reason_of
from integrations.hub.client import Call, Heard, Unheard, client

AT = "https://api.aftership.com"
VERSION = "/tracking/2025-01"
BUSY = 429
UNKNOWN = Answer(Outcome.UNKNOWN)


def ask(
    account: Account, method: str, path: str, *, body: Mapping[str, Any] | None = None
) -> Heard | None:
    """Return what was answered; None where nobody can say what became of it.

    Everything may be asked again: a tracking that is there already is told as such.
    """
    call = Call(
        method,
        f"{settings.PROVIDER_URLS.get('aftership', AT)}{VERSION}{path}",
        {
            "as-api-key": account.secrets.get("api_key", ""),
            "content-type": "application/json",
        },
        json.dumps(body).encode() if body is not None else b"",
        repeatable=True,
    )
    try:
        heard = client.ask(call)
    except Unheard:
        return None
    return None if heard.broken or heard.status == BUSY else heard


def told(heard: Heard) -> tuple[int, Mapping[str, Any]]:
    """Return AfterShip's own code, which says more than the status, and the data."""
    try:
        document = heard.json()
    except Unheard:
        return heard.status, {}
    meta = document.get("meta") or {}
    return int(meta.get("code") or heard.status), document.get("data") or {}


def refused(code: int) -> Answer:
    reason: Reason = reason_of(code)
    return Answer(Outcome.REFUSED, reason=reason, vendor_code=str(code))
