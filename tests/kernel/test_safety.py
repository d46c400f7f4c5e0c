"""No process starts with a login that could reach more than one tenant at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from guildhall.config.safety import UnsafeLogin, check
from tests.harness.cluster import Cluster, scratch_cluster
from tests.harness.processes import background

ARRANGED = {
    "superuser": "ALTER ROLE probe SUPERUSER",
    "createrole": "ALTER ROLE probe CREATEROLE",
    "bypassrls": "ALTER ROLE probe BYPASSRLS",
    "inherits": "ALTER ROLE probe INHERIT",
    "inherits one grant": "CREATE ROLE t_probe; GRANT t_probe TO probe WITH INHERIT TRUE",
    "owns a table": "CREATE TABLE public.mine (id int); ALTER TABLE public.mine OWNER TO probe",
    "owns a schema": "CREATE SCHEMA mine AUTHORIZATION probe",
}
PROCESSES = ("relay", "worker", "scheduler", "wsgi", "asgi")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with scratch_cluster(tmp_path_factory.mktemp("safety")) as found:
        yield found


@contextmanager
def login_as_probe(cluster: Cluster, arrange: str) -> Iterator[psycopg.Connection]:
    """Yield the connection of a login that is safe but for what is arranged; then undo it all."""
    with psycopg.connect(cluster.superuser_url, autocommit=True) as superuser:
        superuser.execute("CREATE ROLE probe LOGIN NOINHERIT PASSWORD 'probe'")
        superuser.execute(sql.SQL(arrange))  # from the table above
        address = urlsplit(cluster.app_url).netloc.rpartition("@")[2]
        url = f"postgresql://probe:probe@{address}/guildhall"
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                yield connection
        finally:
            superuser.execute("DROP OWNED BY probe CASCADE; DROP ROLE IF EXISTS t_probe, probe")


@pytest.mark.parametrize("arrange", ARRANGED.values(), ids=ARRANGED)
def test_an_unsafe_login_is_refused(cluster: Cluster, arrange: str) -> None:
    with login_as_probe(cluster, arrange) as connection, pytest.raises(UnsafeLogin):
        check(connection)


def test_a_login_that_may_only_become_a_tenant_is_fine(cluster: Cluster) -> None:
    grant = "CREATE ROLE t_probe; GRANT t_probe TO probe"

    with login_as_probe(cluster, grant) as connection:
        check(connection)


def test_no_process_starts_with_an_unsafe_login(tmp_path: Path) -> None:
    owner = os.environ["DATABASE_OWNER_URL"]
    unsafe = {"DATABASE_URL": owner, "DATABASE_RELAY_URL": owner}
    started = [background(name, tmp_path, **unsafe) for name in PROCESSES]

    for process in started:
        process.start()

    for process in started:
        assert process.ended() == 1
        assert "UnsafeLogin: the role of DATABASE_URL must be NOINHERIT" in process.told()
