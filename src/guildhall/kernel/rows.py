"""Rows written by statements that are put together from a model once, not for every row anew.

Django derives each INSERT from expressions, which costs more than PostgreSQL takes to run
it. Here a model's columns are looked up once, and values go to psycopg as they are. For the
few places where a customer is waiting: docs/decisions/0008.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
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
    prepare: Callable[[Any, Any], Any] | None

    @classmethod
    def of(cls, field: "Field[Any, Any]") -> Self:
        """Return a field's column. Only JSON is prepared: a list of it could be an array, too."""
        connection = connections[DEFAULT_DB_ALIAS]
        return cls(
            attribute=field.attname,
            name=_quoted(str(field.column)),
            type=str(field.rel_db_type(connection)),
            prepare=field.get_db_prep_save if isinstance(field, JSONField) else None,
        )

    def value_of(self, row: Model, connection: Any) -> Any:
        value = getattr(row, self.attribute)
        return self.prepare(value, connection) if self.prepare else value


@cache
def _columns(model: type[Model]) -> dict[str, _Column]:
    return {field.attname: _Column.of(field) for field in model._meta.concrete_fields}


@cache
def _insert(model: type[Model]) -> tuple[str, tuple[_Column, ...]]:
    """Return what stands before the values, and the columns that have one."""
    counted = {model._meta.auto_field.attname} if model._meta.auto_field else set()
    columns = [each for name, each in _columns(model).items() if name not in counted]
    names = ", ".join(column.name for column in columns)
    table = _quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ", tuple(columns)  # noqa: S608 - names of a model


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


def insert_rows(
    rows: Sequence[Model], *, reading: str = "", using: str = DEFAULT_DB_ALIAS
) -> None:
    """Insert rows of one model in one statement.

    `reading` is the attribute that the database makes up and that is read back.
    """
    if not rows:
        return
    before, columns = _insert(type(rows[0]))
    params: list[Any] = []
    lines = []
    for row in rows:
        places, values = _line(row, columns, connections[using])
        lines.append(places)
        params += values
    returning = f" RETURNING {_columns(type(rows[0]))[reading].name}" if reading else ""
    with connections[using].cursor() as cursor:
        cursor.execute(before + ", ".join(lines) + returning, params)
        if reading:
            for row, (made,) in zip(rows, cursor.fetchall(), strict=True):
                setattr(row, reading, made)
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - what Model.save does after its INSERT
        row._state.db = using  # noqa: SLF001 - likewise


def _line(row: Model, columns: Sequence[_Column], connection: Any) -> tuple[str, list[Any]]:
    """Return the places of one row's values, and the values."""
    places = []
    values: list[Any] = []
    for column in columns:
        value = column.value_of(row, connection)
        if not isinstance(value, Expression):
            places.append("%s")
            values.append(value)
        elif isinstance(value, DatabaseDefault):
            places.append("DEFAULT")
        else:
            compiler = Query(type(row)).get_compiler(connection=connection)
            place, inner = compiler.compile(value)
            places.append(place)
            values += inner
    return f"({', '.join(places)})", values


def update_rows(
    rows: Sequence[Model], *, changed: Sequence[str], using: str = DEFAULT_DB_ALIAS
) -> None:
    """Write these attributes of rows of one model, found by primary key, in one statement."""
    if not rows:
        return
    connection = connections[using]
    model = type(rows[0])
    names = (model._meta.pk.attname, *changed)
    before, places, after = _update(model, names)
    columns = [_columns(model)[name] for name in names]
    params = [column.value_of(row, connection) for row in rows for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(before + ", ".join([places] * len(rows)) + after, params)
