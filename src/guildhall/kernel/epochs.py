"""Marks in Redis that say "something cached has changed", seen by every process."""

import time

import structlog
from django.db import DEFAULT_DB_ALIAS, transaction
from redis.exceptions import RedisError

from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis

log = structlog.get_logger(__name__)


def epoch_of(name: str) -> str:
    """Return the epoch; when Redis is away, one that is never the same twice."""
    try:
        value = redis().get(f"guildhall:epoch:{name}")
    except RedisError as error:
        log.warning("epoch_unreadable", epoch=name, error=type(error).__name__)
        return f"unknown:{time.monotonic_ns()}"
    return value.decode() if isinstance(value, bytes) else "0"


def move_epoch_on_commit(name: str, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make every process drop what it cached under `name`, once this transaction commits."""
    transaction.on_commit(lambda: _move(name), using=using)


def move_every_epoch() -> None:
    """Make every process drop all it has cached: the data under it was exchanged as a whole."""
    try:
        names = [key.decode() for key in redis().scan_iter("guildhall:epoch:*", count=1_000)]
    except RedisError as error:
        log.warning("epochs_not_moved", error=type(error).__name__)
        return
    for name in names:
        _move(name.removeprefix("guildhall:epoch:"))


def _move(name: str) -> None:
    try:
        # Never a value that was there before: a count starts anew when Redis loses its data.
        redis().set(f"guildhall:epoch:{name}", str(new_id()))
    except RedisError as error:
        # Caches notice by their own time limit; the change itself is committed.
        log.warning("epoch_not_moved", epoch=name, error=type(error).__name__)
