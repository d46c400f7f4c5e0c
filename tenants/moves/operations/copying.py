"""The first step: the schema, made anew by this release's script, with the rows of one snapshot.

A replication slot is made first: whatever commits after the snapshot waits in it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from psycopg import sql

from guildhall.kernel.fault_points import reached
from tenants.artefact import artefact
from tenants.moves.errors import CopyDiffers
from tenants.moves.operations.clearing import clear_the_way
from tenants.moves.operations.journey import Journey, advance, note
from tenants.moves.operations.places import Raw, one, run, sender_of
from tenants.moves.rules import MIGRATIONS, moved_tables, tables_and_keys
from tenants.moves.states import MoveStep
from tenants.pool import SERIALIZE

_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = to_regnamespace(quote_ident(%s))
"""
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = to_regclass(quote_ident(%s) || '.' || quote_ident(%s))
  AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_ROLE = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def copy_rows(journey: Journey) -> None:
    """Make the schema on the other side and bring it the rows of one moment."""
    trip, began = journey.trip, time.monotonic()
    clear_the_way(journey.here, journey.there, trip)
    tables = tables_of(journey.here, trip.schema)
    note(trip, tables=len(tables), tables_done=0, rows=0)
    _publish(journey, tables)
    _make_role(journey)
    before, after = tables_and_keys(artefact().for_schema(trip.schema))
    with _snapshot(journey) as snapshot:
        _make(journey.there, before)
        reached("moves.tables_made")
        rows = _copy_all(journey, tables, snapshot)
    reached("moves.rows_copied")
    _make(journey.there, after)
    _copy_migrations(journey)
    _analyze(journey, tables)
    took = round((time.monotonic() - began) * 1_000)
    journey.way.tell(f"{trip.slug}: copied {rows} rows of {len(tables)} tables in {took} ms")
    advance(trip, MoveStep.COPY, rows=rows, copy_ms=took, tables_done=len(tables))


def tables_of(connection: Raw, schema: str) -> list[str]:
    """Return the tables of a schema whose rows travel."""
    return moved_tables([name for (name,) in connection.execute(_TABLES, [schema]).fetchall()])


def _publish(journey: Journey, tables: list[str]) -> None:
    schema = sql.Identifier(journey.trip.schema)
    names = sql.SQL(", ").join(
        sql.SQL("{}.{}").format(schema, sql.Identifier(table)) for table in tables
    )
    publish = sql.SQL("CREATE PUBLICATION {} FOR TABLE {}")
    journey.here.execute(publish.format(sql.Identifier(journey.trip.name), names))
    reached("moves.published")


def _make_role(journey: Journey) -> None:
    """Have the company's role there, under its name, for the application to become."""
    role, there = journey.trip.schema, journey.there
    if one(there, _ROLE, role) is None:
        run(there, "CREATE ROLE {role} NOLOGIN", role=role)
    app = settings.DATABASES[journey.trip.target]["USER"]
    run(there, "GRANT {role} TO {app}", role=role, app=app)


@contextmanager
def _snapshot(journey: Journey) -> Iterator[str]:
    """Make the slot; its snapshot can be read for as long as this connection does nothing else."""
    with sender_of(journey.trip.source) as mover:
        make = sql.SQL("CREATE_REPLICATION_SLOT {} LOGICAL pgoutput (SNAPSHOT 'export')")
        made = mover.execute(make.format(sql.Identifier(journey.trip.name))).fetchall()
        reached("moves.slot_made")
        yield str(made[0][2])


def _make(connection: Raw, script: str) -> None:
    """Run one part of the schema's script: it takes hundreds of locks, so one runs at a time."""
    with connection.transaction():
        connection.execute(SERIALIZE.encode())
        connection.execute(script.encode())


def _copy_all(journey: Journey, tables: list[str], snapshot: str) -> int:
    rows = 0
    with journey.here.transaction():
        journey.here.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        journey.here.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        for done, table in enumerate(tables, start=1):
            rows += _copy_one(journey, table)
            note(journey.trip, tables_done=done, rows=rows)
    return rows


def _copy_one(journey: Journey, table: str) -> int:
    schema = journey.trip.schema
    columns = [name for (name,) in journey.here.execute(_COLUMNS, [schema, table]).fetchall()]
    place = sql.SQL("{}.{} ({})").format(
        sql.Identifier(schema),
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    out, into = journey.here.cursor(), journey.there.cursor()
    with (
        out.copy(sql.SQL("COPY {} TO STDOUT").format(place)) as source,
        into.copy(sql.SQL("COPY {} FROM STDIN").format(place)) as sink,
    ):
        for block in source:
            sink.write(block)
    if out.rowcount != into.rowcount:
        raise CopyDiffers(table=table, here=out.rowcount, there=into.rowcount)
    return into.rowcount


def _copy_migrations(journey: Journey) -> None:
    """Say there which migrations the schema has had; the lock keeps that as it is meanwhile."""
    run(
        journey.there,
        "DELETE FROM {schema}.{table}",
        schema=journey.trip.schema,
        table=MIGRATIONS,
    )
    _copy_one(journey, MIGRATIONS)


def _analyze(journey: Journey, tables: list[str]) -> None:
    """Let the planner know the rows before anybody asks for them."""
    for table in tables:
        run(journey.there, "ANALYZE {schema}.{table}", schema=journey.trip.schema, table=table)
