"""Numbers that people see, such as ORD-2026-000123, from a database sequence.

They may have gaps: a sequence never waits for a transaction and never gives a number back.
"""

from django.db.models import CharField, Func, Value


class NextNumber(Func):
    """The next number of a series, as an expression, so that an insert needs no extra query."""

    template = "%(expressions)s"
    arg_joiner = " || "
    output_field = CharField()

    def __init__(self, sequence: str, *, prefix: str) -> None:
        super().__init__(Value(prefix), _Counted(Value(sequence)))


class _Counted(Func):
    """At least six digits of the sequence's next value."""

    template = "to_char(nextval(%(expressions)s), 'FM999999000000')"
    output_field = CharField()
