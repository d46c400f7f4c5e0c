"""Rows written by statements that are put together from a model once, not for every row anew.

Django derives each INSERT from expressions, which costs more than PostgreSQL takes to run
it. Here a model's columns are looked up once, and values go to psycopg as they are. For the
few places where a customer is waiting: docs/decisions/0008.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.sql import Query


@dataclass(frozen=True, slots=True)
class _Column:
    """The attribute of a model that holds a value, and how SQL names and types it."""

    attribute: str
    name: str
    type: str
    json: Callable[[Any, Any], Any] | None

    @classmethod
    def of(cls, field: "Field[Any, Any]") -> Self:
        """Return a field's column. Only JSON is prepared: a list of it could be an array, too."""
        return cls(
            attribute=field.attname,
            name=_quoted(str(field.column)),
            type=str(field.rel_db_type(connections[DEFAULT_DB_ALIAS])),
            json=field.get_db_prep_save if isinstance(field, JSONField) else None,
        )


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows of a model become an INSERT: what stands before them, and where values are."""

    before: str
    values: Callable[[Model], tuple[Any, ...]]
    line: str
    json: tuple[tuple[int, Callable[[Any, Any], Any]], ...]


@cache
def _columns(model: type[Model]) -> dict[str, _Column]:
    return {field.attname: _Column.of(field) for field in model._meta.concrete_fields}


@cache
def _shape(model: type[Model]) -> _Shape:
    counted = {model._meta.auto_field.attname} if model._meta.auto_field else set()
    columns = [each for name, each in _columns(model).items() if name not in counted]
    names = ", ".join(column.name for column in columns)
    table = _quoted(model._meta.db_table)
    return _Shape(
        before=f"INSERT INTO {table} ({names}) VALUES ",  # noqa: S608 - names of a model
        values=attrgetter(*(column.attribute for column in columns)),
        line=f"({', '.join(['%s'] * len(columns))})",
        json=tuple((i, column.json) for i, column in enumerate(columns) if column.json),
    )


@cache
def _update(model: type[Model], attributes: tuple[str, ...]) -> tuple[str, str, str]:
    """Return what stands before the values, one row of places, and what stands after them."""
    key, *changed = (_columns(model)[name] for name in attributes)
    table = _quoted(model._meta.db_table)
    sets = ", ".join(f"{column.name} = new.{column.name}" for column in changed)
    places = ", ".join(f"%s::{column.type}" for column in (key, *changed))
    names = ", ".join(column.name for column in (key, *changed))
    before = f"UPDATE {table} SET {sets} FROM (VALUES "  # noqa: S608 - names of a model
    return before, f"({places})", f") AS new ({names}) WHERE {table}.{key.name} = new.{key.name}"


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that is not sent yet, and its values."""

    text: str
    params: Sequence[Any]


NOTHING = Statement("", ())


def insertion(rows: Sequence[Model], *, using: str = DEFAULT_DB_ALIAS) -> Statement:
    """Return the statement that inserts rows of one model, for `send_together`."""
    shape = _shape(type(rows[0]))
    params: list[Any] = []
    lines = []
    for row in rows:
        line, values = _line(row, shape, connections[using])
        lines.append(line)
        params += values
    return Statement(shape.before + ", ".join(lines), params)


def send_together(
    first: Statement, *others: Statement, using: str = DEFAULT_DB_ALIAS
) -> list[tuple[Any, ...]]:
    """Send several statements in one message, and return what the first one returns.

    Each message costs a wait, and on a row that many want all of them wait for it.
    """
    statements = [each for each in (first, *others) if each.text]
    with connections[using].cursor() as cursor:
        _execute(cursor, statements)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def send(*statements: Statement, using: str = DEFAULT_DB_ALIAS) -> None:
    """Send statements that return nothing in one message; none at all where all are empty."""
    told = [each for each in statements if each.text]
    if told:
        with connections[using].cursor() as cursor:
            _execute(cursor, told)


def _execute(cursor: Any, statements: Sequence[Statement]) -> None:
    cursor.execute(
        "; ".join(each.text for each in statements),
        [value for each in statements for value in each.params],
    )


def insert_rows(
    rows: Sequence[Model],
    *,
    reading: str = "",
    others: Sequence[Statement] = (),
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Insert rows of one model in one statement, and send `others` after it in one message.

    `reading` is the attribute that the database makes up and that is read back.
    """
    if not rows:
        return
    statement = insertion(rows, using=using)
    returning = f" RETURNING {_columns(type(rows[0]))[reading].name}" if reading else ""
    with connections[using].cursor() as cursor:
        told = [each for each in others if each.text]
        _execute(cursor, [Statement(statement.text + returning, statement.params), *told])
        if reading:
            for row, (made,) in zip(rows, cursor.fetchall(), strict=True):
                setattr(row, reading, made)
    _note_written(rows, using)


def _note_written(rows: Sequence[Model], using: str) -> None:
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - what Model.save does after its INSERT
        row._state.db = using  # noqa: SLF001 - likewise


def _line(row: Model, shape: _Shape, connection: Any) -> tuple[str, list[Any]]:
    """Return the places of one row's values, and the values."""
    values = list(shape.values(row))
    for i, prepare in shape.json:
        values[i] = prepare(values[i], connection)
    if not any(isinstance(value, Expression) for value in values):
        return shape.line, values
    places = ["%s"] * len(values)
    params: list[Any] = []
    for i, value in enumerate(values):
        if isinstance(value, DatabaseDefault):
            places[i] = "DEFAULT"
        elif isinstance(value, Expression):
            compiler = Query(type(row)).get_compiler(connection=connection)
            places[i], inner = compiler.compile(value)
            params += inner
        else:
            params.append(value)
    return f"({', '.join(places)})", params


def insert_if_new(row: Model, *, unique: str, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Insert a row unless another has the value of this attribute; return whether it did.

    One that another transaction is inserting is waited for.
    """
    statement = insertion([row], using=using)
    column = _columns(type(row))[unique].name
    text = f"{statement.text} ON CONFLICT ({column}) DO NOTHING"
    with connections[using].cursor() as cursor:
        cursor.execute(text, statement.params)
        is_new: bool = cursor.rowcount == 1
    if is_new:
        _note_written([row], using)
    return is_new


def updating(
    rows: Sequence[Model], *, changed: Sequence[str], using: str = DEFAULT_DB_ALIAS
) -> Statement:
    """Return the statement that writes these attributes of rows of one model, found by key."""
    if not rows:
        return NOTHING
    connection = connections[using]
    model = type(rows[0])
    names = (model._meta.pk.attname, *changed)
    before, places, after = _update(model, names)
    columns = [_columns(model)[name] for name in names]
    params = [
        column.json(getattr(row, column.attribute), connection)
        if column.json
        else getattr(row, column.attribute)
        for row in rows
        for column in columns
    ]
    return Statement(before + ", ".join([places] * len(rows)) + after, params)


def update_rows(
    rows: Sequence[Model], *, changed: Sequence[str], using: str = DEFAULT_DB_ALIAS
) -> None:
    """Write these attributes of rows of one model, found by primary key, in one statement."""
    if rows:
        send(updating(rows, changed=changed, using=using), using=using)
