"""Work on orders that the clock asks for, and what is done to many of them."""

import time
from uuid import UUID

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.orders import operations
from guildhall.orders.queries import batches_at_work, overdue_orders

MOST = 500
SLICE = 40.0
"""Seconds after which what is done to many makes room for others."""


@job(queue="default", max_retries=0, time_limit_ms=300_000)
def expire_unpaid_orders() -> None:
    """Close the orders whose time to be paid is over, each by itself."""
    now = clock.now()
    for number in overdue_orders(now, most=MOST):
        try:
            operations.expire_order(number, stamp=system_stamp("orders.expiry", now))
        except Refusal:
            continue  # somebody moved it meanwhile: it is asked for again with the next round


@job(queue="default", max_retries=5, time_limit_ms=240_000)
def carry_out(batch: str) -> None:
    """Do something to many orders for a while, and come again if there are more."""
    began = time.monotonic()
    more = operations.carry_out_batch(
        UUID(batch), now=clock.now, is_late=lambda: time.monotonic() - began > SLICE
    )
    if more:
        carry_out.send(batch)


@job(queue="default", max_retries=0)
def tend_batches() -> None:
    """Take up what somebody died over, and forget what is long over."""
    now = clock.now()
    operations.forget_batches(at=now)
    for batch in batches_at_work(now):
        carry_out.send(str(batch))
