"""Every query is inside one scope: the connection sees to it, and PostgreSQL behind it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import OperationalError, ProgrammingError
from psycopg import sql

from guildhall.config.environment import database
from guildhall.kernel.tenancy import (
    PLATFORM,
    NoTenant,
    Scope,
    TenantSwitchInsideTransaction,
    enter,
)
from guildhall.kernel.tenancy.backend.base import DatabaseWrapper
from guildhall.kernel.tenancy.pool import forget_scope
from guildhall.organization.models import Brand
from tenants.artefact import tables_of
from tests.harness.owner import ask_owner

STATE = "SELECT current_setting('search_path'), current_user, current_setting('statement_timeout')"
HERE = "SELECT current_user || ' ' || current_schema()"


def rows_of(*name: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*name))


def ask(question: str | sql.Composed, using: Any = connection) -> Any:
    with using.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def inside(scope: Scope) -> str:
    return f"{scope.role} {scope.schema}"


def test_a_query_in_no_scope_is_an_error() -> None:
    with pytest.raises(NoTenant):
        Brand.objects.count()


def test_a_transaction_keeps_to_one_tenant(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]), transaction.atomic():
        Brand.objects.count()
        with enter(scopes["beta"]), pytest.raises(TenantSwitchInsideTransaction):
            Brand.objects.count()
        assert ask(HERE) == inside(scopes["alpha"])


def test_the_next_transaction_may_be_another_tenants(scopes: dict[str, Scope]) -> None:
    for slug in ("alpha", "beta", "alpha"):
        with enter(scopes[slug]), transaction.atomic():
            assert ask(HERE) == inside(scopes[slug])


def test_a_rollback_leaves_the_connection_in_its_scope(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]):
        ask(HERE)
    with enter(scopes["beta"]):
        with transaction.atomic():
            assert ask(HERE) == inside(scopes["beta"])
            transaction.set_rollback(True)
        assert ask(HERE) == inside(scopes["beta"])


def test_a_savepoint_that_is_rolled_back_leaves_the_connection_in_its_scope(
    scopes: dict[str, Scope],
) -> None:
    connection.close()
    with enter(scopes["alpha"]), transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            ask(HERE)  # the first query: pinned after the savepoint
            raise ZeroDivisionError
        assert ask(HERE) == inside(scopes["alpha"])


def test_a_failed_statement_leaves_the_connection_in_its_scope(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]), transaction.atomic():
        with suppress(DatabaseError), transaction.atomic():
            ask("SELECT 1/0")
        assert ask(HERE) == inside(scopes["alpha"])
    with enter(scopes["beta"]):
        assert ask(HERE) == inside(scopes["beta"])


def test_a_switch_costs_one_statement_and_staying_none(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]):
        ask(HERE)
        backend = connection.connection.info.backend_pid
        for _ in range(3):
            ask(HERE)
        sent = connection._applied  # type: ignore[attr-defined]  # noqa: SLF001 - the memory under test

    assert sent == scopes["alpha"].pin
    assert backend


@contextmanager
def pooled(**options: Any) -> Iterator[DatabaseWrapper]:
    """Yield a connection of a pool of one, made as the settings make it."""
    values = database(os.environ["DATABASE_URL"], pin="role", pool_size=1)
    values["OPTIONS"]["pool"]["reset"] = forget_scope
    filled = {**settings.DATABASES["default"], **values, **options}
    wrapper = DatabaseWrapper(filled, alias="pooled")
    try:
        yield wrapper
    finally:
        wrapper.close()
        wrapper.close_pool()


def test_a_connection_goes_back_to_the_pool_in_no_tenant(scopes: dict[str, Scope]) -> None:
    with pooled() as wrapper:
        with enter(scopes["alpha"]):
            first = ask("SELECT pg_backend_pid()", wrapper)
        wrapper.close()
        with wrapper.pool.connection() as raw:
            state = raw.execute(STATE).fetchone()
            zone = raw.execute("SHOW TimeZone").fetchone()
            second = raw.info.backend_pid

    assert second == first
    assert state == ("no_tenant", "app", "0")
    assert zone == ("UTC",)


def test_a_connection_goes_back_from_a_broken_transaction_in_no_tenant(
    scopes: dict[str, Scope],
) -> None:
    with pooled() as wrapper:
        with enter(scopes["alpha"]):
            wrapper.set_autocommit(False)
            with pytest.raises(DatabaseError):
                ask("SELECT 1/0", wrapper)
        wrapper.close()
        with wrapper.pool.connection() as raw:
            state = raw.execute(STATE).fetchone()

    assert state == ("no_tenant", "app", "0")


def test_a_pooled_connection_keeps_our_time_zone_on_a_server_elsewhere(
    scopes: dict[str, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c TimeZone=Asia/Tokyo")
    with pooled() as wrapper:
        zones = []
        for slug in ("alpha", "beta", "alpha"):
            with enter(scopes[slug]):
                zones.append(ask("SHOW TimeZone", wrapper))
            wrapper.close()

    assert zones == ["UTC"] * 3


def test_a_pooled_connection_is_pinned_anew_by_each_user(scopes: dict[str, Scope]) -> None:
    with pooled() as wrapper:
        for slug in ("alpha", "beta", "alpha", "gamma"):
            with enter(scopes[slug]):
                assert ask(HERE, wrapper) == inside(scopes[slug])
            wrapper.close()


@pytest.fixture
def login() -> Iterator[psycopg.Connection[Any]]:
    """Yield the application's login as it comes, in no tenant."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as raw:
        yield raw


