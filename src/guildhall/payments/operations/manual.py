"""Money that no provider moves: taken and given back by hand, expected on a bank account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import AmountInvalid, MoreThanPaid, NotByHand
from guildhall.payments.models import Payment
from guildhall.payments.operations.noting import amounts_of, lock_payment, note_steps
from guildhall.payments.queries.payments import cards_of
from guildhall.payments.states import Method, Step
from guildhall.payments.types import PaymentCard, ProviderStep


@dataclass(frozen=True, slots=True)
class _ByHand:
    """Who says what of a payment that somebody here has seen."""

    payment: Payment
    stamp: Stamp

    def note(self, step: Step, amount: Money, key: str) -> None:
        # Only a charge answers the payment itself; what goes back by hand answers no call.
        ours = key[:40] if step is Step.CHARGE_SUCCESS else ""
        told = ProviderStep(key, step, amount, self.stamp.at, key=ours)
        note_steps(self.payment.id, (told,), source="hand", stamp=self.stamp)

    def knows(self, key: str) -> bool:
        return self.payment.events.filter(psp_reference=key).exists()


@transaction.atomic
def record_manual_payment(
    reference: str,
    *,
    amount: Money,
    key: str,
    stamp: Stamp,
    scope: tuple[str, ...] = (),
    method: Method = Method.MANUAL,
) -> None:
    """Note that money was taken by hand (cash, a bank transfer seen by a clerk).

    The same `key` again changes nothing. Refuses with NotPermitted or AmountInvalid.
    """
    stamp.by.must("payments:edit", scope=scope)
    payment, new = _open(reference, amount, key=key, method=method, scope=scope, at=stamp.at)
    if new:
        _ByHand(payment, stamp).note(Step.CHARGE_SUCCESS, amount, str(payment.id))


@transaction.atomic
def expect_transfer(
    reference: str, *, amount: Money, key: str, stamp: Stamp, scope: tuple[str, ...] = ()
) -> PaymentCard:
    """Expect a bank transfer, which a clerk is going to see; the same `key` is expected once.

    Refuses with NotPermitted or AmountInvalid.
    """
    stamp.by.must("payments:edit", "checkout:edit", scope=scope)
    method = Method.BANK_TRANSFER
    payment, new = _open(reference, amount, key=key, method=method, scope=scope, at=stamp.at)
    if new:
        told = ProviderStep("", Step.CHARGE_REQUEST, amount, stamp.at, key=payment.id.hex)
        note_steps(payment.id, (told,), source="hand", stamp=stamp)
    return cards_of([payment])[0]


@transaction.atomic
def note_transfer(payment: UUID, *, amount: Money, key: str, stamp: Stamp) -> PaymentCard:
    """Note that an expected transfer came: all of it, a part, or more. Each `key` once.

    Refuses with PaymentNotFound, NotPermitted, NotByHand or AmountInvalid.
    """
    row = _lock(payment, stamp)
    _must_be_takeable(amount)
    hand = _ByHand(row, stamp)
    name = f"seen:{key}"[:120]
    if not hand.knows(name):
        first = not amounts_of(row).charged
        told = ProviderStep(
            name, Step.CHARGE_SUCCESS, amount, stamp.at, key=row.id.hex if first else ""
        )
        note_steps(row.id, (told,), source="hand", stamp=stamp)
    return cards_of([row])[0]


@transaction.atomic
def refund_by_hand(payment: UUID, *, amount: Money, key: str, stamp: Stamp) -> PaymentCard:
    """Note that money taken by hand was given back by hand. Each `key` once.

    Refuses with PaymentNotFound, NotPermitted, NotByHand, AmountInvalid or MoreThanPaid.
    """
    row = _lock(payment, stamp)
    _must_be_takeable(amount)
    hand = _ByHand(row, stamp)
    name = f"back:{key}"[:120]
    if not hand.knows(name):
        left = amounts_of(row).refundable
        if amount > left:
            raise MoreThanPaid(left=left.rounded())
        hand.note(Step.REFUND_SUCCESS, amount, name)
    return cards_of([row])[0]


def _open(
    reference: str,
    amount: Money,
    *,
    key: str,
    method: Method,
    scope: tuple[str, ...],
    at: datetime,
) -> tuple[Payment, bool]:
    _must_be_takeable(amount)
    return Payment.objects.get_or_create(
        key=rules.key_of(reference, key),
        defaults={
            "reference": reference,
            "method": method.value,
            "currency": amount.currency,
            "amount": amount.amount,
            "scopes": list(scope),
            "strategy": "charge",
            "way": "",
            "origin": "",
            "will_split": False,
            "psp_reference": "",
            "action": {},
            "created_at": at,
        },
    )


def _lock(payment: UUID, stamp: Stamp) -> Payment:
    row = lock_payment(payment)
    stamp.by.must("payments:edit", scope=tuple(row.scopes))
    if row.account is not None:
        raise NotByHand(provider=row.method)
    return row


def _must_be_takeable(amount: Money) -> None:
    if not rules.is_takeable(amount):
        raise AmountInvalid(amount=str(amount), errors={"amount": "Use a positive amount."})
