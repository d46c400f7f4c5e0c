"""What is only reserved for a reference is let go: all of it, or what it needs no more."""

from django.db import transaction

from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import NothingToVoid, NotOffered
from guildhall.payments.models import Payment
from guildhall.payments.operations.changing import void_payment
from guildhall.payments.operations.dues import due_of
from guildhall.payments.queries.payments import totals_by_payment


@transaction.atomic
def let_go(reference: str, *, reason: str, key: str, stamp: Stamp) -> int:
    """Call off every payment of a reference of which nothing was taken; return how many.

    What was taken stays: that is for a refund. Refuses with NotPermitted.
    """
    rows = lock_in_order(Payment.objects.filter(reference=reference))
    return sum(_void(row, reason=reason, key=key, stamp=stamp) for row in rows)


@transaction.atomic
def let_go_of_surplus(
    reference: str, *, currency: str, reason: str, key: str, stamp: Stamp
) -> int:
    """Call off the payments that a reference needs no more, the latest first; return how many.

    Of one that it still needs in part, the rest is let go when the part is taken: no provider of
    ours releases a part of an authorization before. Refuses with NotPermitted.
    """
    due = due_of(reference, currency)
    if due is None:
        return 0
    rows = lock_in_order(Payment.objects.filter(reference=reference, currency=currency))
    totals = totals_by_payment([row.id for row in rows], currency=currency)
    held = {row: totals[row.id].capturable for row in rows if row.id in totals}
    left, gone = sum(held.values(), Money.zero(currency)), 0
    for row in sorted(held, key=lambda each: (each.created_at, each.id), reverse=True):
        if held[row] and left - held[row] >= due:
            gone += _void(row, reason=reason, key=key, stamp=stamp)
            left -= held[row]
    return gone


def _void(row: Payment, *, reason: str, key: str, stamp: Stamp) -> int:
    try:
        with transaction.atomic():
            void_payment(row.id, reason=reason, key=key, stamp=stamp)
    except (NothingToVoid, NotOffered):
        return 0
    return 1
