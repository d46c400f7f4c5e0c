"""Many values in one parameter, where Django's `in` sends each by itself."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """Whether a column is one of many values: `rows.filter(any_of("sku", skus))`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


def any_of(column: str, values: Iterable[object]) -> AnyOf:
    """Return a condition on a column, or on one behind a relation, as `filter` takes it."""
    return AnyOf(F(column), list(values))
