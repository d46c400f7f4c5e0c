"""What is in a tenant's tables, read as the owner and past the house's own code."""

from typing import Any

from guildhall.kernel.tenancy import Scope
from tests.harness.owner import as_owner

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"


def row_counts(scope: Scope) -> dict[str, int]:
    """Return how many rows each table of a schema holds."""
    tables = [table for (table,) in rows_in(scope, _TABLES, scope.schema)]
    each = "SELECT '{0}', count(*) FROM {0}"
    return dict(rows_in(scope, " UNION ALL ".join(each.format(table) for table in tables)))


def rows_in(scope: Scope, question: str, *values: object) -> list[Any]:
    """Return the rows of a question about a tenant's tables."""
    with as_owner(scope) as connection:
        return connection.execute(question.encode(), values or None).fetchall()
