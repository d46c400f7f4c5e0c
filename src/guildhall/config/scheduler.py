"""`python -m guildhall.config.scheduler`: asks each tenant, and the platform, for periodic work.

Two schedulers at once only ask twice: every periodic job is safe to run again.
"""

import structlog
from django.db import DatabaseError, close_old_connections, connection
from redis.exceptions import RedisError

from guildhall.config.processes import stop_signal

# isort: split
# Only now: `processes` has set Django up, without which no job can be imported.
from guildhall.config.jobs import PERIODIC, PLATFORM_PERIODIC
from guildhall.config.safety import must_be_safe
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit

EVERY = 30.0

log = structlog.get_logger(__name__)


def ask_everyone() -> int:
    """Send every periodic job to every working tenant and the platform; return how many."""
    close_old_connections()
    with enter(PLATFORM), unit():
        scopes = [found.scope for found in directory().working()]
        for periodic in PLATFORM_PERIODIC:
            periodic.send()
    for scope in scopes:
        with enter(scope):
            for periodic in PERIODIC:
                periodic.send()
    return len(scopes) * len(PERIODIC) + len(PLATFORM_PERIODIC)


def main() -> None:
    stop = stop_signal()
    must_be_safe()
    while not stop.is_set():
        try:
            ask_everyone()
        except (RedisError, DatabaseError) as error:
            log.warning("scheduler_waits", error=type(error).__name__)
            connection.close()
        stop.wait(EVERY)


if __name__ == "__main__":
    main()
