"""Work on approvals that the clock asks for."""

from guildhall.approvals import operations
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(queue="default", max_retries=0)
def expire_overdue_approvals() -> None:
    """End what nobody decided in time."""
    operations.expire_approvals(stamp=system_stamp("approvals.expiry", clock.now()))
