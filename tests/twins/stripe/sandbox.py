"""Stripe's own sandbox, by a test key: https://docs.stripe.com/sandboxes."""

import json
from collections.abc import Iterable
from typing import Any

from tests.twins.notices import Notification
from tests.twins.sandbox import Sandbox
from tests.twins.stripe.books import sign

STRIPE = "https://api.stripe.com"


class StripeSandbox(Sandbox):
    """Asks Stripe, and tells its events signed with a secret of ours."""

    def __init__(self, key: str, upstream: str = STRIPE) -> None:
        self._key = key
        super().__init__(upstream)

    def forget(self) -> None:
        self.listeners: list[tuple[str, str]] = []
        self.told: set[str] = set()
        self.since = int(self.now().timestamp()) - 5

    def do_listen(self, url: str, secret: str) -> dict[str, Any]:
        self.listeners.append((url, secret))
        return {"url": url}

    def fetched(self) -> Iterable[Notification]:
        """Yield the events since the beginning that were not told yet, oldest first."""
        answer = self._client.get(
            "/v1/events",
            params={"created[gte]": self.since, "limit": 100},
            headers={"authorization": f"Bearer {self._key}"},
        )
        for event in reversed(answer.raise_for_status().json()["data"]):
            if event["id"] in self.told:
                continue
            self.told.add(event["id"])
            for url, secret in self.listeners:
                yield Notification(url, _Signed(self, event, secret))


class _Signed:
    def __init__(self, twin: StripeSandbox, event: dict[str, Any], secret: str) -> None:
        self._twin, self._secret = twin, secret
        self._body = json.dumps(event).encode()

    def __call__(self, forged: bool) -> tuple[dict[str, str], bytes]:  # noqa: FBT001 - Outbox asks
        at = int(self._twin.now().timestamp())
        secret = "whsec_of_a_stranger" if forged else self._secret
        signature = sign(self._body, secret, at=at)
        return {"stripe-signature": f"t={at},v1={signature}"}, self._body
