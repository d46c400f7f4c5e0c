"""A call made now, beside whoever waits for it a moment and no longer."""

from collections.abc import Callable
from concurrent.futures import wait
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from guildhall.kernel.aside import run_aside
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import PaymentNotFound
from guildhall.payments.models import PaymentCall
from guildhall.payments.operations.calling import run_call
from guildhall.payments.ports import call_now, call_on_commit
from guildhall.payments.queries.payments import OVER

type Now = Callable[[], datetime]


def run_soon(call: UUID, *, now: Now, within: float = 0.05) -> bool:
    """Make a call in another thread; return whether it ended within so many seconds.

    Call it once what asked for it is committed. The call goes on by itself; where no thread is
    free a worker is asked instead, and whatever is lost the sweep finds.
    """
    begun = run_aside(partial(run_call, call, now=now))
    if begun is None:
        call_now(call)
        return False
    ended, _ = wait([begun], timeout=within)
    return bool(ended) and begun.exception() is None


@transaction.atomic
def look_again(call: UUID, *, stamp: Stamp) -> None:
    """Ask a provider once more, and now, what became of a call; one that is over stays so.

    Refuses with PaymentNotFound or NotPermitted.
    """
    row = PaymentCall.objects.select_for_update(of=("self",)).filter(pk=call).first()
    if row is None:
        raise PaymentNotFound(payment=call)
    stamp.by.must("payments:edit", scope=tuple(row.payment.scopes))
    if row.state in OVER or (row.lease_until is not None and row.lease_until > stamp.at):
        return
    row.next_at = stamp.at
    row.save(update_fields=["next_at"])
    call_on_commit(call)
