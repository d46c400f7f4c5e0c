"""Two schemas change names in one transaction, and the company's role goes with the name.

Privileges belong to the objects, not to their names: the role is given its rights in what comes
in and loses those in what goes out. Every table that goes out is locked first, so that whoever
has written to it has committed, and whoever waits finds the new one when it goes on.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from psycopg import Connection, sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from guildhall.kernel.fault_points import reached
from tenants.archives.errors import CompanyBusy
from tenants.archives.operations.catalog import TABLES
from tenants.archives.ports import house
from tenants.artefact import grants, tables_of
from tenants.models import Tenant

TRIES = 5
_SEQUENCES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'S' AND c.relnamespace = %(incoming)s::regnamespace
AND EXISTS (SELECT FROM pg_class o WHERE o.relkind = 'S' AND o.relname = c.relname
            AND o.relnamespace = %(live)s::regnamespace)
"""
# Numbers that were given away since the archive are never given to somebody else.
_FURTHER = """
SELECT setval({incoming_name}, greatest(i.last_value, l.last_value),
    CASE WHEN l.last_value > i.last_value THEN l.is_called
         WHEN l.last_value = i.last_value THEN l.is_called OR i.is_called ELSE i.is_called END)
FROM {incoming} i, {live} l
"""


def swap(connection: Connection[Any], tenant: Tenant, *, incoming: str, outgoing: str) -> None:
    """Put `incoming` in the place of the live schema, which is called `outgoing` from then on.

    Refuses with CompanyBusy where its tables cannot be had for a moment.
    """
    _patiently(
        lambda: _swap(connection, tenant, incoming=incoming, outgoing=outgoing), slug=tenant.slug
    )


def _patiently(swap_once: Callable[[], None], *, slug: str) -> None:
    for left in reversed(range(TRIES)):
        try:
            swap_once()
        except (LockNotAvailable, DeadlockDetected) as error:
            if not left:
                raise CompanyBusy(slug=slug) from error
        else:
            return


def _swap(connection: Connection[Any], tenant: Tenant, *, incoming: str, outgoing: str) -> None:
    live, role = tenant.schema, tenant.schema
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = '2s'")
        connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"fleet:{live}"]
        )
        tables = [sql.Identifier(live, row[0]) for row in connection.execute(TABLES, [live])]
        lock = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE")
        connection.execute(lock.format(sql.SQL(", ").join(tables)))
        reached("archives.tables_locked")
        for statement in house().carried:
            connection.execute(
                sql.SQL(statement).format(
                    live=sql.Identifier(live), incoming=sql.Identifier(incoming)
                )
            )
        _move_sequences_on(connection, live=live, incoming=incoming)
        for statement in _renames(live=live, incoming=incoming, outgoing=outgoing):
            connection.execute(statement.encode())
        for statement in _rights(live=live, outgoing=outgoing, role=role):
            connection.execute(statement.encode())
        reached("archives.names_swapped")


def _move_sequences_on(connection: Connection[Any], *, live: str, incoming: str) -> None:
    names = connection.execute(_SEQUENCES, {"live": live, "incoming": incoming}).fetchall()
    for (name,) in names:
        further = sql.SQL(_FURTHER).format(
            incoming_name=sql.Literal(sql.Identifier(incoming, name).as_string()),
            incoming=sql.Identifier(incoming, name),
            live=sql.Identifier(live, name),
        )
        connection.execute(further)


def _renames(*, live: str, incoming: str, outgoing: str) -> tuple[str, ...]:
    return (
        f"ALTER SCHEMA {live} RENAME TO {outgoing}",
        f"ALTER SCHEMA {incoming} RENAME TO {live}",
    )


def _rights(*, live: str, outgoing: str, role: str) -> Iterator[str]:
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {outgoing} FROM {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {outgoing} FROM {role}"
    yield f"REVOKE ALL ON SCHEMA {outgoing} FROM {role}"
    yield from grants(live, tables_of(settings.TENANT_APPS), role=role)
