"""What is in a tenant's tables, read as the owner and past the house's own code."""

from typing import Any

from guildhall.kernel.tenancy import Scope
from tests.harness.owner import as_owner

# What the gate notes of each call that it lets in. No operation is done by it.
_NOTES = frozenset({"identity_capabilityuse", "identity_keynetwork"})
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"


def row_counts(scope: Scope) -> dict[str, int]:
    """Return how many rows each table of a schema holds."""
    tables = [table for (table,) in rows_in(scope, _TABLES, scope.schema)]
    each = "SELECT '{0}', count(*) FROM {0}"
    return dict(rows_in(scope, " UNION ALL ".join(each.format(table) for table in tables)))


def effects_in(scope: Scope) -> dict[str, int]:
    """Return how many rows each table holds, apart from what the gate notes of each call."""
    return {table: rows for table, rows in row_counts(scope).items() if table not in _NOTES}


def rows_in(scope: Scope, question: str, *values: object) -> list[Any]:
    """Return the rows of a question about a tenant's tables."""
    with as_owner(scope) as connection:
        return connection.execute(question.encode(), values or None).fetchall()
