"""The connection follows its scope to another database, and back."""

import threading

import pytest
from django.db import connection, transaction
from psycopg.errors import UndefinedTable

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantSwitchInsideTransaction, enter
from guildhall.kernel.tenancy.shards import database_of
from tests.harness.owner import as_owner


@pytest.fixture
def eastern() -> Scope:
    """Make an empty schema and its role in the second cluster."""
    schema = f"t_east{new_id().hex[-12:]}"
    scope = Scope(tenant_id=new_id(), schema=schema, role=schema, slug="eastern", shard="east")
    with as_owner(shard="east") as owner:
        owner.execute(f"CREATE ROLE {schema} NOLOGIN; GRANT {schema} TO app")
        owner.execute(f"CREATE SCHEMA {schema}; CREATE TABLE {schema}.place (name text)")
        owner.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}")
        owner.execute(f"GRANT SELECT, INSERT ON {schema}.place TO {schema}")
    return scope


def write(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO place (name) VALUES (%s)", [name])


def names() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM place ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


def cluster() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inet_server_port()")
        return int(cursor.fetchone()[0])


def test_a_scope_of_another_shard_is_worked_on_there(
    eastern: Scope, scopes: dict[str, Scope]
) -> None:
    ports = []
    for scope in (scopes["alpha"], eastern, PLATFORM, eastern):
        with enter(scope):
            ports.append(cluster())

    assert ports[0] == ports[2]
    assert ports[1] == ports[3]
    assert ports[0] != ports[1]


def test_a_transaction_commits_and_rolls_back_in_the_other_database(eastern: Scope) -> None:
    with enter(eastern):
        with transaction.atomic():
            write("kept")
        with transaction.atomic():
            write("lost")
            transaction.set_rollback(True)

        assert names() == ["kept"]


def test_what_follows_a_commit_runs_after_it(eastern: Scope) -> None:
    seen: list[list[str]] = []
    with enter(eastern), transaction.atomic():
        write("told")
        transaction.on_commit(lambda: seen.append(names()))

    assert seen == [["told"]]


def test_a_transaction_begun_in_one_database_refuses_a_tenant_of_another(
    eastern: Scope, scopes: dict[str, Scope]
) -> None:
    with (
        enter(scopes["alpha"]),
        pytest.raises(TenantSwitchInsideTransaction),
        transaction.atomic(),
        enter(eastern),
    ):
        names()


def test_a_schema_of_one_shard_is_not_found_in_the_other(eastern: Scope) -> None:
    misplaced = Scope(tenant_id=eastern.tenant_id, schema=eastern.schema, role=PLATFORM.role)
    with enter(misplaced), pytest.raises(Exception, match="place") as caught:
        names()

    assert isinstance(caught.value.__cause__, UndefinedTable)


def test_threads_that_hop_between_shards_keep_apart(
    eastern: Scope, scopes: dict[str, Scope]
) -> None:
    wrong: list[int] = []
    with enter(eastern):
        east = cluster()

    def hop() -> None:
        for _ in range(20):
            with enter(eastern):
                wrong.extend([1] if cluster() != east else [])
            with enter(scopes["alpha"]):
                wrong.extend([1] if cluster() == east else [])
        connection.close()

    threads = [threading.Thread(target=hop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@pytest.mark.parametrize(
    ("shard", "alias", "database"),
    [
        ("default", "default", "default"),
        ("east", "default", "east"),
        ("default", "owner", "owner"),
        ("east", "owner", "east_owner"),
        ("east", "west_owner", "west_owner"),
    ],
)
def test_each_alias_knows_where_a_shard_lies(shard: str, alias: str, database: str) -> None:
    assert database_of(shard, alias) == database
