"""What is kept of who paid, beside amounts, is forgotten at their request."""

from django.db import transaction

from guildhall.kernel.stamp import Stamp
from guildhall.payments.models import Notification, Payment, PaymentCall
from guildhall.payments.queries.payments import OVER
from guildhall.payments.states import NoticeState

PERSONAL = ("payer_ip", "return_url")


@transaction.atomic
def forget_payer(reference: str, *, stamp: Stamp) -> None:
    """Blank network addresses and what providers wrote of whoever paid for a reference.

    Amounts, steps and vendors' references stay: they are the books. What is not over yet, or not
    read yet, is needed still; the words of a notification go after ninety days. Refuses with
    NotPermitted.
    """
    stamp.by.must("payments:edit")
    payments = list(Payment.objects.filter(reference=reference).order_by("id"))
    for call in PaymentCall.objects.filter(payment__in=payments, state__in=OVER).order_by("id"):
        kept = {name: told for name, told in call.asked.items() if name not in PERSONAL}
        if kept != call.asked:
            call.asked = kept
            call.save(update_fields=["asked"])
    names = {name for row in payments for name in (row.id.hex, str(row.id), row.psp_reference)}
    read = Notification.objects.filter(payment__in=names - {""}, state=NoticeState.DONE)
    read.update(body=b"", headers={}, query={})
