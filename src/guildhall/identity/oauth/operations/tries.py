"""How often somebody may type a device's code: few, since eight letters can be guessed."""

import hashlib

import structlog
from redis.exceptions import RedisError

from guildhall.identity.oauth.errors import DeviceTries
from guildhall.kernel.cache import scoped_key
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp

log = structlog.get_logger(__name__)

SECONDS = 600
BY_PERSON = 20
BY_ADDRESS = 60
"""In ten minutes. With 20^8 codes and a thousand devices waiting, one in a million finds one."""


def count_try(stamp: Stamp) -> None:
    """Count one code typed. Refuses with DeviceTries after too many, and where none can count."""
    _count(stamp.by.name, most=BY_PERSON)
    if stamp.origin.address:
        _count(stamp.origin.address, most=BY_ADDRESS)


def _count(who: str, *, most: int) -> None:
    key = scoped_key(hashlib.sha256(who.encode()).hexdigest(), "device_tries", 1)
    try:
        with redis().pipeline() as steps:
            steps.set(key, 0, nx=True, ex=SECONDS)
            steps.incr(key)
            tries = steps.execute()[1]
    except RedisError as error:
        log.warning("tries_not_counted", error=type(error).__name__)
        raise DeviceTries(minutes=SECONDS // 60) from error
    if tries > most:
        raise DeviceTries(minutes=SECONDS // 60)
