"""Archives by themselves. The worker needs the owner's login; without it `keep` refuses."""

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.archives.operations.keeping import keep


@job(queue="archives", max_retries=0, time_limit_ms=3_600_000)
def keep_archives() -> None:
    """Make the archives that are due, and remove what has had its time."""
    keep(stamp=system_stamp("archives", clock.now()))
