"""Every row of the public schema that belongs to one company, wherever it lies.

Found by what the catalog says, not by a list: a table made tomorrow with a `tenant_id` is
emptied of an erased company, too, and what refers to its rows goes with them.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from tenants.archives.operations.ground import owner_of
from tenants.archives.ports import house

_TABLES = """
SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
AND a.attname = 'tenant_id' AND NOT a.attisdropped ORDER BY 1
"""
_REFERRING = """
SELECT c.relname, a.attname, r.attname FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = k.confkey[1]
WHERE k.contype = 'f' AND k.confrelid = %s::regclass AND k.conrelid <> k.confrelid
AND k.connamespace = 'public'::regnamespace
"""


def forget_rows(tenant_id: UUID) -> int:
    """Delete every row that names a company and whatever hangs on it; return how many."""
    kept = house().kept
    with owner_of("default") as connection, connection.transaction():
        tables = [row[0] for row in connection.execute(_TABLES) if row[0] not in kept]
        return sum(_forget(connection, table, tenant_id) for table in tables)


def _forget(connection: Connection[Any], table: str, tenant_id: UUID) -> int:
    mine = sql.SQL("SELECT {} FROM {} WHERE tenant_id = {}")
    count = 0
    for referring, column, key in connection.execute(_REFERRING, [f"public.{table}"]).fetchall():
        rows = mine.format(
            sql.Identifier(key), sql.Identifier("public", table), sql.Literal(tenant_id)
        )
        count += _cascade(connection, referring, column=column, rows=rows)
    delete = sql.SQL("DELETE FROM {} WHERE tenant_id = {}")
    done = connection.execute(
        delete.format(sql.Identifier("public", table), sql.Literal(tenant_id))
    )
    return count + done.rowcount


def _cascade(connection: Connection[Any], table: str, *, column: str, rows: sql.Composed) -> int:
    """Delete the rows of a table that refer to these, and first those that refer to them."""
    count = 0
    where = sql.SQL("{} IN ({})").format(sql.Identifier(column), rows)
    for referring, name, key in _referring(connection, table):
        inner = sql.SQL("SELECT {} FROM {} WHERE {}").format(
            sql.Identifier(key), sql.Identifier("public", table), where
        )
        count += _cascade(connection, referring, column=name, rows=inner)
    delete = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier("public", table), where)
    return count + connection.execute(delete).rowcount


def _referring(connection: Connection[Any], table: str) -> Iterator[tuple[str, str, str]]:
    yield from connection.execute(_REFERRING, [f"public.{table}"]).fetchall()
