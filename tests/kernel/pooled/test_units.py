"""What a unit of work is behind a transaction pooler: reads share, writes stand by themselves."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connections, transaction

from guildhall.kernel.tenancy import (
    PLATFORM,
    Scope,
    enter,
)
from guildhall.kernel.tenancy.pooled.base import DatabaseWrapper, QueryOutsideTransaction
from guildhall.kernel.tenancy.units import request_unit, unit
from tests.harness.owner import as_owner
from tests.harness.pgbouncer import Pooler
from tests.kernel.pooled.lab import BEHIND, HERE, add_brand, ask, brands, connect, inside, sent


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
