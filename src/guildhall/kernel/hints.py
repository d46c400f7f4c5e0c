"""Telling the relay that a tenant has something pending. A lost hint is found by the sweep."""

import structlog
from redis.exceptions import RedisError

from guildhall.kernel.redis import redis, send_on_commit
from guildhall.kernel.tenancy import require

log = structlog.get_logger(__name__)

PENDING = "guildhall:facts:pending"


def hint_on_commit(using: str) -> None:
    """Hint once per transaction, after it has committed."""
    send_on_commit("SADD", PENDING, str(require().tenant_id), lost="hint_lost", using=using)


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
