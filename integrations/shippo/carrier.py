"""Shippo sells labels of many carriers, and tells what it hears of their parcels."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from guildhall.fulfillment.errors import NoticeForged, NoticeUnreadable
from guildhall.fulfillment.states import Ability, Outcome, Reason
from guildhall.fulfillment.types import (
    Account,
    Answer,
    Followed,
    LabelOrder,
    Notice,
    Received,
)
from integrations.shippo.client import GOOD, UNKNOWN, ask, fetch_label
from integrations.shippo.rules import (
    GIVEN_BACK,
    MAKING,
    cost_of,
    expected_on,
    heard_of,
    rates_of,
    refused,
    shipment_of,
    token_of,
)

SIGNATURE = "shippo-auth-signature"
LABEL_TYPE = "PDF_4x6"
TRACKED = "track_updated"
ABSENT = Answer(Outcome.ABSENT)


class Shippo:
    """The REST API of 2018-02-08. It has no idempotency keys: what was bought is asked for."""

    code = "shippo"
    abilities = frozenset(Ability)
    secrets = ("api_token", "webhook_token")
    more_secrets = ("webhook_secret",)

    def check(self, account: Account) -> Answer:
        """Ask for the carrier accounts behind the token."""
        told = ask(account, "GET", "/carrier_accounts?results=1")
        if told is None:
            return UNKNOWN
        return Answer(Outcome.DONE) if told[0] in GOOD else refused(*told)

    def rates(self, account: Account, order: LabelOrder) -> Answer:
        """Return what a label costs. A shipment costs nothing, so it may be made again."""
        named = account.settings.get("carrier_accounts", "").split(",")
        body = shipment_of(order, (each.strip() for each in named))
        told = ask(account, "POST", "/shipments", body=body, repeatable=True)
        if told is None:
            return UNKNOWN
        status, shipment = told
        if status not in GOOD:
            return refused(status, shipment)
        found = rates_of(shipment)
        if found:
            return Answer(Outcome.DONE, rates=found)
        if shipment.get("messages"):
            return refused(status, shipment)
        return Answer(Outcome.REFUSED, reason=Reason.SERVICE_NOT_OFFERED)

    def label(self, account: Account, order: LabelOrder) -> Answer:
        """Buy the offer. Sent once: what nobody heard is looked for, not sent again."""
        body = {
            "rate": order.rate,
            "label_file_type": account.settings.get("label_file_type") or LABEL_TYPE,
            "metadata": order.key,
            "async": False,
        }
        told = ask(account, "POST", "/transactions", body=body)
        if told is None:
            return UNKNOWN
        status, transaction = told
        if status not in GOOD:
            return refused(status, transaction)
        return self._bought(account, order, transaction)

    def look_label(self, account: Account, order: LabelOrder) -> Answer:
        """Return what became of an offer: of several tries the one that was paid."""
        query = urlencode({"rate": order.rate, "results": 100})
        told = ask(account, "GET", f"/transactions?{query}")
        if told is None:
            return UNKNOWN
        status, page = told
        if status not in GOOD:
            return refused(status, page)
        tries = [each for each in page.get("results") or () if _rate_in(each) == order.rate]
        if not tries:
            return ABSENT
        return self._bought(account, order, min(tries, key=_worth))

    def void(self, account: Account, key: str, vendor_reference: str) -> Answer:  # noqa: ARG002 - the port
        """Ask for the money of an unused label; one that was asked for already is found."""
        told = ask(account, "GET", f"/transactions/{quote(vendor_reference, safe='')}")
        if told is None:
            return UNKNOWN
        status, transaction = told
        if status not in GOOD:
            return refused(status, transaction)
        stands = transaction.get("status")
        if stands != "SUCCESS":
            return _given_back(vendor_reference, stands in GIVEN_BACK)
        told = ask(account, "POST", "/refunds", body={"transaction": vendor_reference})
        if told is None:
            return UNKNOWN
        status, refund = told
        return _given_back(vendor_reference, status in GOOD and refund.get("status") != "ERROR")

    def register(self, account: Account, followed: Followed) -> Answer:
        """Have a number followed that was not bought here. Twice is once."""
        body = {
            "carrier": token_of(followed.carrier),
            "tracking_number": followed.number,
            "metadata": followed.reference[:100],
        }
        told = ask(account, "POST", "/tracks", body=body, repeatable=True)
        if told is None:
            return UNKNOWN
        return Answer(Outcome.DONE) if told[0] in GOOD else refused(*told)

    def look(self, account: Account, followed: Followed) -> Answer:
        """Return all that Shippo has heard of a number."""
        carrier, number = quote(token_of(followed.carrier), safe=""), quote(followed.number, "")
        told = ask(account, "GET", f"/tracks/{carrier}/{number}")
        if told is None:
            return UNKNOWN
        status, track = told
        if status not in GOOD:
            return refused(status, track)
        return Answer(
            Outcome.DONE,
            vendor_reference=followed.vendor_reference,
            heard=heard_of(track),
            expected_on=expected_on(track),
        )

    def verify(self, account: Account, received: Received) -> None:
        """Refuse with NoticeForged what Shippo did not send.

        It tells a token in the address; and signs, where its account managers have set that up.
        """
        token = account.secrets.get("webhook_token", "")
        told = received.query.get("token", "")
        if not token or not hmac.compare_digest(token.encode(), told.encode()):
            raise NoticeForged
        secret = account.secrets.get("webhook_secret", "")
        if secret and not _is_signed(secret, received):
            raise NoticeForged

    def read_notice(self, account: Account, received: Received) -> Notice:
        """Return what a notification says. Refuses with NoticeUnreadable."""
        try:
            document = json.loads(received.body)
            track = document.get("data") or {}
            ours = bool(document.get("test")) != account.live
            if document.get("event") != TRACKED or not ours:
                return Notice(event_key="")
            return _notice(track)
        except (ValueError, TypeError, AttributeError) as error:
            raise NoticeUnreadable from error

    def _bought(
        self, account: Account, order: LabelOrder, transaction: Mapping[str, Any]
    ) -> Answer:
        status = str(transaction.get("status") or "")
        if status in MAKING:
            return UNKNOWN
        if status != "SUCCESS":
            return refused(200, transaction)
        file = fetch_label(str(transaction.get("label_url") or ""))
        rate = transaction.get("rate")
        if not isinstance(rate, Mapping):
            told = ask(account, "GET", f"/rates/{quote(order.rate, safe='')}")
            rate = told[1] if told and told[0] in GOOD else None
        if file is None or rate is None:
            # It is ours. What is missing of it is asked for again, and nothing is bought.
            return UNKNOWN
        return Answer(
            Outcome.DONE,
            vendor_reference=str(transaction.get("object_id") or ""),
            tracking=str(transaction.get("tracking_number") or ""),
            tracking_url=str(transaction.get("tracking_url_provider") or ""),
            carrier=token_of(str(rate.get("provider") or "")),
            label=file,
            label_type="application/pdf",
            cost=cost_of(rate),
        )


def _given_back(label: str, is_so: bool) -> Answer:  # noqa: FBT001 - what became of it
    if is_so:
        return Answer(Outcome.DONE, vendor_reference=label)
    return Answer(Outcome.REFUSED, reason=Reason.NOT_POSSIBLE_ANY_MORE, vendor_code="refund")


def _notice(track: Mapping[str, Any]) -> Notice:
    return Notice(
        event_key="",
        carrier=str(track.get("carrier") or ""),
        number=str(track.get("tracking_number") or ""),
        vendor_reference=str(track.get("transaction") or ""),
        heard=heard_of(track),
        expected_on=expected_on(track),
    )


def _is_signed(secret: str, received: Received) -> bool:
    parts = dict(
        each.strip().partition("=")[::2]
        for each in received.headers.get(SIGNATURE, "").split(",")
        if "=" in each
    )
    signed = f"{parts.get('t', '')}.".encode() + received.body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest.encode(), parts.get("v1", "").encode())


def _rate_in(transaction: Mapping[str, Any]) -> str:
    rate = transaction.get("rate")
    return str(rate.get("object_id") if isinstance(rate, Mapping) else rate or "")


def _worth(transaction: Mapping[str, Any]) -> int:
    """Return how much a try counts: one that was paid first, then one that may be."""
    status = transaction.get("status")
    return 0 if status == "SUCCESS" else 1 if status in MAKING else 2
