"""Work on stock that the clock asks for."""

from guildhall.inventory import operations
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(queue="default", max_retries=0)
def expire_overdue_holds() -> None:
    """End the promises whose time is over."""
    operations.expire_holds(stamp=system_stamp("inventory.expiry", clock.now()))
