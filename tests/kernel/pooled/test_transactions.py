"""Behind PgBouncer in transaction mode, with one server connection for everybody."""

import os
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from guildhall.kernel.tenancy import (
    PLATFORM,
    NoTenant,
    Scope,
    TenantSwitchInsideTransaction,
    enter,
)
from guildhall.kernel.tenancy.pooled.base import DatabaseWrapper, QueryOutsideTransaction
from guildhall.kernel.tenancy.units import request_unit, unit
from guildhall.organization.models import Brand
from tests.harness.owner import as_owner
from tests.harness.pgbouncer import Pooler
from tests.kernel.pooled.lab import BEHIND, HERE, ask, inside, sent

SESSION = (
    "SELECT current_user, current_setting('search_path'), current_setting('statement_timeout')"
)


def test_a_query_outside_a_transaction_is_refused(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), pytest.raises(QueryOutsideTransaction, match="unit of work"):
        Brand.objects.using(BEHIND).count()


def test_a_query_in_no_scope_is_refused_even_in_a_transaction(behind: DatabaseWrapper) -> None:
    with transaction.atomic(using=BEHIND), pytest.raises(NoTenant):
        Brand.objects.using(BEHIND).count()


def test_one_string_begins_a_transaction_and_pins_it(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    alpha = scopes["alpha"]

    with sent(behind) as queries, enter(alpha), transaction.atomic(using=BEHIND):
        told = [ask() for _ in range(2)]

    pin = (
        f'BEGIN; SET LOCAL search_path="{alpha.schema}", ext; SET LOCAL ROLE {alpha.role};'
        " SET LOCAL statement_timeout=15000; SET LOCAL TimeZone='UTC'"
    )
    assert told == [inside(alpha)] * 2
    assert [query.replace('\\"', '"') for query in queries] == [pin, HERE, HERE, "COMMIT"]


def asked(pooler: Pooler) -> int:
    """Return how many queries have come through to the database, of everybody."""
    shown = pooler.show("stats_totals")
    return sum(row["query_count"] for row in shown if row["database"] != "pgbouncer")


def test_connecting_says_nothing_to_the_session(pooler: Pooler, behind: DatabaseWrapper) -> None:
    with enter(PLATFORM), unit():
        ask()
    before = asked(pooler)
    behind.close()
    behind.connect()

    assert before > 0
    assert asked(pooler) == before


def test_a_transaction_leaves_the_server_connection_as_it_was(
    behind: DatabaseWrapper, scopes: dict[str, Scope], another: psycopg.Connection[Any]
) -> None:
    before = another.execute(SESSION).fetchone()
    for slug in ("alpha", "beta"):
        with enter(scopes[slug]), transaction.atomic(using=BEHIND):
            ask()
            if slug == "beta":
                transaction.set_rollback(True, using=BEHIND)
    with enter(scopes["gamma"]), request_unit():
        ask()

    assert another.execute(SESSION).fetchone() == before == ("app", "no_tenant", "0")


def test_a_transaction_keeps_to_one_tenant(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), unit(), transaction.atomic(using=BEHIND):
        ask()
        with enter(scopes["beta"]), pytest.raises(TenantSwitchInsideTransaction):
            ask()
        assert ask() == inside(scopes["alpha"])


def test_a_savepoint_that_is_rolled_back_leaves_the_transaction_in_its_scope(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    hurried = replace(scopes["alpha"], statement_ms=900)
    with enter(scopes["alpha"]), transaction.atomic(using=BEHIND):
        with suppress(ZeroDivisionError), transaction.atomic(using=BEHIND):
            ask()  # the first query of the transaction, after the savepoint
            raise ZeroDivisionError
        assert ask() == inside(scopes["alpha"])
        with suppress(ZeroDivisionError), enter(hurried), transaction.atomic(using=BEHIND):
            assert ask("SHOW statement_timeout") == "900ms"
            raise ZeroDivisionError
        assert ask("SHOW statement_timeout") == "15s"
        with enter(hurried):
            assert ask("SHOW statement_timeout") == "900ms"


def test_a_failed_statement_leaves_the_connection_in_its_scope(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), transaction.atomic(using=BEHIND):
        with suppress(DatabaseError), transaction.atomic(using=BEHIND):
            ask("SELECT 1/0")
        assert ask() == inside(scopes["alpha"])
    with enter(scopes["beta"]), request_unit():
        with pytest.raises(DatabaseError):
            ask("SELECT 1/0")
        assert ask() == inside(scopes["beta"])


def test_a_cursor_from_before_a_transaction_works_inside_it(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), behind.cursor() as cursor:
        with transaction.atomic(using=BEHIND):
            cursor.execute(HERE)
            assert cursor.fetchone() == (inside(scopes["alpha"]),)
        with pytest.raises(QueryOutsideTransaction):
            cursor.execute(HERE)


def test_our_time_zone_is_each_transactions_on_a_server_elsewhere(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    name = behind.settings_dict["NAME"]
    with as_owner() as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET TimeZone = "Asia/Tokyo"'.encode())
    try:
        with psycopg.connect(os.environ["DATABASE_URL"]) as raw:
            elsewhere = raw.execute("SHOW TimeZone").fetchone()
        behind.close()
        with enter(scopes["alpha"]), transaction.atomic(using=BEHIND):
            zone = ask("SHOW TimeZone")
    finally:
        with as_owner() as connection:
            connection.execute(f'ALTER DATABASE "{name}" RESET TimeZone'.encode())

    assert elsewhere == ("Asia/Tokyo",)
    assert zone == "UTC"
