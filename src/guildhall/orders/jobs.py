"""Work on orders that the clock asks for."""

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.orders import operations
from guildhall.orders.queries import overdue_orders

MOST = 500


@job(queue="default", max_retries=0, time_limit_ms=300_000)
def expire_unpaid_orders() -> None:
    """Close the orders whose time to be paid is over, each by itself."""
    now = clock.now()
    for number in overdue_orders(now, most=MOST):
        try:
            operations.expire_order(number, stamp=system_stamp("orders.expiry", now))
        except Refusal:
            continue  # somebody moved it meanwhile: it is asked for again with the next round
