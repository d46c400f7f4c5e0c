"""Calls made and notifications read, soon; and what nobody came back to."""

from uuid import UUID

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from guildhall.payments import operations
from guildhall.payments.queries.notices import due_notices
from guildhall.payments.queries.payments import due_calls

QUEUE = "payments"
AT_ONCE = 200


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def make_call(call: str) -> None:
    """Make one call to a provider, or ask what became of it."""
    operations.run_call(UUID(call), now=clock.now)


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def read_notice(notice: str) -> None:
    """Read one notification."""
    operations.read_notice(UUID(notice), now=clock.now)


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def tend_payments() -> None:
    """Take up calls and notifications that are due; warn of authorizations about to lapse."""
    now = clock.now()
    for call in due_calls(now, limit=AT_ONCE):
        make_call.send(str(call))
    for notice in due_notices(now, limit=AT_ONCE):
        read_notice.send(str(notice))
    stamp = system_stamp("payments.timers", now)
    operations.warn_of_lapses(stamp=stamp)
    operations.close_overdue(stamp=stamp)
    operations.forget_old_notices(stamp=stamp)


def call_soon(call: UUID) -> None:
    make_call.send(str(call))


def read_soon(notice: UUID) -> None:
    read_notice.send(str(notice))
