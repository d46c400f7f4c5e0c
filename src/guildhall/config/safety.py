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


def check(connection: Connection) -> None:
    row = connection.execute(_ASK).fetchone()
    mighty, inherits, owns = row or (True, True, True)
    if mighty or inherits or owns:
        raise UnsafeLogin(
            "the role of DATABASE_URL must be NOINHERIT, own nothing and be neither superuser "
            "nor CREATEROLE: create it with CREATE ROLE app LOGIN NOINHERIT"
        )
