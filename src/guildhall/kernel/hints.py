"""Telling the relay that a tenant has something pending. A lost hint is found by the sweep."""

import structlog
from django.db import connections, transaction
from redis.exceptions import RedisError

from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import require

log = structlog.get_logger(__name__)

PENDING = "guildhall:facts:pending"


def hint_on_commit(using: str) -> None:
    """Hint once per transaction, after it has committed."""
    waiting = connections[using].run_on_commit
    if not any(isinstance(entry[1], _Hint) for entry in waiting):
        transaction.on_commit(_Hint(str(require().tenant_id)), using=using)


class _Hint:
    def __init__(self, tenant_id: str) -> None:
        self._tenant_id = tenant_id

    def __call__(self) -> None:
        hint(self._tenant_id)


def hint(tenant_id: str) -> None:
    """Name a tenant that has something pending; without Redis the sweep will find it."""
    try:
        redis().sadd(PENDING, tenant_id)
    except RedisError as error:
        log.warning("hint_lost", error=type(error).__name__)


def take_hints(most: int = 256) -> set[str]:
    """Return the tenants hinted at since the last call, and forget them."""
    found = redis().spop(PENDING, most)
    return {_text(value) for value in found} if isinstance(found, list | set) else set()


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
