"""What ends visits that nobody ended."""

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.visits.operations import end_overdue


@job()
def end_overdue_visits() -> None:
    """End the visits whose time is over, and tell companies what they were not told yet."""
    end_overdue(stamp=system_stamp("visits", clock.now()))