@pytest.mark.parametrize("table", ["organization_brand", "kernel_fact", "orders_order"])
def test_the_login_alone_reads_no_tenant(
    scopes: dict[str, Scope], login: psycopg.Connection[Any], table: str
) -> None:
    schema = scopes["alpha"].schema

    with pytest.raises(psycopg.errors.UndefinedTable):
        login.execute(rows_of(table))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(rows_of(schema, table))
    login.execute(sql.SQL("SET search_path={}").format(sql.Identifier(schema)))
    with pytest.raises(psycopg.errors.UndefinedTable):  # no USAGE: as if it were not there
        login.execute(rows_of(table))


def test_a_tenants_role_reads_nobody_else_even_by_full_name(scopes: dict[str, Scope]) -> None:
    elsewhere = [(scopes["beta"].schema, "organization_brand"), ("public", "tenants_tenant")]
    with enter(scopes["alpha"]):
        for table in elsewhere:
            with pytest.raises(ProgrammingError, match="permission denied for schema"):
                ask(rows_of(*table))


def test_the_public_role_reads_no_tenant(scopes: dict[str, Scope]) -> None:
    with enter(PLATFORM), pytest.raises(ProgrammingError, match="permission denied"):
        ask(rows_of(scopes["alpha"].schema, "organization_brand"))


def test_a_missing_table_is_not_looked_for_in_public(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]), pytest.raises(ProgrammingError, match="does not exist"):
        ask("SELECT count(*) FROM tenants_tenant")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE ext.mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE organization_brand ADD COLUMN x int",
        "DROP TABLE organization_brand",
        "TRUNCATE organization_brand",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "CREATE ROLE mine",
    ],
)
def test_a_tenants_role_changes_rows_and_nothing_else(
    scopes: dict[str, Scope], statement: str
) -> None:
    with enter(scopes["alpha"]), pytest.raises(ProgrammingError, match=r"denied|must be owner"):
        ask(statement)


def test_no_ledger_of_a_tenant_can_be_rewritten(scopes: dict[str, Scope]) -> None:
    told = ask_owner(
        "SELECT array_agg(tablename::text) FROM pg_tables WHERE schemaname = %s"
        " AND NOT has_table_privilege(%s, format('%%I.%%I', schemaname, tablename), 'DELETE')",
        scopes["alpha"].schema,
        scopes["alpha"].role,
    )

    ledgers = {table for table, ledger in tables_of(settings.TENANT_APPS) if ledger}
    assert ledgers > {"kernel_fact", "kernel_delivery_done"}
    assert set(told) == ledgers | {"django_migrations"}
    with enter(scopes["alpha"]):
        for table in ledgers:
            with pytest.raises(ProgrammingError, match="permission denied"):
                ask(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def test_a_statement_has_its_scopes_time_and_no_more(scopes: dict[str, Scope]) -> None:
    hurried = replace(scopes["alpha"], statement_ms=50)

    with enter(hurried), pytest.raises(OperationalError, match="statement timeout"):
        ask("SELECT pg_sleep(5)")
    with enter(scopes["alpha"]):
        assert ask("SHOW statement_timeout") == "15s"


def test_migrating_in_no_scope_changes_nothing() -> None:
    count = "SELECT count(*) FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace"
    before = ask_owner(count)

    with pytest.raises(NoTenant):
        call_command("migrate", database="owner", interactive=False, verbosity=0)

    assert ask_owner(count) == before


def test_the_owners_connection_follows_the_scope_and_keeps_its_role(
    scopes: dict[str, Scope],
) -> None:
    with enter(scopes["alpha"]):
        told = ask(HERE, connections["owner"])

    assert told == f"guildhall_owner {scopes['alpha'].schema}"
