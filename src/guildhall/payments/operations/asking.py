"""What is asked of a provider, put together from rows, so that it is the same each time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.kernel import vault
from guildhall.kernel.money import Money
from guildhall.payments import rules
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.queries.accounts import opened
from guildhall.payments.queries.payments import totals_by_payment
from guildhall.payments.states import CallKind, Strategy
from guildhall.payments.types import (
    Account,
    Answer,
    Change,
    PaymentOrder,
    PaymentTotals,
    ProviderStep,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A call as a provider's adapter takes it; `order` is of a beginning alone."""

    payment: UUID
    strategy: str
    account: Account
    change: Change
    order: PaymentOrder | None = None


def notify_url(payment: Payment) -> str:
    """Return where a provider notifies of a payment; none where no host was named."""
    if not payment.origin or payment.account is None:
        return ""
    return f"{payment.origin}/payments/notices/{payment.account.token}"


def asked_by(call: PaymentCall, *, at: datetime, is_first: bool = False) -> Asked:
    """Return what a call asks; `is_first` where nothing of its payment has been asked before.

    Read the call with `payment__account`. Raises ValueError where no provider moves the payment.
    """
    payment = call.payment
    if payment.account is None:
        raise ValueError(f"no provider moves payment {payment.id}")
    begins = call.kind == CallKind.BEGIN
    return Asked(
        payment=payment.id,
        strategy=payment.strategy,
        account=opened(payment.account),
        change=_change(call, payment, at, is_first=is_first),
        order=_order(call, payment, at) if begins else None,
    )


def _change(call: PaymentCall, payment: Payment, at: datetime, *, is_first: bool) -> Change:
    totals = PaymentTotals.none(payment.currency)
    if not is_first:
        found = totals_by_payment([payment.id], currency=payment.currency)
        totals = found.get(payment.id, totals)
    return Change(
        payment=payment.id.hex,
        psp_reference=payment.psp_reference,
        key=call.id.hex,
        amount=Money(call.amount, payment.currency).rounded(),
        kind=CallKind(call.kind),
        at=at,
        authorized=totals.authorized.rounded(),
        charged=totals.charged.rounded(),
        charge_reference=call.asked.get("charge_reference", ""),
        reason=call.note,
        notify_url=notify_url(payment),
        final=call.final,
        way=payment.way,
    )


def _order(call: PaymentCall, payment: Payment, at: datetime) -> PaymentOrder:
    means = call.sealed_means
    return PaymentOrder(
        key=call.id.hex,
        amount=Money(call.amount, payment.currency).rounded(),
        reference=payment.reference,
        title=call.asked.get("title", ""),
        capture=payment.strategy == Strategy.CHARGE,
        way=payment.way,
        at=at,
        token=vault.open_sealed(means, purpose=rules.MEANS) if means else "",
        return_url=call.asked.get("return_url", ""),
        notify_url=notify_url(payment),
        payer_ip=call.asked.get("payer_ip", ""),
        expires_at=payment.expires_at,
        will_split=payment.will_split,
    )


def told_by(asked: Asked, answer: Answer, *, at: datetime) -> tuple[ProviderStep, ...]:
    """Return the steps that an answer to a call tells of."""
    question = rules.Question(
        kind=asked.change.kind,
        strategy=Strategy(asked.strategy),
        key=asked.change.key,
        amount=asked.change.amount,
        known_as=asked.change.psp_reference,
    )
    return rules.told_by(answer, question, at=at)
