"""Behind PgBouncer in transaction mode, with one server connection for everybody."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connections, transaction

from guildhall.config.environment import database
from guildhall.config.safety import BehindPooler, must_be_told_of
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
from tests.harness.pgbouncer import Pooler, pgbouncer

BEHIND = "behind"
HERE = "SELECT current_user || ' ' || current_schema()"
SESSION = (
    "SELECT current_user, current_setting('search_path'), current_setting('statement_timeout')"
)
SENT = re.compile(r'\tQuery\t "(.*)"$', re.MULTILINE)


@pytest.fixture(scope="module")
def pooler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pooler]:
    with pgbouncer(tmp_path_factory.mktemp("pooler")) as found:
        yield found


@pytest.fixture(autouse=True)
def _unit() -> None:
    """No unit of work but those that a test says: in place of everybody's."""


def connect(pooler: Pooler, *, pool_size: int = 0) -> DatabaseWrapper:
    values = database(pooler.app_url, pin="role", pool_size=pool_size, pooler="transaction")
    assert values["ENGINE"] == "guildhall.kernel.tenancy.pooled"
    return DatabaseWrapper({**settings.DATABASES["default"], **values}, alias=BEHIND)


@pytest.fixture
def behind(pooler: Pooler, committed: dict[str, Scope]) -> Iterator[DatabaseWrapper]:
    """Connect through the pooler, under an alias of its own."""
    wrapper = connect(pooler)
    connections[BEHIND] = wrapper
    yield wrapper
    wrapper.close()
    del connections[BEHIND]


@pytest.fixture
def another(pooler: Pooler) -> Iterator[psycopg.Connection[Any]]:
    """Another program's connection through the same pooler, to the same server connection."""
    with psycopg.connect(pooler.app_url, autocommit=True, prepare_threshold=None) as raw:
        yield raw


def ask(question: str = HERE) -> Any:
    with connections[BEHIND].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def inside(scope: Scope) -> str:
    return f"{scope.role} {scope.schema}"


def add_brand(code: str) -> None:
    Brand.objects.using(BEHIND).create(code=code, name=code)


def brands(scope: Scope) -> list[str]:
    """Return what is committed, as the owner sees it past the pooler."""
    with as_owner(scope) as connection:
        rows = connection.execute("SELECT code FROM organization_brand ORDER BY code")
        return [code for (code,) in rows.fetchall()]


@contextmanager
def sent(wrapper: DatabaseWrapper) -> Iterator[list[str]]:
    """Collect the queries that leave for the pooler."""
    queries: list[str] = []
    wrapper.ensure_connection()
    with TemporaryFile("w+b") as file:
        wrapper.connection.pgconn.trace(file.fileno())
        try:
            yield queries
        finally:
            wrapper.connection.pgconn.untrace()
            file.seek(0)
            queries += SENT.findall(file.read().decode())


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


