"""Archives by themselves, where the worker has the owner's login."""

import structlog
from django.conf import settings

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp
from tenants.archives.operations.keeping import keep

log = structlog.get_logger(__name__)


@job(queue="archives", max_retries=0, time_limit_ms=3_600_000)
def keep_archives() -> None:
    """Make the archives that are due, and remove what has had its time.

    Without the owner's login that is left to `manage.py archives keep`.
    """
    if "owner" not in settings.DATABASES:
        log.info("archives_left_to_the_command")
        return
    keep(stamp=system_stamp("archives", clock.now()))
