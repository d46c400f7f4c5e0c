"""What Stripe remembers: objects by id, the balance, and events told by webhooks.

https://docs.stripe.com/reports/balance-transaction-types, https://docs.stripe.com/webhooks.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.twins.base import Twin
from tests.twins.notices import Notification
from tests.twins.stripe.forms import Refused, Thing, page, read_form, unfolded
from tests.twins.wire import Asked, Told, as_json

VERSION = "2026-10-28.endive"
FEE_PERCENT_HUNDREDTHS, FEE_FIXED = 290, 30


class Books(Twin):
    """Objects, money and events."""

    name: ClassVar[str] = "stripe"

    def forget(self) -> None:
        self.things: dict[str, Thing] = {}
        self.numbers = 0
        # Who hears events: an address and the secrets that sign, several while one is rotated.
        self.listeners: list[tuple[str, list[str]]] = []
        # Search finds what is new after a while: https://docs.stripe.com/search.
        self.search_lags = False

    # --- objects -----------------------------------------------------------------------------

    def at(self) -> int:
        return int(self.now().timestamp())

    def keep(self, prefix: str, kind: str, **fields: Any) -> Thing:
        self.numbers += 1
        thing = {
            "id": f"{prefix}_twin{self.numbers:010d}",
            "object": kind,
            "created": self.at(),
            "livemode": False,
            **fields,
        }
        self.things[thing["id"]] = thing
        return thing

    def find(self, key: str) -> Thing | None:
        return self.things.get(key)

    def get(self, key: str, kind: str) -> Thing:
        found = self.things.get(key)
        if found is None or found["object"] != kind:
            message = f"No such {kind}: '{key}'"
            raise Refused(message, status=404, code="resource_missing", param="id")
        return found

    def every(self, kind: str, **fields: Any) -> list[Thing]:
        return [
            each
            for each in self.things.values()
            if each["object"] == kind and all(each.get(k) == v for k, v in fields.items())
        ]

    def tell(self, asked: Asked, thing: Thing) -> Told:
        """Answer with an object, unfolded as the request says."""
        paths = self.said(asked).get("expand", [])
        return as_json(unfolded(thing, paths, self.find))

    def tell_page(self, asked: Asked, things: list[Thing]) -> Told:
        """Answer with a page of a list; `expand[]=data.source` unfolds in each."""
        said = self.said(asked)
        found = page(things, said, asked.path)
        paths = [path.removeprefix("data.") for path in said.get("expand", [])]
        found["data"] = [unfolded(each, paths, self.find) for each in found["data"]]
        return as_json(found)

    def said(self, asked: Asked) -> Thing:
        return read_form(asked.body.decode() or asked.target.partition("?")[2])

    # --- the balance -------------------------------------------------------------------------

    def book(
        self, kind: str, amount: int, thing: Thing, *, fee: int = 0, category: str = ""
    ) -> str:
        """Write a balance transaction for what happened to an object; return its id."""
        booked = self.keep(
            "txn",
            "balance_transaction",
            type=kind,
            reporting_category=category or kind,
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency=thing["currency"],
            exchange_rate=None,
            source=thing["id"],
            available_on=self.at() + 2 * 86_400,
            status="pending",
        )
        return str(booked["id"])

    def fee_of(self, amount: int) -> int:
        return (amount * FEE_PERCENT_HUNDREDTHS + 5_000) // 10_000 + FEE_FIXED

    def do_payout(self) -> Thing:
        """Pay out what has been booked since the last payout."""
        open_ones = [t for t in self.every("balance_transaction") if not t.get("paid_out")]
        amount = sum(each["net"] for each in open_ones)
        currency = open_ones[0]["currency"] if open_ones else "usd"
        payout = self.keep("po", "payout", amount=amount, currency=currency, status="paid")
        self.book("payout", -amount, payout)
        for each in self.every("balance_transaction"):
            each["paid_out"] = payout["id"]
        return payout

    # --- events ------------------------------------------------------------------------------

    def do_listen(self, url: str, *secrets: str, **named: Any) -> Thing:
        """Tell events to an address, signed with each of the secrets."""
        self.listeners.append((url, [*secrets, *named.get("secrets", [])]))
        return {"url": url}

    def happen(self, kind: str, thing: Thing) -> None:
        """Tell of an event as it is now: https://docs.stripe.com/api/events/object."""
        event = self.keep("evt", "event", type=kind, api_version=VERSION, pending_webhooks=1)
        event["data"] = {"object": json.loads(json.dumps(thing))}
        event["request"] = {"id": None, "idempotency_key": None}
        body = json.dumps(event).encode()
        for url, secrets in self.listeners:
            self.notify(Notification(url, _Signed(self, body, secrets)))


class _Signed:
    """https://docs.stripe.com/webhooks#verify-manually, anew for each try."""

    def __init__(self, twin: Books, body: bytes, secrets: list[str]) -> None:
        self._twin, self._body, self._secrets = twin, body, secrets

    def __call__(self, forged: bool) -> tuple[dict[str, str], bytes]:  # noqa: FBT001 - Outbox asks
        at = self._twin.at()
        secrets = ["whsec_of_a_stranger"] if forged else self._secrets
        signed = ",".join(f"v1={sign(self._body, each, at=at)}" for each in secrets)
        headers = {"stripe-signature": f"t={at},{signed}", "content-type": "application/json"}
        return headers, self._body


def sign(body: bytes, secret: str, *, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
