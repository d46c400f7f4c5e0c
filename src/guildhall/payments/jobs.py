"""Calls made, notifications read, bills fetched; and what nobody came back to."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from guildhall.kernel import clock
from guildhall.kernel.aside import run_aside_or_here
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from guildhall.payments import operations
from guildhall.payments.operations import splits
from guildhall.payments.operations.bills import fetch_bill, plan_bills
from guildhall.payments.operations.calling import let_go
from guildhall.payments.queries.accounts import opened
from guildhall.payments.queries.bills import bills_due
from guildhall.payments.queries.notices import due_notices
from guildhall.payments.queries.payments import due_calls
from guildhall.payments.queries.shares import due_shares
from guildhall.payments.types import Account

QUEUE = "payments"
SHARES = {
    "split": splits.run_split,
    "return": splits.run_return,
    "receiver": splits.run_receiver,
}
AT_ONCE = 200


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def make_call(call: str) -> None:
    """Make one call to a provider, or ask what became of it. The worker is free meanwhile."""
    run_aside_or_here(partial(operations.run_call, UUID(call), now=clock.now))


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def mind_scan(call: str) -> None:
    """Ask after a scan while its customer stands at the till, and give it up in time."""
    if not operations.run_call(UUID(call), now=clock.now):
        operations.revoke_scans(stamp=system_stamp("payments.scans", clock.now()))


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def send_share(kind: str, asked: str) -> None:
    """Send what was asked of a provider about shares, or ask what became of it."""
    SHARES[kind](UUID(asked), now=clock.now)


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def tend_shares() -> None:
    """Take up what is due of shares; warn of money that is about to be set free."""
    now = clock.now()
    stamp = system_stamp("payments.shares", now)
    splits.open_trees()
    splits.close_freed_trees(stamp=stamp)
    splits.warn_of_freeing(stamp=stamp)
    for kind, asked in due_shares(now, limit=AT_ONCE):
        send_share.send(kind, str(asked))


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
    operations.revoke_scans(stamp=stamp)
    operations.forget_old_notices(stamp=stamp)


@job(queue="bills", max_retries=0, time_limit_ms=1_800_000)
def match_bill(bill: str) -> None:
    """Fetch a bill and match it with our books."""

    def opening(row: Any) -> Account:
        account = opened(row)
        let_go()  # a bill takes minutes to come
        return account

    fetch_bill(UUID(bill), opening=opening, stamp=system_stamp("payments.bills", clock.now()))


@job(queue=QUEUE, max_retries=0, time_limit_ms=120_000)
def tend_bills() -> None:
    """Note which bills are to come, and ask for those that are due."""
    now = clock.now()
    plan_bills(stamp=system_stamp("payments.bills", now))
    for bill in bills_due(at=now):
        match_bill.send(str(bill))


def call_later(call: UUID, wait: timedelta) -> None:
    mind_scan.send_with_options(args=(str(call),), delay=int(wait.total_seconds() * 1000))


def call_soon(call: UUID) -> None:
    make_call.send(str(call))


def read_soon(notice: UUID) -> None:
    read_notice.send(str(notice))
