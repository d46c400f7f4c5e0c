"""Payments for programs of the back office."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent
from guildhall.kernel.money import Money
from guildhall.payments import operations, queries
from guildhall.payments.api.schemas import (
    Arrived,
    Capture,
    PaymentOut,
    PaymentsOut,
    Why,
)
from guildhall.payments.types import PaymentCard

router = Router(tags=["payments"])


@router.get("", response=PaymentsOut, auth=Needs("payments:view"), operation_id="list_payments")
def list_payments(
    request: HttpRequest, reference: Annotated[str, Query(min_length=1, max_length=80)]
) -> PaymentsOut:
    """List the payments of an order that are within the caller's reach, oldest first."""
    actor = stamp_of(request).by
    found = queries.payments_of(reference)
    seen = [card for card in found if actor.may("payments:view", scope=card.scopes)]
    return PaymentsOut(items=[PaymentOut.of(card) for card in seen])


@router.get(
    "/{payment_id}", response=PaymentOut, auth=Needs("payments:view"), operation_id="get_payment"
)
def get_payment(request: HttpRequest, payment_id: UUID) -> PaymentOut:
    """Show how a payment stands, and what was asked of its provider."""
    return PaymentOut.of(_seen(request, payment_id))


@router.post(
    "/{payment_id}/capture",
    response={200: PaymentOut},
    auth=Needs("payments:edit"),
    operation_id="capture_payment",
)
@idempotent(status=200)
def capture(request: HttpRequest, payment_id: UUID, body: Capture) -> PaymentOut:
    """Ask the provider for what is authorized, or a part of it; the answer comes later."""
    card = queries.get_payment(payment_id)
    amount = None if body.amount is None else Money(body.amount, card.amount.currency)
    operations.capture_payment(
        payment_id, amount=amount, final=body.final, key=_key(request), stamp=stamp_of(request)
    )
    return PaymentOut.of(queries.get_payment(payment_id))


@router.post(
    "/{payment_id}/void",
    response={200: PaymentOut},
    auth=Needs("payments:edit"),
    operation_id="void_payment",
)
@idempotent(status=200)
def void(request: HttpRequest, payment_id: UUID, body: Why) -> PaymentOut:
    """Call off what nobody has taken yet."""
    stamp = stamp_of(request)
    operations.void_payment(payment_id, reason=body.reason, key=_key(request), stamp=stamp)
    return PaymentOut.of(queries.get_payment(payment_id))


@router.post(
    "/{payment_id}/transfers",
    response={201: PaymentOut},
    auth=Needs("payments:edit"),
    operation_id="note_transfer",
)
@idempotent(status=201)
def transfer(request: HttpRequest, payment_id: UUID, body: Arrived) -> PaymentOut:
    """Note that an expected bank transfer came: all of it, a part, or more."""
    card = queries.get_payment(payment_id)
    amount = Money(body.amount, card.amount.currency)
    return PaymentOut.of(
        operations.note_transfer(
            payment_id, amount=amount, key=_key(request), stamp=stamp_of(request)
        )
    )


def _seen(request: HttpRequest, payment_id: UUID) -> PaymentCard:
    card = queries.get_payment(payment_id)
    stamp_of(request).by.must("payments:view", scope=card.scopes)
    return card


def _key(request: HttpRequest) -> str:
    """Return what names this call: the same call again asks the provider for no more."""
    return request.headers["Idempotency-Key"][:100]
