"""The owner's way into both databases of a move, and the mover's into the one that is left."""

from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.errors import LockNotAvailable

from guildhall.kernel.tenancy.shards import OWNER, database_of
from tenants.fleet.types import lock_name
from tenants.moves.errors import CannotBeFollowed, CannotFollow, MoverMissing, ShardUnknown

type Raw = psycopg.Connection[Any]

# COPY runs as long as it runs; what waits for a lock gives up and is tried again.
_PATIENCE = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=5s"
# The fleet runner's lock: a schema is migrated or moved, never both.
# Waited for as long as for any lock: a program that has just died lets go in a moment.
_ALONE = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_CLUSTER = "SELECT system_identifier FROM pg_control_system()"
_MAY_FOLLOW = """
SELECT current_setting('server_version_num')::int / 10000, r.rolsuper OR EXISTS (
    SELECT FROM pg_roles s WHERE s.rolname = 'pg_create_subscription'
    AND pg_has_role(r.oid, s.oid, 'MEMBER'))
FROM pg_roles r WHERE r.rolname = current_user
"""


def shards() -> list[str]:
    """Return the databases that this program may make schemas in."""
    names = {alias.removesuffix(f"_{OWNER}") for alias in settings.DATABASES}
    return sorted(
        "default" if name == OWNER else name
        for name in names
        if name == OWNER or f"{name}_{OWNER}" in settings.DATABASES
    )


def must_be_known(shard: str) -> None:
    """Refuse with ShardUnknown unless the owner has a way into this database."""
    known = shards()
    if shard not in known:
        raise ShardUnknown(shard=shard, known=", ".join(known))


def owner_of(shard: str) -> Raw:
    """Connect to a shard as its owner, in autocommit, past every scope."""
    values = settings.DATABASES[database_of(shard, OWNER)]
    connection = psycopg.connect(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
        autocommit=True,
        connect_timeout=5,
        options=_PATIENCE,
    )
    # The last commits before a flip must be on disk, whatever the server's habit is.
    connection.execute("SET synchronous_commit = on")
    return connection


def mover_url(shard: str) -> str:
    """Return the login by which others follow a shard, or refuse with MoverMissing."""
    url: str | None = settings.MOVER_URLS.get(shard)
    if not url:
        suffix = "" if shard == "default" else f"_{shard.upper()}"
        raise MoverMissing(variable=f"DATABASE_MOVER_URL{suffix}")
    return url


def mover_of(shard: str) -> Raw:
    """Connect to a shard as the mover."""
    return psycopg.connect(mover_url(shard), autocommit=True, connect_timeout=5)


def sender_of(shard: str) -> Raw:
    """Connect to a shard as a follower does, who makes slots and speaks no other SQL."""
    address = make_conninfo(mover_url(shard), replication="database")
    return psycopg.connect(address, autocommit=True, connect_timeout=5)


def cluster_of(connection: Raw) -> int:
    """Return the identifier of the cluster that a connection leads to."""
    return int(one(connection, _CLUSTER))


def must_be_followable(source: Raw, shard: str) -> None:
    """Refuse with CannotBeFollowed unless the mover can follow this very database."""
    if one(source, "SHOW wal_level") != "logical":
        raise CannotBeFollowed(shard=shard, reason="its server needs wal_level = logical")
    if urlsplit(mover_url(shard)).password is None:
        raise CannotBeFollowed(shard=shard, reason="the mover's URL needs a password")
    try:
        with sender_of(shard) as mover:
            told = mover.execute("IDENTIFY_SYSTEM").fetchone()
    except psycopg.OperationalError as error:
        reason = f"its mover cannot log in for replication ({type(error).__name__})"
        raise CannotBeFollowed(shard=shard, reason=reason) from error
    if told is None or (int(told[0]), told[3]) != (cluster_of(source), source.info.dbname):
        raise CannotBeFollowed(shard=shard, reason="the mover's URL leads somewhere else")


def must_be_able_to_follow(target: Raw, shard: str) -> None:
    """Refuse with CannotFollow unless the owner may make subscriptions there."""
    row = target.execute(_MAY_FOLLOW).fetchone()
    version, may = row or (0, False)
    if not may:
        raise CannotFollow(shard=shard, reason=f"PostgreSQL {version}, or a right, is missing")


def is_alone(connection: Raw, schema: str) -> bool:
    """Take the lock that keeps migrations and other moves off a schema, if it becomes free."""
    try:
        connection.execute(_ALONE.encode(), [lock_name(schema)])
    except LockNotAvailable:
        return False
    return True


def one(connection: Raw, question: str, *values: object) -> Any:
    """Return the one value that a question has for an answer, or None."""
    row = connection.execute(question.encode(), values or None).fetchone()
    return row[0] if row else None


def has_schema(connection: Raw, schema: str) -> bool:
    return one(connection, "SELECT 1 FROM pg_namespace WHERE nspname = %s", schema) is not None


def run(connection: Raw, statement: str, **names: str) -> None:
    """Run one statement whose `{name}` places are identifiers."""
    places = {key: sql.Identifier(value) for key, value in names.items()}
    connection.execute(sql.SQL(statement).format(**places))
