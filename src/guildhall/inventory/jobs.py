"""Work on stock that the clock asks for."""

from django.core.cache import cache

from guildhall.inventory import operations
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp

LOTS_EVERY_SECONDS = 3600


@job(queue="default", max_retries=0)
def expire_overdue_holds() -> None:
    """End the promises whose time is over."""
    operations.expire_holds(stamp=system_stamp("inventory.expiry", clock.now()))


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def block_bad_lots() -> None:
    """Make unavailable what has expired, a hourly at most."""
    if not cache.add("inventory.block_bad_lots", 1, timeout=LOTS_EVERY_SECONDS):
        return
    stamp = system_stamp("inventory.lots", clock.now())
    while operations.block_expired_lots(stamp=stamp):
        pass  # a batch at a time, each in a transaction of its own
