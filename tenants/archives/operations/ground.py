"""The owner's own connections to a shard, past Django: COPY, DDL and session locks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from psycopg import Connection, sql
from psycopg.errors import LockNotAvailable

from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.errors import CompanyBusy, OwnerLoginMissing
from tenants.errors import TenantNotFound
from tenants.models import Tenant

# What COPY writes depends on these; both sides of a checksum have to agree.
_SETTINGS = """
SET search_path = ''; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;
SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET TimeZone = 'UTC';
SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_encoding = 'UTF8';
SET synchronize_seqscans = off
"""


@contextmanager
def owner_of(shard: str) -> Iterator[Connection[Any]]:
    """Connect to a shard as the owner, in autocommit. Refuses with OwnerLoginMissing."""
    values = settings.DATABASES.get("owner" if shard == "default" else f"{shard}_owner")
    if values is None:
        raise OwnerLoginMissing(shard=shard)
    with psycopg.connect(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
        connect_timeout=5,
        autocommit=True,
        prepare_threshold=None,
    ) as connection:
        connection.execute(_SETTINGS)
        yield connection


def keep_still(connection: Connection[Any], schema: str, *, slug: str) -> None:
    """Keep DDL away from a schema while this session lives, together with others who do.

    Whoever changes the schema takes the same name alone. Refuses with CompanyBusy.
    """
    _lock(connection, "pg_advisory_lock_shared", f"fleet:{schema}", slug=slug)


def work_alone(connection: Connection[Any], schema: str, *, slug: str) -> None:
    """Let nobody else restore or erase this company while the session lives, or refuse."""
    _lock(connection, "pg_advisory_lock", f"archives:{schema}", slug=slug)


def _lock(connection: Connection[Any], function: LiteralString, name: str, *, slug: str) -> None:
    connection.execute("SET lock_timeout = '5s'")
    try:
        take = sql.SQL("SELECT {}(hashtextextended(%s, 0))").format(sql.SQL(function))
        connection.execute(take, [name])
    except LockNotAvailable as error:
        raise CompanyBusy(slug=slug) from error
    finally:
        connection.execute("RESET lock_timeout")


def exists(connection: Connection[Any], schema: str) -> bool:
    found = connection.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema]).fetchone()
    return bool(found and found[0])


def drop_schema(connection: Connection[Any], schema: str, *, slug: str) -> int:
    """Drop a schema if it is there; return how many. Refuses with CompanyBusy."""
    if not exists(connection, schema):
        return 0
    try:
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '5s'")
            drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
            connection.execute(drop.format(sql.Identifier(schema)))
    except LockNotAvailable as error:
        raise CompanyBusy(slug=slug) from error
    return 1


def company(slug: str) -> Tenant:
    """Return a line of the roll. Refuses with TenantNotFound."""
    with enter(PLATFORM):
        found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        raise TenantNotFound(slug=slug)
    return found


def company_of(tenant_id: Any) -> Tenant:
    with enter(PLATFORM):
        found = Tenant.objects.filter(id=tenant_id).first()
    if found is None:
        raise TenantNotFound(slug=str(tenant_id))
    return found