def test_the_reads_of_a_request_share_one_transaction(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with sent(behind) as queries, enter(scopes["alpha"]), request_unit():
        for _ in range(3):
            ask()

    assert [query.split(";")[0] for query in queries] == ["BEGIN", HERE, HERE, HERE, "COMMIT"]


def test_each_statement_of_a_job_stands_by_itself(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with sent(behind) as queries, enter(scopes["alpha"]), unit():
        for _ in range(2):
            ask()

    assert [query.split(";")[0] for query in queries] == ["BEGIN", HERE, "COMMIT"] * 2


def test_a_write_outside_an_atomic_block_is_committed_at_once(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    """What comes after it cannot take it back: a refusal, an error, the end of the request."""
    with enter(scopes["alpha"]), suppress(ZeroDivisionError), request_unit():
        ask()
        add_brand("kept")
        assert brands(scopes["alpha"]) == ["kept"]
        with suppress(DatabaseError):
            ask("SELECT 1/0")
        raise ZeroDivisionError

    assert brands(scopes["alpha"]) == ["kept"]


def test_an_atomic_block_of_a_request_commits_where_it_ends(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    seen: list[list[str]] = []
    with enter(scopes["alpha"]), request_unit():
        ask()
        with transaction.atomic(using=BEHIND):
            add_brand("inside")
            transaction.on_commit(lambda: seen.append(brands(scopes["alpha"])), using=BEHIND)
        assert brands(scopes["alpha"]) == ["inside"]

    assert seen == [["inside"]]


def test_an_atomic_block_that_fails_leaves_nothing(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), request_unit():
        with suppress(ZeroDivisionError), transaction.atomic(using=BEHIND):
            add_brand("gone")
            raise ZeroDivisionError
        assert ask("SELECT count(*) FROM organization_brand") == 0

    assert brands(scopes["alpha"]) == []


def test_a_request_may_ask_the_platform_between_two_of_its_reads(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    """With one server connection it would wait for itself, had the first read not ended."""
    with enter(scopes["alpha"]), request_unit():
        told = [ask()]
        with enter(PLATFORM):
            told.append(ask())
        told.append(ask())

    assert told == [inside(scopes["alpha"]), inside(PLATFORM), inside(scopes["alpha"])]


def test_whoever_reads_holds_up_nobody_after_the_request(
    behind: DatabaseWrapper, scopes: dict[str, Scope], another: psycopg.Connection[Any]
) -> None:
    with enter(scopes["alpha"]), request_unit():
        ask()

    assert another.execute("SELECT 1").fetchone() == (1,)


def test_an_open_transaction_holds_up_everybody(
    behind: DatabaseWrapper, scopes: dict[str, Scope], another: psycopg.Connection[Any]
) -> None:
    """The control: the pooler has one server connection indeed."""
    with enter(scopes["alpha"]), transaction.atomic(using=BEHIND):
        ask()
        with pytest.raises(psycopg.errors.Error, match="query_wait_timeout"):
            another.execute("SELECT 1")


def test_a_unit_of_work_is_its_own_threads(
    pooler: Pooler, behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    def elsewhere() -> None:
        connections[BEHIND] = connect(pooler)
        try:
            with enter(scopes["alpha"]):
                ask()
        finally:
            connections[BEHIND].close()

    with enter(scopes["alpha"]), unit(), ThreadPoolExecutor(1) as threads:
        with pytest.raises(QueryOutsideTransaction):
            threads.submit(elsewhere).result()
        assert ask() == inside(scopes["alpha"])


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


def test_a_pool_in_the_process_works_before_a_pool_outside(
    pooler: Pooler, committed: dict[str, Scope]
) -> None:
    """With nothing to reset, it need not say anything when a connection comes back."""
    wrapper = connections[BEHIND] = connect(pooler, pool_size=1)
    assert "reset" not in wrapper.settings_dict["OPTIONS"]["pool"]
    try:
        for slug in ("alpha", "beta", "alpha", "gamma"):
            with enter(committed[slug]), request_unit():
                assert ask() == inside(committed[slug])
            wrapper.close()
    finally:
        wrapper.close_pool()
        del connections[BEHIND]


def test_a_lost_connection_costs_one_request(
    behind: DatabaseWrapper, scopes: dict[str, Scope]
) -> None:
    with enter(scopes["alpha"]), request_unit():
        backend = ask("SELECT pg_backend_pid()")
        with as_owner() as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        with pytest.raises(OperationalError):
            ask()

    behind.close_if_unusable_or_obsolete()
    with enter(scopes["alpha"]), request_unit():
        assert ask() == inside(scopes["alpha"])


def boot(url: str, pooler: str) -> None:
    with psycopg.connect(url) as connection:
        must_be_told_of(connection, pooler=pooler)


def test_a_process_that_was_not_told_of_its_pooler_does_not_start(pooler: Pooler) -> None:
    with pytest.raises(BehindPooler, match="GUILDHALL_POOLER=transaction"):
        boot(pooler.app_url, "none")


@pytest.mark.parametrize("told", ["session", "transaction"])
def test_a_process_that_was_told_starts(pooler: Pooler, told: str) -> None:
    boot(pooler.app_url, told)
    boot(os.environ["DATABASE_RELAY_URL"], told)  # the relay goes straight to the server


def test_a_process_without_a_pooler_starts() -> None:
    boot(os.environ["DATABASE_RELAY_URL"], "none")
