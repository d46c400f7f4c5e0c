"""What a cluster needs before the first migration: login roles, a database, its schemas."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from guildhall.config.local.credentials import Credentials

OWNER = "guildhall_owner"
APP = "app"
MOVER = "guildhall_mover"
DATABASE = "guildhall"

SUBSCRIBER = "pg_create_subscription"

_ALONE = 7_402_011  # any number: one program at a time prepares a cluster


def prepare_roles(superuser_url: str, passwords: Credentials) -> None:
    """Have the login roles as they should be, whatever they were before."""
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_ALONE])
        _prepare_role(
            connection,
            OWNER,
            password=passwords.owner,
            attributes="CREATEROLE CREATEDB INHERIT NOREPLICATION",
        )
        _prepare_role(
            connection,
            APP,
            password=passwords.app,
            attributes="NOCREATEROLE NOCREATEDB NOINHERIT NOREPLICATION",
        )
        # Reads the stream of changes while a company moves away; may read no table.
        _prepare_role(
            connection,
            MOVER,
            password=passwords.mover,
            attributes="NOCREATEROLE NOCREATEDB NOINHERIT REPLICATION",
        )
        # While a company moves here, the owner follows the stream. PostgreSQL 15 lets none but
        # superusers do so, and a move refuses there.
        if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", SUBSCRIBER):
            grant = sql.SQL("GRANT {} TO {}")
            connection.execute(grant.format(sql.Identifier(SUBSCRIBER), sql.Identifier(OWNER)))
        # So that dropping a test's database can end what is still connected to it.
        connection.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
        app = sql.Identifier(APP)
        # Fail closed: whoever forgets to enter a tenant finds no table at all.
        connection.execute(sql.SQL("ALTER ROLE {} SET search_path = no_tenant").format(app))
        connection.execute(sql.SQL("ALTER ROLE {} SET lock_timeout = '5s'").format(app))


def prepare_database(url: str, name: str, *, template: str = "template1") -> None:
    """Have a database `name` owned by the owner role, with `ext` and a closed `public` in it.

    `url` is a superuser's or the owner's. A template brings its tables along: that is how the
    test suite makes its clones.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ALONE])
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
        _prepare_schemas(make_conninfo(url, dbname=name))


def _prepare_schemas(conninfo: str) -> None:
    owner = sql.Identifier(OWNER)
    with psycopg.connect(conninfo) as connection:
        for statement in (
            "CREATE SCHEMA IF NOT EXISTS ext AUTHORIZATION {}",
            "CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA ext",
            "ALTER SCHEMA public OWNER TO {}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        ):
            connection.execute(sql.SQL(statement).format(owner))


def _prepare_role(
    connection: psycopg.Connection, name: str, *, password: str, attributes: str
) -> None:
    role = sql.Identifier(name)
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    # The server sees the scram verifier alone: a log of statements holds no password.
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS {} PASSWORD {}").format(
            role, sql.SQL(attributes), sql.Literal(verifier.decode())
        )
    )


def _exists(connection: psycopg.Connection, question: str, name: str) -> bool:
    return connection.execute(question, [name]).fetchone() is not None
