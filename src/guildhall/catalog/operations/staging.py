"""Rows of a file in temporary tables, what they would change, and the change itself.

Statements over whole chunks, by hand: docs/decisions/0033. A check asks what differs and stops
there; an import asks the same and then writes what does.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from guildhall.catalog.operations.staging_sql import CREATE, DIFFERS, DROP, LOCK, TABLES, WRITES
from guildhall.catalog.queries.slots import Slot, lock_prices

KINDS = ("products", "variants", "barcodes", "options", "prices")


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row as the tables take it; ids are made up where something is new."""

    row: int
    sku: str
    product: str
    title: str | None
    variant_title: str | None
    suffix: str
    description: str | None
    brand: str | None
    place: UUID | None
    tax_class: UUID | None
    unit: str | None
    weight: int | None
    product_id: UUID
    variant_id: UUID
    adds_product: bool
    adds_variant: bool
    leads: bool


_values = attrgetter(*StagedRow.__slots__)


@dataclass(frozen=True, slots=True)
class Staged:
    """A chunk's good rows: what each says of its variant, its codes, its options, its prices."""

    rows: Sequence[StagedRow]
    barcodes: Sequence[tuple[Any, ...]]
    options: Sequence[tuple[Any, ...]]
    prices: Sequence[tuple[Any, ...]]


@contextmanager
def staged(chunk: Staged) -> Iterator[None]:
    """Lay a chunk out in temporary tables, for the length of a transaction at most."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    _copy("incoming", map(_values, chunk.rows))
    _copy("incoming_barcode", chunk.barcodes)
    _copy("incoming_option", chunk.options)
    _copy("incoming_price", chunk.prices)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incoming")
    yield
    with connection.cursor() as cursor:
        cursor.execute(DROP)


def _copy(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(TABLES[table])
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY pg_temp.{table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def differing(*, at: datetime) -> dict[str, list[int]]:
    """Return the rows that say something else than the catalogue at a moment, by what of it."""
    return {kind: _rows(DIFFERS[kind], at) for kind in KINDS}


def write(
    rows: dict[str, list[int]], *, places: Iterable[Slot], at: datetime, source: str
) -> None:
    """Write what is new, and of each kind what differs.

    Under the locks of its products first, then of these places of prices, then of variants: who
    changes a price takes the last two in this order.
    """
    touched = sorted({row for kind in KINDS for row in rows[kind]})
    told: dict[str, Any] = {"at": at, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"rows": touched})
        for place in places:
            lock_prices(place)
        cursor.execute(WRITES["new"][0], told)
        for kind in KINDS:
            for statement in WRITES[kind] if rows[kind] else ():
                cursor.execute(statement, {**told, "rows": rows[kind]})
        for statement in WRITES["touch"]:
            cursor.execute(statement, {**told, "rows": touched})


def _rows(statement: str, at: datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"at": at})
        return [row for (row,) in cursor.fetchall()]
