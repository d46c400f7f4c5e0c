"""What is done to a payment, each harmless to do again: by the one who dies and by the next."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from guildhall.kernel import clock
from guildhall.payments import operations
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.queries import get_account
from guildhall.payments.types import NewRefund, Received, RefundCard
from tests.factories.payments import ASK, begin, now_stamp, read_all, send
from tests.twins.plain.server import SECRET, sign


def _payment() -> UUID:
    return Payment.objects.get().id


def _begin() -> None:
    send(begin("R-1").id)


def _capture() -> None:
    send(operations.capture_payment(_payment(), key="c", stamp=now_stamp()))


def _void() -> None:
    call = operations.void_payment(_payment(), reason="gone", key="v", stamp=now_stamp())
    send(call or _payment())


def _refund() -> None:
    new = NewRefund(ASK.amount, "broken")
    made = operations.grant_refund("R-1", new, key="g", stamp=now_stamp())
    assert isinstance(made, RefundCard)
    operations.execute_refund(made.id, stamp=now_stamp())
    for call in PaymentCall.objects.filter(grant=made.id):
        send(call.id)


def _hear() -> None:
    body = json.dumps(
        {
            "event": "evt",
            "payment": _payment().hex,
            "steps": [
                {
                    "reference": "pay_1",
                    "step": "authorize_success",
                    "amount": "10",
                    "currency": "USD",
                    "at": "2026-11-22T12:00:00+00:00",
                    "key": _payment().hex,
                }
            ],
        }
    ).encode()
    received = Received(body, {"x-plain-signature": sign(body, SECRET)}, clock.now())
    operations.receive_notice(get_account("plain").token, received, stamp=now_stamp())
    read_all()


DEEDS: dict[str, Callable[[], None]] = {
    "begin": _begin,
    "capture": _capture,
    "void": _void,
    "refund": _refund,
    "hear": _hear,
}


def come_back() -> None:
    """Go on with all that was left lying, as the sweep would a while later."""
    past = clock.now() - timedelta(minutes=10)
    left = PaymentCall.objects.exclude(state__in=("done", "refused"))
    left.update(next_at=past)
    left.filter(lease_until__isnull=False).update(lease_until=past)
    for call in left:
        send(call.id)
    read_all()
