"""Telling a worker after the commit; what is lost on the way is found by the sweep."""

from uuid import UUID

import structlog
from django.db import transaction
from redis.exceptions import RedisError

from tenants.openings.ports import pursue_soon

log = structlog.get_logger(__name__)


def pursue_on_commit(opening: UUID) -> None:
    """Send the job once the row that it is about can be seen."""
    transaction.on_commit(lambda: _pursue(opening))


def _pursue(opening: UUID) -> None:
    try:
        pursue_soon(opening)
    except (RedisError, OSError) as error:
        log.warning("opening_waits_for_the_sweep", error=type(error).__name__)
