"""A payment begins: asked for in one transaction, sent to its provider after it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Q

from guildhall.kernel import vault
from guildhall.kernel.events import recording
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.rows import insert_if_new, insert_rows, insertion
from guildhall.kernel.stamp import Stamp
from guildhall.organization.queries import financial_day
from guildhall.payments import rules
from guildhall.payments.errors import (
    AccountDisabled,
    AccountNotFound,
    AmountInvalid,
    KeyUsed,
    NotOffered,
)
from guildhall.payments.events import PaymentBegun
from guildhall.payments.models import Payment, PaymentCall, PaymentEvent, ProviderAccount
from guildhall.payments.ports import provider
from guildhall.payments.queries.payments import card_of, cards_of
from guildhall.payments.states import Ability, CallKind, Step, Strategy
from guildhall.payments.types import NewPayment, PaymentCard

SWEPT_AFTER = timedelta(seconds=5)
"""Whoever began it calls at once (`run_soon`); what they left lying is taken up after this."""


@transaction.atomic(savepoint=False)
def begin_payment(reference: str, *, ask: NewPayment, key: str, stamp: Stamp) -> PaymentCard:
    """Ask a provider for money, once for a reference and key; the answer comes later.

    The payment's id as hex is our key at the provider. Call `run_soon` with its `call` once this
    is committed. Refuses with NotPermitted, AmountInvalid, AccountNotFound, AccountDisabled,
    ProviderNotBound, NotOffered or, under a key of something else, KeyUsed.
    """
    stamp.by.must("checkout:edit", "payments:edit", scope=ask.scopes)
    if not rules.is_takeable(ask.amount):
        raise AmountInvalid(amount=str(ask.amount), errors={"amount": "Use a positive amount."})
    account = _account(ask)
    name = rules.key_of(reference, key)
    payment = Payment(key=name, **_asked(reference, ask, account=account, stamp=stamp))
    if not insert_if_new(payment, unique="key"):
        return _as_before(Payment.objects.get(key=name), ask, account)

    call = _call(payment, ask, stamp)
    request = _request(payment, call, stamp)
    begun = PaymentBegun(
        reference=reference,
        payment=str(payment.id),
        method=payment.method,
        amount=ask.amount,
        provider=account.provider,
        way=ask.way,
        stamp=stamp,
    )
    insert_rows([call], others=(insertion([request]), recording([begun])))
    reached("payments.begin_written")
    transaction.on_commit(lambda: reached("payments.begun"))
    return card_of(payment, [call], [request])


def _account(ask: NewPayment) -> ProviderAccount:
    brands = [scope.removeprefix("brand:") for scope in ask.scopes if scope.startswith("brand:")]
    real = ProviderAccount.objects.filter(
        Q(brand=None) | Q(brand__code__in=brands), live=True, enabled=True
    )
    rows = ProviderAccount.objects.select_related("brand").annotate(has_real=Exists(real))
    account = rows.filter(code=ask.account).first()
    if account is None or not _is_for(account, ask):
        raise AccountNotFound(account=ask.account)
    if ask.for_real and account.enabled and not account.live and account.has_real:
        raise AccountNotFound(account=ask.account)
    if not account.enabled:
        raise AccountDisabled(account=ask.account)
    wanted = {Ability.AUTHORIZE} if ask.strategy is Strategy.AUTHORIZE else set()
    wanted |= {Ability.SCAN} if ask.way == "scan" else set()
    wanted |= {Ability.SPLIT} if ask.will_split else set()
    if missing := sorted(wanted - provider(account.provider).abilities):
        raise NotOffered(provider=account.provider, ability=", ".join(missing))
    return account


def _is_for(account: ProviderAccount, ask: NewPayment) -> bool:
    """Return whether this is sold by the brand whose account it is, if it is a brand's."""
    brands = {scope for scope in ask.scopes if scope.startswith("brand:")}
    return account.brand is None or not brands or f"brand:{account.brand.code}" in brands


def _asked(
    reference: str, ask: NewPayment, *, account: ProviderAccount, stamp: Stamp
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "reference": reference,
        "method": account.provider,
        "currency": ask.amount.currency,
        "amount": ask.amount.amount,
        "account": account,
        "strategy": ask.strategy.value,
        "way": ask.way,
        "origin": ask.origin,
        "scopes": list(ask.scopes),
        "will_split": ask.will_split,
        "expires_at": ask.expires_at,
        "created_at": stamp.at,
        "psp_reference": "",
        "action": {},
    }


def _as_before(payment: Payment, ask: NewPayment, account: ProviderAccount) -> PaymentCard:
    same = (payment.amount, payment.currency, payment.account_id) == (
        ask.amount.amount,
        ask.amount.currency,
        account.id,
    )
    if not same:
        raise KeyUsed
    return cards_of([payment])[0]


def _call(payment: Payment, ask: NewPayment, stamp: Stamp) -> PaymentCall:
    return PaymentCall(
        id=payment.id,
        payment=payment,
        command="begin",
        kind=CallKind.BEGIN.value,
        amount=ask.amount.amount,
        asked={"title": ask.title, "return_url": ask.return_url, "payer_ip": ask.payer_ip},
        sealed_means=vault.seal(ask.token, purpose=rules.MEANS) if ask.token else "",
        actor=stamp.by.name,
        created_at=stamp.at,
        next_at=stamp.at + SWEPT_AFTER,
    )


def _request(payment: Payment, call: PaymentCall, stamp: Stamp) -> PaymentEvent:
    step, _, _ = rules.steps_of(CallKind.BEGIN, Strategy(payment.strategy))
    return request_of(payment, call, step, stamp=stamp)


def request_of(payment: Payment, call: PaymentCall, step: Step, *, stamp: Stamp) -> PaymentEvent:
    """Return the event, not written yet, that something is asked of a payment's provider."""
    return PaymentEvent(
        payment=payment,
        key=f"ask:{call.id.hex}",
        psp_reference="",
        step=step,
        amount=call.amount,
        actor=stamp.by.name,
        occurred_at=stamp.at,
        business_date=financial_day(payment.scopes, at=stamp.at),
        change=call.id.hex,
        source="asked",
        reason="",
        vendor_code="",
    )
