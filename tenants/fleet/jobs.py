"""Work of the fleet that runs inside one company."""

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.fleet import operations

SECONDS = 20.0


@job(queue="default", time_limit_ms=60_000)
def backfill(name: str) -> None:
    """Go on with a backfill for a while, and ask for more until it is complete."""
    stamp = system_stamp("fleet", clock.now())
    if not operations.backfill_here(name, seconds=SECONDS, stamp=stamp):
        backfill.send(name)
