"""Everything that moves money. In this release: by hand."""

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import AmountInvalid
from guildhall.payments.events import PaymentCharged
from guildhall.payments.models import Payment, PaymentEvent
from guildhall.payments.states import Method, Step


@transaction.atomic
def record_manual_payment(
    reference: str, *, amount: Money, key: str, stamp: Stamp, scope: tuple[str, ...] = ()
) -> None:
    """Note that money was taken by hand (cash, a bank transfer seen by a clerk).

    The same `key` again changes nothing. Refuses with NotPermitted or AmountInvalid.
    """
    stamp.by.must("payments:edit", scope=scope)
    if not rules.is_takeable(amount):
        raise AmountInvalid(amount=str(amount), errors={"amount": "Use a positive amount."})

    payment, new = Payment.objects.get_or_create(
        key=rules.key_of(reference, key),
        defaults={"reference": reference, "method": Method.MANUAL, "currency": amount.currency},
    )
    if not new:
        return
    PaymentEvent(
        payment=payment,
        key="charge",
        psp_reference=str(payment.id),
        step=Step.CHARGE_SUCCESS,
        amount=amount.amount,
        actor=stamp.by.name,
        occurred_at=stamp.at,
    ).save(force_insert=True)

    charged = PaymentCharged(reference=reference, method=Method.MANUAL, amount=amount, stamp=stamp)
    record(charged)
