"""How often a stranger may knock. Counted in Redis; where that is gone, in the database.

Keys are hashed: neither place holds an address of a person or of their machine.
"""

import hmac
from functools import cache
from typing import override

import structlog
from django.conf import settings
from django.db import connection, transaction
from limits import RateLimitItem, parse
from limits.storage import RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from guildhall.kernel import clock
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.openings.errors import TooManyAttempts
from tenants.openings.models import Knocks
from tenants.openings.types import Knock

log = structlog.get_logger(__name__)

EVERYBODY = "everybody"
# For one stranger, and for all of them together: the second bounds what many machines can do.
RATES: dict[Knock, tuple[RateLimitItem, RateLimitItem]] = {
    Knock.CHECK: (parse("60/minute"), parse("3000/minute")),
    Knock.REQUEST: (parse("20/hour"), parse("500/hour")),
    Knock.CONFIRM: (parse("30/hour"), parse("2000/hour")),
    Knock.RETRY: (parse("10/hour"), parse("500/hour")),
}

_COUNT = """
INSERT INTO openings_knocks (key, count, ends_at)
VALUES (%(key)s, %(amount)s, clock_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN openings_knocks.ends_at <= clock_timestamp() THEN excluded.count
            ELSE openings_knocks.count + excluded.count END,
    ends_at = CASE WHEN openings_knocks.ends_at <= clock_timestamp() THEN excluded.ends_at
              ELSE openings_knocks.ends_at END
RETURNING count
"""


def must_be_rare(knock: Knock, stranger: str) -> None:
    """Count one knock. Refuses with TooManyAttempts. Counts stand whatever follows."""
    try:
        _must_be_rare(_in_redis(), knock, stranger)
    except (RedisError, OSError) as error:
        log.warning("knocks_counted_in_the_database", error=type(error).__name__)
        _must_be_rare(_in_database(), knock, stranger)


def _must_be_rare(counter: FixedWindowRateLimiter, knock: Knock, stranger: str) -> None:
    own, everybody = RATES[knock]
    # One's own first: whoever is refused there does not use up what is everybody's.
    for rate, who in ((own, _hidden(stranger)), (everybody, EVERYBODY)):
        if not counter.hit(rate, knock.value, who):
            ends = counter.get_window_stats(rate, knock.value, who).reset_time
            raise TooManyAttempts(seconds=max(1, int(ends - clock.now().timestamp())))


def _hidden(stranger: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), stranger.encode(), "sha256").hex()[:32]


@cache
def _in_redis() -> FixedWindowRateLimiter:
    pool = redis().connection_pool
    return FixedWindowRateLimiter(
        RedisStorage(settings.REDIS_URL, connection_pool=pool, key_prefix="guildhall:knocks")
    )


@cache
def _in_database() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(KnocksStorage())


class KnocksStorage(Storage):
    """A fixed window per key in a table; what `limits` asks of a place to count."""

    STORAGE_SCHEME = None

    @property
    @override
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return ()

    @override
    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        values: dict[str, str | int] = {"key": key, "amount": amount, "seconds": expiry}
        with enter(PLATFORM), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT, values)
            return int(cursor.fetchone()[0])

    @override
    def get(self, key: str) -> int:
        with enter(PLATFORM):
            row = Knocks.objects.filter(key=key, ends_at__gt=clock.now()).first()
        return row.count if row else 0

    @override
    def get_expiry(self, key: str) -> float:
        with enter(PLATFORM):
            row = Knocks.objects.filter(key=key).first()
        return (row.ends_at if row else clock.now()).timestamp()

    @override
    def check(self) -> bool:
        return True

    @override
    def reset(self) -> int | None:
        with enter(PLATFORM):
            return Knocks.objects.all().delete()[0]

    @override
    def clear(self, key: str) -> None:
        with enter(PLATFORM):
            Knocks.objects.filter(key=key).delete()
