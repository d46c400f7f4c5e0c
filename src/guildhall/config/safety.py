"""What must be true of the database login before this process may serve anybody."""

from typing import Any

from django.conf import settings
from psycopg import Connection, connect

_ASK = """
SELECT r.rolsuper OR r.rolcreaterole OR r.rolbypassrls AS mighty,
       -- Since PostgreSQL 16 each grant says for itself whether it is inherited.
       r.rolinherit OR EXISTS (SELECT FROM pg_auth_members m
           WHERE m.member = r.oid AND pg_has_role(r.oid, m.roleid, 'USAGE')) AS inherits,
       EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
    OR EXISTS (SELECT FROM pg_namespace n WHERE n.nspowner = r.oid) AS owns
FROM pg_roles r WHERE r.rolname = current_user
"""


class UnsafeLogin(RuntimeError):
    """The login role of DATABASE_URL could reach more than one tenant at a time."""


class BehindPooler(RuntimeError):
    """A pooler stands before the database, and nobody has said so."""


def must_be_safe() -> None:
    """Raise UnsafeLogin unless each login is NOINHERIT, owns nothing and is no superuser."""
    for values in settings.DATABASES.values():
        if values["PIN"] == "role":
            _check_login(values)


def _check_login(values: dict[str, Any]) -> None:
    with connect(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
        connect_timeout=5,
    ) as connection:
        check(connection)
        must_be_told_of(connection, pooler=settings.POOLER)


def check(connection: Connection) -> None:
    row = connection.execute(_ASK).fetchone()
    mighty, inherits, owns = row or (True, True, True)
    if mighty or inherits or owns:
        raise UnsafeLogin(
            "the role of DATABASE_URL must be NOINHERIT, own nothing and be neither superuser "
            "nor CREATEROLE: create it with CREATE ROLE app LOGIN NOINHERIT"
        )


def must_be_told_of(connection: Connection, *, pooler: str) -> None:
    """Raise BehindPooler if a pooler stands in between that GUILDHALL_POOLER does not name.

    One in transaction mode would hand a tenant's session settings to whoever comes next. A
    pooler answers in its own name: the server's process is another than it has told us of.
    """
    answering = connection.execute("SELECT pg_backend_pid()").fetchone()
    if pooler == "none" and answering != (connection.info.backend_pid,):
        raise BehindPooler(
            "a connection pooler stands before the database: set GUILDHALL_POOLER=transaction, "
            "or GUILDHALL_POOLER=session where its pool_mode is session"
        )
