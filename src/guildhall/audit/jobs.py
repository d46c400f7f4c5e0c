"""Work on the trail that the clock asks for."""

from guildhall.audit import operations
from guildhall.audit.queries import last_checked_at
from guildhall.audit.states import CHECK_EVERY
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(queue="default", max_retries=0, time_limit_ms=900_000)
def check_trail() -> None:
    """Compare the whole chain with the facts."""
    operations.check_trail(stamp=system_stamp("audit.check", clock.now()))


@job(queue="default", max_retries=0)
def seal_trail() -> None:
    """Seal what was recorded since the last time, and once a day ask for a check."""
    now = clock.now()
    operations.seal_trail(stamp=system_stamp("audit.sealer", now))
    checked = last_checked_at()
    if checked is None or now - checked >= CHECK_EVERY:
        check_trail.send()
