"""Work of the authorization server that the clock asks for."""

from guildhall.identity.oauth import operations
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(queue="default", max_retries=0)
def tend_apps() -> None:
    """Bring in the next signing key in time, and forget codes and tokens that are over."""
    operations.tend_apps(stamp=system_stamp("oauth.upkeep", clock.now()))
