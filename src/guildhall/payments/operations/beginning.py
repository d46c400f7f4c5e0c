"""A payment begins: asked for in one transaction, sent to its provider after it."""

from datetime import timedelta

from django.db import transaction

from guildhall.kernel import vault
from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
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
from guildhall.payments.queries.payments import cards_of
from guildhall.payments.states import Ability, CallKind, Step, Strategy
from guildhall.payments.types import NewPayment, PaymentCard

SWEPT_AFTER = timedelta(seconds=5)
"""Whoever began it calls at once (`run_soon`); what they left lying is taken up after this."""


@transaction.atomic
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
    payment, new = Payment.objects.get_or_create(
        key=rules.key_of(reference, key),
        defaults=_asked(reference, ask, account=account, stamp=stamp),
    )
    if not new:
        return _as_before(payment, ask, account)

    call = _call(payment, ask, stamp)
    call.save(force_insert=True)
    _note_request(payment, call, stamp)
    record(
        PaymentBegun(
            reference=reference,
            payment=str(payment.id),
            method=payment.method,
            amount=ask.amount,
            provider=account.provider,
            way=ask.way,
            stamp=stamp,
        )
    )
    reached("payments.begin_written")
    transaction.on_commit(lambda: reached("payments.begun"))
    return cards_of([payment])[0]


def _account(ask: NewPayment) -> ProviderAccount:
    rows = ProviderAccount.objects.select_related("brand").filter(code=ask.account)
    account = rows.first()
    if account is None or not _is_for(account, ask):
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
) -> dict[str, object]:
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


def _note_request(payment: Payment, call: PaymentCall, stamp: Stamp) -> None:
    request, _, _ = rules.steps_of(CallKind.BEGIN, Strategy(payment.strategy))
    write_request(payment, call, request, stamp=stamp)


def write_request(payment: Payment, call: PaymentCall, step: Step, *, stamp: Stamp) -> None:
    """Write into a payment's history that something is asked of its provider."""
    PaymentEvent(
        payment=payment,
        key=f"ask:{call.id.hex}",
        psp_reference="",
        step=step,
        amount=call.amount,
        actor=stamp.by.name,
        occurred_at=stamp.at,
        change=call.id.hex,
        source="asked",
        reason="",
        vendor_code="",
    ).save(force_insert=True)
