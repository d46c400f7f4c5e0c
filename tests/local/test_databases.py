from typing import LiteralString

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo

from guildhall.config.local.databases import prepare_database


def names(connection: psycopg.Connection, question: LiteralString) -> list[str]:
    return [row[0] for row in connection.execute(question)]


def test_the_app_role_has_no_power_of_its_own(as_app: psycopg.Connection) -> None:
    row = as_app.execute(
        "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()

    assert row == (False,) * 6


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.intruder (id int)",
        "CREATE TABLE ext.intruder (id int)",
        "CREATE SCHEMA intruder",
        "CREATE DATABASE intruder",
        "CREATE ROLE intruder",
        "SET ROLE guildhall_owner",
        "ALTER SYSTEM SET fsync = off",
    ],
)
def test_the_app_role_may_not(as_app: psycopg.Connection, statement: LiteralString) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_app.execute(statement)


def test_the_app_role_owns_nothing_and_belongs_to_nobody(as_owner: psycopg.Connection) -> None:
    owned = "SELECT 'x' FROM pg_shdepend WHERE refobjid = 'app'::regrole"
    memberships = "SELECT 'x' FROM pg_auth_members WHERE member = 'app'::regrole"

    assert names(as_owner, owned) == []
    assert names(as_owner, memberships) == []


def test_the_app_role_finds_no_table_without_a_tenant(
    as_app: psycopg.Connection, as_owner: psycopg.Connection
) -> None:
    as_owner.execute("CREATE TABLE IF NOT EXISTS public.plans (id int PRIMARY KEY)")

    assert as_app.execute("SHOW search_path").fetchone() == ("no_tenant",)
    assert as_app.execute("SHOW lock_timeout").fetchone() == ("5s",)
    with pytest.raises(errors.UndefinedTable):
        as_app.execute("SELECT * FROM plans")
    with pytest.raises(errors.InsufficientPrivilege):
        as_app.execute("SELECT * FROM public.plans")


def test_the_owner_can_do_its_work_and_is_no_superuser(as_owner: psycopg.Connection) -> None:
    as_owner.execute("CREATE SCHEMA t_one")
    as_owner.execute("CREATE ROLE t_one NOLOGIN")
    as_owner.execute("GRANT USAGE ON SCHEMA t_one TO t_one")
    as_owner.execute("GRANT t_one TO app")
    as_owner.execute("CREATE EXTENSION pg_trgm SCHEMA ext")

    as_owner.execute("DROP SCHEMA t_one")
    as_owner.execute("DROP ROLE t_one")
    as_owner.execute("DROP EXTENSION pg_trgm")
    assert as_owner.execute(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    ).fetchone() == (False,)


def test_both_schemas_belong_to_the_owner(as_owner: psycopg.Connection) -> None:
    question = (
        "SELECT nspname::text FROM pg_namespace"
        " WHERE nspowner = 'guildhall_owner'::regrole AND nspname IN ('public', 'ext')"
        " ORDER BY nspname"
    )

    assert names(as_owner, question) == ["ext", "public"]


def test_the_owner_can_prepare_another_database_twice(shared_env: dict[str, str]) -> None:
    owner_url = shared_env["DATABASE_OWNER_URL"]

    prepare_database(owner_url, "another")
    prepare_database(owner_url, "another")

    with psycopg.connect(make_conninfo(owner_url, dbname="another")) as connection:
        assert names(connection, "SELECT nspname::text FROM pg_namespace WHERE nspname='ext'")


def test_a_clone_has_the_tables_of_its_template(shared_env: dict[str, str]) -> None:
    owner_url = shared_env["DATABASE_OWNER_URL"]
    prepare_database(owner_url, "template_of_tests")
    with psycopg.connect(make_conninfo(owner_url, dbname="template_of_tests")) as connection:
        connection.execute("CREATE TABLE public.built_once (id int PRIMARY KEY)")

    prepare_database(owner_url, "clone_of_tests", template="template_of_tests")

    with psycopg.connect(make_conninfo(owner_url, dbname="clone_of_tests")) as connection:
        assert connection.execute("SELECT * FROM public.built_once").fetchall() == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("max_connections", "150"),
        ("max_locks_per_transaction", "1024"),
        ("wal_level", "logical"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("listen_addresses", "127.0.0.1"),
        ("fsync", "off"),
    ],
)
def test_the_cluster_is_set_as_designed(
    as_owner: psycopg.Connection, setting: str, value: str
) -> None:
    found = as_owner.execute("SELECT current_setting(%s)", [setting]).fetchone()

    assert found == (value,)
