"""付款码: when a till asks again, when it gives up, and what it never does too soon. Pure.

A customer may be typing a password. WeChat's advice, which Alipay's resembles: ask every five
seconds, give up after thirty, revoke no sooner than fifteen seconds after the scan.
"""

from datetime import datetime, timedelta

from guildhall.payments.states import CallKind, CallState

SCAN = "scan"
EVERY = timedelta(seconds=5)
WINDOW = timedelta(seconds=30)
PATIENCE = timedelta(seconds=15)

UNDECIDED = frozenset({CallState.SENT, CallState.UNKNOWN, CallState.PENDING})


def next_look(way: str, *, asked_at: datetime, at: datetime) -> datetime | None:
    """Return when a scan is asked about next; none where it is no scan, or its window is over."""
    if way != SCAN or at >= asked_at + WINDOW:
        return None
    return min(at + EVERY, asked_at + WINDOW)


def is_given_up(way: str, *, asked_at: datetime, at: datetime) -> bool:
    """Return whether a scan that is still undecided is to be revoked now."""
    return way == SCAN and at >= asked_at + WINDOW


def may_be_sent_again(way: str, *, asked_at: datetime, at: datetime) -> bool:
    """Return whether a scan that never arrived may still be sent: the customer has to be there."""
    return way != SCAN or at < asked_at + WINDOW


def not_before(way: str, kind: CallKind, *, asked_at: datetime) -> datetime:
    """Return when a change of a payment may be sent at the soonest: a scan is not revoked at once.

    What is revoked too soon may be charged after all, since it is still on its way to the bank.
    """
    patient = way == SCAN and kind is CallKind.VOID
    return asked_at + PATIENCE if patient else asked_at
