"""Tables as Django makes them, without a second index for patterns that nobody asks."""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model


class SchemaEditor(DatabaseSchemaEditor):
    """Leaves out the `_like` index that Django adds to every unique or indexed text column.

    It serves `LIKE 'begin%'` outside the C locale. Our text searches look inside words, and
    every insert would keep it up to date, in every one of a thousand schemas.
    """

    def _create_like_index_sql(self, model: type[Model], field: "Field[Any, Any]") -> None:  # noqa: ARG002 - Django's signature
        return None
