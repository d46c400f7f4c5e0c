"""All that is only reserved for a reference is let go."""

from django.db import transaction

from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import NothingToVoid, NotOffered
from guildhall.payments.models import Payment
from guildhall.payments.operations.changing import void_payment


@transaction.atomic
def let_go(reference: str, *, reason: str, key: str, stamp: Stamp) -> int:
    """Call off every payment of a reference of which nothing was taken; return how many.

    What was taken stays: that is for a refund. Refuses with NotPermitted.
    """
    gone = 0
    for payment in lock_in_order(Payment.objects.filter(reference=reference)):
        try:
            with transaction.atomic():
                void_payment(payment.id, reason=reason, key=key, stamp=stamp)
        except (NothingToVoid, NotOffered):
            continue
        gone += 1
    return gone
