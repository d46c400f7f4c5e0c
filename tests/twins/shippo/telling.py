"""How Shippo tells: a token in the address, and a signature where it was set up.

https://docs.goshippo.com/tracking/webhook-security
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from tests.twins.base import Twin
from tests.twins.notices import Notification

TOKEN = "token-in-the-address"
SECRET = "whsec_shippo_twin"
SENT_AT = 1_763_000_000


def signed(told: Mapping[str, Any], *, forged: bool) -> tuple[Mapping[str, str], bytes]:
    """Return the headers and the body of a notification."""
    body = json.dumps(told).encode()
    secret = b"somebody else's" if forged else SECRET.encode()
    digest = hmac.new(secret, f"{SENT_AT}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "shippo-auth-signature": f"t={SENT_AT},v1={digest}",
    }
    return headers, body


def tell(twin: Twin, url: str, told: Mapping[str, Any]) -> None:
    """Tell whoever wants to hear."""
    twin.notify(Notification(url, lambda forged: signed(told, forged=forged)))
