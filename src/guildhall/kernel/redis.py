"""The one Redis client of a process. Redis only hints: nothing here may be the only copy."""

from functools import cache

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger(__name__)


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


def send_on_commit(*command: str, lost: str, using: str = DEFAULT_DB_ALIAS) -> None:
    """Send a command once this transaction has committed, all of its commands in one message.

    Outside a transaction at once. `lost` is what the log says where Redis is away.
    """
    for entry in connections[using].run_on_commit:
        if isinstance(entry[1], _Message):
            entry[1].commands[command] = lost
            return
    message = _Message()
    message.commands[command] = lost
    transaction.on_commit(message, using=using)


class _Message:
    """Commands in their order, each once."""

    def __init__(self) -> None:
        self.commands: dict[tuple[str, ...], str] = {}

    def __call__(self) -> None:
        sending = redis().pipeline(transaction=False)
        for command in self.commands:
            sending.execute_command(*command)  # type: ignore[no-untyped-call]
        try:
            sending.execute()
        except RedisError as error:
            for lost in dict.fromkeys(self.commands.values()):
                log.warning(lost, error=type(error).__name__)
