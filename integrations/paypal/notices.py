"""PayPal's webhooks, verified by ourselves: https://developer.paypal.com/api/rest/webhooks/rest/.

PayPal signs `transmission id|time|webhook id|CRC32 of the body` with the key of a certificate
that it names. It is fetched once from PayPal's own host and from no other.
"""

import base64
import json
import zlib
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import Step
from guildhall.payments.types import (
    Account,
    DisputeNews,
    Notice,
    ProviderStep,
    Received,
)
from integrations.hub.client import Call, Unheard, client
from integrations.paypal.reading import capture_steps, refund_steps
from integrations.paypal.rules import moment, read

CERT_HOSTS = {True: frozenset({"api.paypal.com", "api-m.paypal.com"})}
CERT_HOSTS[False] = frozenset({"api.sandbox.paypal.com", "api-m.sandbox.paypal.com"})
CERT_PATH = "/v1/notifications/certs/"
SIGNER = "messageverificationcerts"
ALGORITHM = "sha256withrsa"
CERT_CAP = 64 << 10
type Thing = Mapping[str, Any]


def read_notice(account: Account, received: Received) -> Notice:
    """Return what an event says. Refuses with NoticeForged."""
    _must_be_signed(account, received)
    event = json.loads(received.body)
    kind, thing = event["event_type"], event["resource"]
    for prefix, reader in _READERS:
        if kind.startswith(prefix):
            return reader(event, thing)
    return Notice(event["id"], "", kind=kind)


def _must_be_signed(account: Account, received: Received) -> None:
    told = received.headers
    if told.get("paypal-auth-algo", "").lower() != ALGORITHM:
        raise NoticeForged(reason="algorithm")
    cert = _certificate(_cert_url(account, told.get("paypal-cert-url", "")))
    _must_hold(cert, at=received.at)
    signed = "|".join(
        (
            told.get("paypal-transmission-id", ""),
            told.get("paypal-transmission-time", ""),
            account.settings.get("webhook_id", ""),
            str(zlib.crc32(received.body)),
        )
    )
    key = cert.public_key()
    try:
        signature = base64.b64decode(told.get("paypal-transmission-sig", ""), validate=True)
        if not isinstance(key, RSAPublicKey):
            raise NoticeForged(reason="key")
        key.verify(signature, signed.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, NotBase64) as error:
        raise NoticeForged(reason="signature") from error


def _cert_url(account: Account, url: str) -> str:
    """Return where the certificate is, if that is PayPal's own place for them."""
    parts = urlsplit(url)
    if account.base_url:
        own = urlsplit(account.base_url)
        trusted = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
    else:
        trusted = parts.scheme == "https" and parts.netloc in CERT_HOSTS[account.live]
    name = parts.path.removeprefix(CERT_PATH)
    if not trusted or name == parts.path or not name or "/" in name or parts.query:
        raise NoticeForged(reason="certificate")
    return url


@lru_cache(maxsize=32)
def _certificate(url: str) -> x509.Certificate:
    """Return a certificate. What could not be fetched is not remembered: PayPal tells again."""
    try:
        heard = client.ask(Call("GET", url, repeatable=True, cap=CERT_CAP))
        return x509.load_pem_x509_certificates(heard.body)[0]
    except (Unheard, ValueError) as error:
        raise NoticeForged(reason="certificate unread") from error


def _must_hold(cert: x509.Certificate, *, at: datetime) -> None:
    names = cert.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    ours = any(str(name.value).startswith(SIGNER) for name in names)
    if not ours or not cert.not_valid_before_utc <= at <= cert.not_valid_after_utc:
        raise NoticeForged(reason="certificate over")


def _of_order(event: Thing, order: Thing) -> Notice:
    """Read an order that was approved: it is looked at, and so completed."""
    units = order.get("purchase_units") or [{}]
    return Notice(
        event["id"],
        str(units[0].get("custom_id", "")),
        look=True,
        kind=event["event_type"],
        psp_reference=str(order.get("id", "")),
    )


def _of_part(event: Thing, part: Thing) -> Notice:
    """Read an authorization, or a capture that was turned: the order tells it all."""
    return _notice(event, part, look=True)


def _of_capture(event: Thing, capture: Thing) -> Notice:
    return _notice(event, capture, steps=tuple(capture_steps(capture)))


def _of_refund(event: Thing, refund: Thing) -> Notice:
    return _notice(event, refund, steps=tuple(refund_steps(refund)), look=True)


def _notice(
    event: Thing, part: Thing, *, steps: tuple[ProviderStep, ...] = (), look: bool = False
) -> Notice:
    related = (part.get("supplementary_data") or {}).get("related_ids") or {}
    return Notice(
        event["id"],
        str(part.get("custom_id", "")),
        steps,
        look=look,
        kind=event["event_type"],
        psp_reference=str(related.get("order_id") or part["id"]),
    )


def _of_dispute(event: Thing, dispute: Thing) -> Notice:
    """Read a dispute; decided for the buyer, it takes the money back."""
    due, at = dispute.get("seller_response_due_date"), moment(event["create_time"])
    outcome = dispute.get("dispute_outcome") or {}
    steps: tuple[ProviderStep, ...] = ()
    if outcome.get("outcome_code") == "RESOLVED_BUYER_FAVOUR":
        back = read(outcome.get("amount_refunded") or dispute["dispute_amount"])
        steps = (
            ProviderStep(
                dispute["dispute_id"],
                Step.CHARGE_BACK,
                back,
                at,
                vendor_code=dispute["reason"],
            ),
        )
    disputed = (dispute.get("disputed_transactions") or [{}])[0]
    return Notice(
        event["id"],
        "",
        steps,
        dispute=DisputeNews(
            dispute["dispute_id"],
            read(dispute["dispute_amount"]),
            dispute["reason"],
            outcome.get("outcome_code") or dispute["status"],
            moment(due) if due else None,
        ),
        kind=event["event_type"],
        psp_reference=str(disputed.get("seller_transaction_id", "")),
    )


_READERS: tuple[tuple[str, Callable[[Thing, Thing], Notice]], ...] = (
    ("CHECKOUT.ORDER.", _of_order),
    ("PAYMENT.AUTHORIZATION.", _of_part),
    ("PAYMENT.CAPTURE.REFUNDED", _of_refund),
    ("PAYMENT.CAPTURE.REVERSED", _of_part),
    ("PAYMENT.CAPTURE.", _of_capture),
    ("CUSTOMER.DISPUTE.", _of_dispute),
)
