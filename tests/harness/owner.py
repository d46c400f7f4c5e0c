"""The owner's view of the database, past every scope: for arranging and for looking."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg

from guildhall.kernel.tenancy import Scope


@contextmanager
def as_owner(
    scope: Scope | None = None, *, shard: str = "default"
) -> Iterator[psycopg.Connection[Any]]:
    """Connect as the owner, in autocommit, with the path of this scope if one is given."""
    shard = scope.shard if scope is not None else shard
    name = "DATABASE_OWNER_URL" if shard == "default" else f"DATABASE_OWNER_URL_{shard.upper()}"
    with psycopg.connect(os.environ[name], autocommit=True) as connection:
        if scope is not None:
            path = f'"{scope.schema}", ext'
            connection.execute("SELECT set_config('search_path', %s, false)", [path])
        yield connection


def ask_owner(question: LiteralString, *values: object) -> Any:
    """Return the one value that a question has for an answer."""
    with as_owner() as connection:
        row = connection.execute(question, values).fetchone()
        assert row is not None
        return row[0]
