"""Work on stock that the clock asks for."""

from datetime import timedelta
from uuid import UUID

from django.core.cache import cache

from guildhall.inventory import operations
from guildhall.inventory.queries import last_check_at, waiting_checks
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp

LOTS_EVERY_SECONDS = 3600
CHECK_EVERY = timedelta(hours=24)
SNAPSHOTS_EVERY = timedelta(hours=1)
JUDGED_EVERY = timedelta(hours=24)
LOST_AFTER = timedelta(minutes=2)


@job(queue="default", max_retries=0)
def expire_overdue_holds() -> None:
    """End the promises whose time is over."""
    operations.expire_holds(stamp=system_stamp("inventory.expiry", clock.now()))


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def block_bad_lots() -> None:
    """Make unavailable what has expired once an hour at most."""
    if not cache.add("inventory.block_bad_lots", 1, timeout=LOTS_EVERY_SECONDS):
        return
    stamp = system_stamp("inventory.lots", clock.now())
    while operations.block_expired_lots(stamp=stamp):
        pass  # a batch at a time, each in a transaction of its own


@job(queue="default", max_retries=3, time_limit_ms=3_600_000)
def check_stock(check: str) -> None:
    """Run a check of stock that was asked for."""
    operations.run_check(UUID(check), stamp=system_stamp("inventory.check", clock.now()))


@job(queue="default", max_retries=0, time_limit_ms=900_000)
def snapshot_levels() -> None:
    """Write snapshots of the levels that have changed lately."""
    now = clock.now()
    operations.take_snapshots(
        since=now - 2 * SNAPSHOTS_EVERY, stamp=system_stamp("inventory.snapshots", now)
    )


@job(queue="default", max_retries=0, time_limit_ms=300_000)
def value_stock() -> None:
    """Value what has moved since the last time."""
    operations.value_stock(stamp=system_stamp("inventory.valuation", clock.now()))


@job(queue="default", max_retries=0, time_limit_ms=900_000)
def judge_reorder_rules() -> None:
    """Propose what is to be bought again."""
    operations.run_reorder_rules(stamp=system_stamp("inventory.reorder", clock.now()))


@job(queue="default", max_retries=0)
def tend_stock() -> None:
    """Ask for what is due: snapshots every hour, a check and what to buy once a day."""
    now = clock.now()
    if cache.add("inventory.snapshots", 1, SNAPSHOTS_EVERY.total_seconds()):
        snapshot_levels.send()
    if cache.add("inventory.reorder", 1, JUDGED_EVERY.total_seconds()):
        judge_reorder_rules.send()
    checked = last_check_at()
    if checked is None or now - checked >= CHECK_EVERY:
        operations.start_check(stamp=system_stamp("inventory.check", now))
    for check in waiting_checks(now - LOST_AFTER):
        check_stock.send(str(check))
