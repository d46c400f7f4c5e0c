"""AfterShip follows parcels of all carriers, and tells what it hears of them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from guildhall.fulfillment.errors import NoticeForged, NoticeUnreadable
from guildhall.fulfillment.states import Ability, Outcome, Reason
from guildhall.fulfillment.types import (
    Account,
    Answer,
    Followed,
    Heard,
    LabelOrder,
    Notice,
    Received,
)
from integrations.aftership.client import UNKNOWN, ask, refused, told
from integrations.aftership.rules import EXISTS, expected_on, heard_of, slug_of, state_of

SIGNATURE = "aftership-hmac-sha256"
GOOD = (200, 201)
NOT_OURS = Answer(Outcome.REFUSED, reason=Reason.NOT_ENABLED)


class AfterShip:
    """The tracking API of 2025-01. It sells no labels."""

    code = "aftership"
    abilities = frozenset({Ability.REGISTER, Ability.LOOK, Ability.NOTICE})
    secrets = ("api_key", "webhook_secret")
    more_secrets: tuple[str, ...] = ()

    def check(self, account: Account) -> Answer:
        """Ask for the carriers that the account follows."""
        heard = ask(account, "GET", "/couriers")
        if heard is None:
            return UNKNOWN
        code, _ = told(heard)
        return Answer(Outcome.DONE) if code in GOOD else refused(code)

    def rates(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NOT_OURS

    def label(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NOT_OURS

    def look_label(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NOT_OURS

    def void(self, account: Account, key: str, vendor_reference: str) -> Answer:  # noqa: ARG002 - the port
        return NOT_OURS

    def register(self, account: Account, followed: Followed) -> Answer:
        """Have a tracking followed; one that is followed already is found."""
        body = {"tracking_number": followed.number, "order_id": followed.reference}
        if slug := slug_of(followed.carrier):
            body["slug"] = slug
        heard = ask(account, "POST", "/trackings", body=body)
        if heard is None:
            return UNKNOWN
        code, data = told(heard)
        if code in GOOD or code == EXISTS:
            return Answer(Outcome.DONE, vendor_reference=str(data.get("id") or ""))
        return refused(code)

    def look(self, account: Account, followed: Followed) -> Answer:
        """Return all that AfterShip has heard of a tracking."""
        query = urlencode({"tracking_numbers": followed.number})
        by_id = f"/trackings/{followed.vendor_reference}"
        path = by_id if followed.vendor_reference else f"/trackings?{query}"
        heard = ask(account, "GET", path)
        if heard is None:
            return UNKNOWN
        code, data = told(heard)
        if code not in GOOD:
            return refused(code)
        found = data if "id" in data else next(iter(data.get("trackings") or ()), None)
        if found is None:
            return Answer(Outcome.ABSENT, reason=Reason.NUMBER_REFUSED)
        return Answer(
            Outcome.DONE,
            vendor_reference=str(found.get("id") or ""),
            heard=heard_of(found),
            expected_on=expected_on(found),
        )

    def verify(self, account: Account, received: Received) -> None:
        """Refuse with NoticeForged what AfterShip did not sign."""
        secret = account.secrets.get("webhook_secret", "").encode()
        digest = hmac.new(secret, received.body, hashlib.sha256).digest()
        signed = received.headers.get(SIGNATURE, "")
        if not secret or not hmac.compare_digest(base64.b64encode(digest).decode(), signed):
            raise NoticeForged

    def read_notice(self, account: Account, received: Received) -> Notice:  # noqa: ARG002 - the port
        """Return what a notification says. Refuses with NoticeUnreadable."""
        try:
            document = json.loads(received.body)
            return _notice(document, document.get("msg") or {})
        except (ValueError, TypeError, AttributeError) as error:
            raise NoticeUnreadable from error


def _notice(document: Mapping[str, Any], tracking: Mapping[str, Any]) -> Notice:
    return Notice(
        event_key=str(document.get("event_id") or ""),
        carrier=str(tracking.get("slug") or ""),
        number=str(tracking.get("tracking_number") or ""),
        vendor_reference=str(tracking.get("id") or ""),
        heard=heard_of(tracking) or _itself(document, tracking),
        expected_on=expected_on(tracking),
    )


def _itself(document: Mapping[str, Any], tracking: Mapping[str, Any]) -> tuple[Heard, ...]:
    """Return the state of a tracking that names no checkpoints."""
    tag = str(tracking.get("tag") or "")
    if not tag or document.get("event") != "tracking_update":
        return ()
    at = datetime.fromtimestamp(int(document.get("ts") or 0), tz=UTC)
    state = state_of(tag, str(tracking.get("subtag") or ""))
    return (Heard(str(document.get("event_id") or tag), state, at, raw=tag),)
