"""Work that the clock asks for, and what is done outside of transactions."""

from django.core.cache import cache

from guildhall.fulfillment import operations
from guildhall.fulfillment.queries import calls_due, notices_due
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp

WATCHED_EVERY_SECONDS = 600


@job(queue="default", max_retries=0, time_limit_ms=120_000)
def call_carrier(call: str) -> None:
    """Make one call that was just written."""
    operations.run_call(call, stamp=system_stamp("fulfillment.calls", clock.now()))


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def tend_carriers() -> None:
    """Make the calls that are due, ask about those nobody answered, read what was told."""
    stamp = system_stamp("fulfillment.calls", clock.now())
    for call in calls_due(stamp.at):
        operations.run_call(call, stamp=system_stamp("fulfillment.calls", clock.now()))
    for notice in notices_due():
        operations.apply_notice(notice, stamp=stamp)


@job(queue="default", max_retries=0, time_limit_ms=600_000)
def watch_parcels() -> None:
    """Find late and stuck parcels, and ask about them where nobody tells."""
    if not cache.add("fulfillment.watch_parcels", 1, timeout=WATCHED_EVERY_SECONDS):
        return
    stamp = system_stamp("fulfillment.watch", clock.now())
    operations.watch_parcels(stamp=stamp)
    operations.ask_about_parcels(stamp=stamp)
