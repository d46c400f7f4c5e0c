"""Periodic work on the roll, in the public schema."""

from django.conf import settings

from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from tenants.pool import keep_warm

# So that a job ends in time and other work gets its turn.
AT_MOST = 4


@job(queue="default", time_limit_ms=120_000)
def keep_pool_warm() -> None:
    """Have schemas ready for the next companies, where this worker may create them."""
    if settings.WARM_SCHEMAS and "owner" in settings.DATABASES:
        keep_warm(settings.WARM_SCHEMAS, shard="default", at=clock.now(), at_most=AT_MOST)
