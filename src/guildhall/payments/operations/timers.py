"""What the clock does to payments: warns of what is about to lapse, closes what nobody paid."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import NothingToVoid, NotOffered
from guildhall.payments.events import AuthorizationLapses
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.operations.changing import void_payment
from guildhall.payments.operations.noting import amounts_of, lock_payment
from guildhall.payments.operations.telling import common
from guildhall.payments.rules import scans
from guildhall.payments.states import CallKind, CallState

WARNED_BEFORE = timedelta(hours=24)
AT_ONCE = 100


def warn_of_lapses(*, stamp: Stamp) -> int:
    """Tell of authorizations that are lost within a day unless they are captured; once each."""
    soon = Payment.objects.filter(
        expires_at__lte=stamp.at + WARNED_BEFORE,
        expires_at__gt=stamp.at,
        warned_at=None,
        events__step="authorize_success",
    )
    found = list(soon.order_by("expires_at").values_list("id", flat=True).distinct()[:AT_ONCE])
    return sum(_warn(payment, stamp) for payment in found)


@transaction.atomic
def _warn(payment: UUID, stamp: Stamp) -> bool:
    row = lock_payment(payment)
    left = amounts_of(row).capturable
    if row.warned_at is not None or row.expires_at is None:
        return False
    row.warned_at = stamp.at
    row.save(update_fields=["warned_at"])
    if not left:
        return False
    record(AuthorizationLapses(**common(row, left), until=row.expires_at, stamp=stamp))
    return True


def revoke_scans(*, stamp: Stamp) -> int:
    """Revoke scans that were not decided in their window; return how many.

    What lands meanwhile is given back by the provider. Until then the till asks for no new one.
    """
    late = PaymentCall.objects.filter(
        kind=CallKind.BEGIN,
        state__in=scans.UNDECIDED,
        payment__way=scans.SCAN,
        created_at__lte=stamp.at - scans.WINDOW,
    ).exclude(payment__calls__kind=CallKind.VOID)
    found = late.order_by("created_at").values_list("payment_id", flat=True)[:AT_ONCE]
    return sum(_void(payment, key="scan-window", stamp=stamp) for payment in list(found))


def close_overdue(*, stamp: Stamp) -> int:
    """Ask providers to close what nobody paid in time; return how many.

    A payment that came at the last moment is refused by the provider, and told as what it is.
    """
    late = PaymentCall.objects.filter(
        kind=CallKind.BEGIN,
        state=CallState.PENDING,
        payment__expires_at__lte=stamp.at,
    ).exclude(payment__calls__kind=CallKind.VOID)
    found = list(late.order_by("created_at").values_list("payment_id", flat=True)[:AT_ONCE])
    return sum(_void(payment, key="expired", stamp=stamp) for payment in found)


def _void(payment: UUID, *, key: str, stamp: Stamp) -> bool:
    """Call off what was not paid in time; return whether there was anything to call off."""
    try:
        void_payment(payment, reason="expired", key=key, stamp=stamp)
    except (NothingToVoid, NotOffered):
        return False
    return True
