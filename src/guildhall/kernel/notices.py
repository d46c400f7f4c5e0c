"""Commits that no standby confirmed are unknown, not done.

When a wait for synchronous replication is canceled, PostgreSQL answers success and a
WARNING. Whoever believes that answer can lose an acknowledged sale at the next failover.
"""

from typing import Any
from weakref import WeakSet, ref

from django.db import OperationalError, connection
from psycopg import Connection
from psycopg.errors import Diagnostic

UNCONFIRMED = "canceling wait for synchronous replication"

_unconfirmed: WeakSet[Connection[Any]] = WeakSet()


class CommitNotReplicated(OperationalError):
    """The commit is on the primary alone: its outcome is unknown. Retry with the same key."""


def listen(raw: Connection[Any]) -> None:
    """Watch a new connection for the warning."""
    watched = ref(raw)

    def note(notice: Diagnostic) -> None:
        live = watched()
        if live is not None and UNCONFIRMED in (notice.message_primary or ""):
            _unconfirmed.add(live)

    raw.add_notice_handler(note)


def forget(raw: Connection[Any]) -> None:
    """Begin a transaction with no warning left over from a statement before it."""
    _unconfirmed.discard(raw)


def must_be_confirmed(raw: Connection[Any]) -> None:
    """Raise CommitNotReplicated if the commit just made was not confirmed by a standby."""
    if raw in _unconfirmed:
        _unconfirmed.discard(raw)
        raise CommitNotReplicated("the commit was not confirmed by a standby")


def fence() -> None:
    """Write a WAL record in this transaction, so that its commit waits for the standby.

    An answer that is merely repeated writes nothing and would not wait.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'guildhall.fence', '')")
