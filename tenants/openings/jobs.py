"""The way in, in the background: one job for one opening, one sweep for all."""

from uuid import UUID

import structlog

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.openings import operations, queries

log = structlog.get_logger(__name__)


@job(queue="openings", max_retries=0, time_limit_ms=120_000)
def pursue_opening(opening: str) -> None:
    """Do the steps that are left and send the mails that are owed."""
    stamp = system_stamp("openings", clock.now())
    operations.run_opening(UUID(opening), stamp=stamp)
    operations.send_due_mails(UUID(opening), stamp=stamp)


@job(queue="openings", max_retries=0)
def sweep_openings() -> None:
    """Find what a lost message or a killed worker has left, and tidy up."""
    stamp = system_stamp("openings", clock.now())
    operations.expire_openings(stamp=stamp)
    operations.forget_people(stamp=stamp)
    for opening in queries.list_due(at=stamp.at):
        pursue_opening.send(str(opening))
