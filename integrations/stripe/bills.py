"""A day of Stripe's balance: https://docs.stripe.com/reports/balance-transaction-types."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import stripe

from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.payments.errors import BillBroken, BillNotReady
from guildhall.payments.states import LineKind
from guildhall.payments.types import Account, BillLine
from integrations.stripe.client import ask, every
from integrations.stripe.reading import CHANGE, PAYMENT
from integrations.stripe.rules import from_minor, moment

KINDS = {
    "charge": LineKind.CHARGE,
    "refund": LineKind.REFUND,
    "partial_capture_reversal": LineKind.REFUND,
    "refund_failure": LineKind.REFUND_REVERSE,
    "dispute": LineKind.CHARGE_BACK,
    "dispute_reversal": LineKind.CHARGE_BACK_REVERSE,
    "payout": LineKind.PAYOUT,
    "payout_reversal": LineKind.PAYOUT,
}
type Thing = Mapping[str, Any]


def bill(account: Account, day: date) -> Iterator[BillLine]:
    """Yield what moved the balance on a day of UTC, newest first, page by page.

    Refuses with BillNotReady while the day lasts, with BillBroken when it ends in the middle.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    end = start + timedelta(days=1)
    if clock.now() < end:
        raise BillNotReady(day=day)
    within = {"gte": int(start.timestamp()), "lt": int(end.timestamp())}
    params = {"created": within, "limit": 100, "expand": ["data.source"]}
    try:
        for booked in every(ask(account).balance_transactions.list(params)):
            yield _line(booked)
    except stripe.StripeError as error:
        raise BillBroken(day=day, what=type(error).__name__) from error


def _line(booked: Thing) -> BillLine:
    """Read one balance transaction; its source says the amount in the customer's money."""
    source = booked["source"] if isinstance(booked["source"], Mapping) else {}
    kind = KINDS.get(booked["reporting_category"], LineKind.FEE)
    currency = booked["currency"]
    return BillLine(
        kind=kind.value,
        key=_key(kind, source),
        psp_reference=_reference(kind, source) or booked["id"],
        amount=_amount(kind, booked, source),
        fee=from_minor(booked["fee"], currency),
        occurred_at=moment(booked["created"]),
        batch=str(source.get("id", "")) if kind is LineKind.PAYOUT else "",
        net=from_minor(booked["net"], currency),
    )


def _amount(kind: LineKind, booked: Thing, source: Thing) -> Money:
    if kind is LineKind.CHARGE and source:
        return from_minor(source["amount_captured"], source["currency"])
    if kind is not LineKind.FEE and source.get("currency"):
        return from_minor(source["amount"], source["currency"])
    return from_minor(abs(booked["amount"]), booked["currency"])


def _key(kind: LineKind, source: Thing) -> str:
    name = CHANGE if kind in {LineKind.REFUND, LineKind.REFUND_REVERSE} else PAYMENT
    return str((source.get("metadata") or {}).get(name, ""))


def _reference(kind: LineKind, source: Thing) -> str:
    """Return by which reference our steps know it: a charge by its PaymentIntent."""
    name = "payment_intent" if kind is LineKind.CHARGE else "id"
    return str(source.get(name) or source.get("id") or "")
