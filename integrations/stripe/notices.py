"""Stripe's webhooks: https://docs.stripe.com/webhooks, https://docs.stripe.com/api/events/types."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import stripe

from guildhall.payments.errors import NoticeForged
from guildhall.payments.types import Account, DisputeNews, Notice, Received
from integrations.stripe.reading import PAYMENT, Thing, intent_steps, refund_steps
from integrations.stripe.rules import from_minor, moment

# Between Stripe's clock and ours, and on the way.
TOLERANCE = 300


def read_notice(account: Account, received: Received) -> Notice:
    """Return what an event says. Refuses with NoticeForged.

    Several signatures (while a secret is rotated there) and several secrets of ours (one a
    line) are all tried. Its age is that of its arrival, not of when we come to read it.
    """
    header = received.headers.get("stripe-signature", "")
    if not any(
        _is_signed(received.body, header, secret)
        for secret in account.secrets.get("webhook_secret", "").split()
    ):
        raise NoticeForged(reason="signature")
    signed_at = int(header.partition("t=")[2].partition(",")[0])
    if abs(received.at.timestamp() - signed_at) > TOLERANCE:
        raise NoticeForged(reason="too old")
    event = json.loads(received.body)
    if event["livemode"] is not account.live:
        return Notice(event["id"], "", kind=event["type"])
    return _read(event)


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(body, header, secret, None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _read(event: Mapping[str, Any]) -> Notice:
    kind, thing = event["type"], event["data"]["object"]
    for prefix, read in _READERS:
        if kind.startswith(prefix):
            return read(event, thing)
    return Notice(event["id"], "", kind=kind)


def _of_intent(event: Thing, intent: Thing) -> Notice:
    """Read a PaymentIntent. When it was taken its fee is known, but not told here: look."""
    steps = tuple(intent_steps(intent, at=event["created"]))
    return Notice(
        event["id"],
        intent["metadata"].get(PAYMENT, ""),
        steps,
        kind=event["type"],
        psp_reference=intent["id"],
    )


def _of_refund(event: Thing, refund: Thing) -> Notice:
    return Notice(
        event["id"],
        refund["metadata"].get(PAYMENT, ""),
        tuple(refund_steps([refund])),
        kind=event["type"],
        psp_reference=refund["payment_intent"] or "",
    )


def _of_charge(event: Thing, charge: Thing) -> Notice:
    """Read a refunded charge: it names no refund, so the payment is looked at."""
    return Notice(
        event["id"],
        charge["metadata"].get(PAYMENT, ""),
        look=True,
        kind=event["type"],
        psp_reference=charge["payment_intent"] or "",
    )


def _of_dispute(event: Thing, dispute: Thing) -> Notice:
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return Notice(
        event["id"],
        "",
        look=True,
        dispute=DisputeNews(
            dispute["id"],
            from_minor(dispute["amount"], dispute["currency"]),
            dispute["reason"],
            dispute["status"],
            moment(due) if due else None,
        ),
        kind=event["type"],
        psp_reference=dispute["payment_intent"] or "",
    )


_READERS: tuple[tuple[str, Callable[[Thing, Thing], Notice]], ...] = (
    ("payment_intent.", _of_intent),
    ("refund.", _of_refund),
    ("charge.dispute.", _of_dispute),
    ("charge.refunded", _of_charge),
)
