"""The one Redis client of a process. Redis only hints: nothing here may be the only copy."""

from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@cache
def redis() -> Redis:
    """Return the shared client: short time-outs, because every caller can do without it."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=Retry(NoBackoff(), 1),
        health_check_interval=0,
    )
