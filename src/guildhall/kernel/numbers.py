"""Numbers that people see, such as ORD-2026-000123, from a database sequence.

They may have gaps: a sequence never waits for a transaction and never gives a number back.
"""

from django.db.models import CharField, Func, Value


class NextNumber(Func):
    """The next number of a series, as an expression, so that an insert needs no extra query."""

    template = "%(expressions)s"
    output_field = CharField()

    def __init__(self, sequence: str, *, prefix: str) -> None:
        super().__init__(Value(prefix), Value(sequence))

    def as_sql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN201, ARG002 - Django's signature
        prefix, sequence = self.get_source_expressions()
        sql = "%s || to_char(nextval(%s), 'FM999999000000')"
        return sql, (prefix.value, sequence.value)
