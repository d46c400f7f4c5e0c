"""How fast somebody may call: token buckets in Redis, exact across processes.

One call of one script decides about all buckets of a call: it takes from each of them or
from none. Without Redis a bucket in this process stands in: a program is let call.
"""

import time
from dataclasses import dataclass
from functools import cache
from math import ceil

import structlog
from redis.commands.core import Script
from redis.exceptions import RedisError

from guildhall.kernel.buckets import LocalBuckets
from guildhall.kernel.redis import redis
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy import require

log = structlog.get_logger(__name__)

MINUTE = 60
# So long nobody asks a Redis that did not answer: with each call it would cost its time-out.
LEAVE_ALONE = 1.0

# A bucket holds what one window allows and fills evenly. The clock is Redis' own, so that
# processes on machines whose clocks differ share one bucket. What costs more than a bucket
# holds takes all of it: it would never pass otherwise. A charge is taken in any case, and
# what is not there is owed.
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local cost = tonumber(ARGV[1])
local charge = ARGV[2] == '1'
local left, need, passes = {}, {}, 1
for i, key in ipairs(KEYS) do
  local rate = tonumber(ARGV[2 * i + 1])
  local window = tonumber(ARGV[2 * i + 2]) * 1000
  local kept = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = tonumber(kept[1]) or rate
  local waited = math.max(0, now - (tonumber(kept[2]) or now))
  left[i] = math.min(rate, tokens + waited * rate / window)
  need[i] = math.min(cost, rate)
  if left[i] < need[i] then passes = 0 end
end
local told = {passes}
for i, key in ipairs(KEYS) do
  local window = tonumber(ARGV[2 * i + 2]) * 1000
  if passes == 1 or charge then
    left[i] = math.max(-tonumber(ARGV[2 * i + 1]), left[i] - need[i])
  end
  redis.call('HSET', key, 'tokens', string.format('%.6f', left[i]), 'at', now)
  redis.call('PEXPIRE', key, 2 * window + 1000)
  told[i + 1] = string.format('%.6f', left[i])
end
return told
"""


class PlanRateExceeded(Refusal):
    code = "plan.rate_exceeded"
    message = N_("Your plan allows {limit} API calls a minute. Try again in {seconds} seconds.")
    status = 429


class CallsTooFast(Refusal):
    code = "rates.too_fast"
    message = N_("Too many calls from where you are. Try again in {seconds} seconds.")
    status = 429


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many calls of one sort in so many seconds. `of` says whose they are."""

    name: str
    of: str
    rate: int
    window: int = MINUTE

    @property
    def key(self) -> str:
        # Braces keep the buckets of one scope on one node of a Redis cluster.
        return f"guildhall:rate:{{{require().prefix}}}:{self.name}:{self.of}"


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a call may pass, and what is left in the bucket that has least left."""

    passes: bool
    bucket: Bucket
    tokens: float
    cost: int = 1

    @property
    def remaining(self) -> int:
        return max(0, int(self.tokens))

    @property
    def full_in(self) -> int:
        return ceil((self.bucket.rate - self.tokens) * self.bucket.window / self.bucket.rate)

    @property
    def again_in(self) -> int:
        missing = min(self.cost, self.bucket.rate) - self.tokens
        return max(1, ceil(missing * self.bucket.window / self.bucket.rate))

    @property
    def headers(self) -> dict[str, str]:
        bucket = self.bucket
        told = {
            "RateLimit-Limit": str(bucket.rate),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.full_in),
            "RateLimit-Policy": f'"{bucket.name}";q={bucket.rate};w={bucket.window}',
            "RateLimit": f'"{bucket.name}";r={self.remaining};t={self.full_in}',
        }
        return told if self.passes else {**told, "Retry-After": str(self.again_in)}

    @property
    def refusal(self) -> PlanRateExceeded:
        return PlanRateExceeded(limit=self.bucket.rate, seconds=self.again_in)


def take(*buckets: Bucket, cost: int = 1, script: Script | None = None) -> Taken:
    """Take `cost` from all buckets or from none; from this process' own where Redis is away."""
    try:
        return _take(buckets, cost=cost, script=script)
    except RedisError as error:
        log.warning("rate_counted_here", error=type(error).__name__)
        kept = _local.take([(each.key, each.rate, each.window) for each in buckets], cost=cost)
        return _told(buckets, *kept, cost=cost)


def charge(bucket: Bucket, *, cost: int) -> None:
    """Take what a call has cost beyond what it was let in for; a bucket owes at most itself."""
    try:
        _asked((bucket,), cost=cost, charge=True)
    except RedisError as error:
        log.warning("rate_counted_here", error=type(error).__name__)
        _local.charge((bucket.key, bucket.rate, bucket.window), cost=cost)


def _take(buckets: tuple[Bucket, ...], *, cost: int, script: Script | None) -> Taken:
    passes, *left = _asked(buckets, cost=cost, script=script)
    return _told(buckets, bool(int(passes)), [float(each) for each in left], cost=cost)


def _asked(
    buckets: tuple[Bucket, ...], *, cost: int, charge: bool = False, script: Script | None = None
) -> list[bytes]:
    if script is None:
        _away.must_be_over()
    args: list[int] = [cost, int(charge)]
    for each in buckets:
        args += [each.rate, each.window]
    try:
        told: list[bytes] = (script or _script())(keys=[each.key for each in buckets], args=args)
    except RedisError:
        _away.begins()
        raise
    return told


def _told(buckets: tuple[Bucket, ...], passes: bool, left: list[float], *, cost: int) -> Taken:  # noqa: FBT001 - what the script tells first
    tightest = min(range(len(left)), key=lambda at: left[at] - min(cost, buckets[at].rate))
    return Taken(passes, buckets[tightest], left[tightest], cost)


class _Away:
    """That Redis did not answer a moment ago."""

    def __init__(self) -> None:
        self._until = 0.0

    def begins(self) -> None:
        self._until = time.monotonic() + LEAVE_ALONE

    def must_be_over(self) -> None:
        if time.monotonic() < self._until:
            raise RedisError("did not answer a moment ago")


_away = _Away()
_local = LocalBuckets(size=20_000)


@cache
def _script() -> Script:
    return redis().register_script(TAKE)
