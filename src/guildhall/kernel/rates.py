"""How fast somebody may call: a token bucket per tenant and kind of route, in Redis.

One call of one script decides. Without Redis everybody is let pass: a limit on speed
protects the house, and a house without it is still better than one that is closed.
"""

from dataclasses import dataclass
from functools import cache

import structlog
from redis.commands.core import Script
from redis.exceptions import RedisError

from guildhall.kernel.redis import redis
from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy import require

log = structlog.get_logger(__name__)

# The bucket holds what one minute allows and fills evenly. The clock is Redis' own, so that
# processes on machines whose clocks differ share one bucket.
TAKE = """
local rate = tonumber(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or rate
local waited = math.max(0, now - (tonumber(kept[2]) or now))
tokens = math.min(rate, tokens + waited * rate / 60000)
local taken = 0
if tokens >= 1 then
  tokens = tokens - 1
  taken = 1
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], 61000)
local full = math.ceil((rate - tokens) * 60 / rate)
local again = math.ceil(math.max(0, 1 - tokens) * 60 / rate)
return {taken, math.floor(tokens), full, again}
"""


class PlanRateExceeded(Refusal):
    code = "plan.rate_exceeded"
    message = N_("Your plan allows {limit} API calls a minute. Try again in {seconds} seconds.")
    status = 429


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a call may pass, how many more may now, and the seconds until more may."""

    passes: bool
    limit: int
    remaining: int
    full_in: int
    again_in: int

    @property
    def headers(self) -> dict[str, str]:
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.full_in),
        }
        return told if self.passes else {**told, "Retry-After": str(max(1, self.again_in))}

    @property
    def refusal(self) -> PlanRateExceeded:
        return PlanRateExceeded(limit=self.limit, seconds=max(1, self.again_in))


def take_call(rate: int, *, kind: str, script: Script | None = None) -> Taken | None:
    """Take one call of this scope's `rate` a minute; None where Redis cannot be asked."""
    key = f"guildhall:rate:{require().prefix}:{kind}"
    try:
        taken, remaining, full_in, again_in = (script or _script())(keys=[key], args=[rate])
    except RedisError as error:
        log.warning("rate_not_counted", error=type(error).__name__)
        return None
    return Taken(bool(taken), rate, int(remaining), int(full_in), int(again_in))


@cache
def _script() -> Script:
    return redis().register_script(TAKE)
