"""What a schema is made of, read from PostgreSQL's catalog inside the snapshot of its data.

So an archive says by itself how to build what it holds, whatever release it came from, and
no second program has to see the same moment. `tests/tenants/archives` proves that what is
built by it equals what it was read from, right down to the identity columns.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection, sql

from tenants.archives.errors import SchemaNotPlain
from tenants.archives.rules.contents import PLACE
from tenants.archives.types import Definition, SequenceLine

TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = %s::regnamespace AND relkind = 'r' ORDER BY 1
"""
COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
       a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
       pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE n.nspname = %s AND c.relkind = 'r' ORDER BY c.relname, a.attnum
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = %s::regnamespace AND contype IN ('c', 'p', 'u', 'x', 'f')
ORDER BY contype = 'f', contype <> 'p', 1, 2
"""
INDEXES = """
SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = %s::regnamespace
AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                AND contype IN ('p', 'u', 'x'))
ORDER BY 1
"""
SEQUENCES = """
SELECT c.relname, s.seqtypid::regtype::text, seqstart, seqincrement, seqmin, seqmax, seqcache,
       seqcycle, d.deptype IS NOT NULL
FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'i' AND d.classid = 'pg_class'::regclass
WHERE c.relnamespace = %s::regnamespace ORDER BY 1
"""
OTHERS = """
SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace
UNION ALL SELECT 'relation ' || relname FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relkind NOT IN ('r', 'i', 'S')
UNION ALL SELECT 'type ' || typname FROM pg_type
    WHERE typnamespace = %(schema)s::regnamespace AND typrelid = 0 AND typelem = 0
UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
    WHERE c.relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
LIMIT 3
"""


def definition_of(connection: Connection[Any], schema: str) -> Definition:
    """Return the DDL of a schema. Refuses with SchemaNotPlain."""
    others = connection.execute(OTHERS, {"schema": schema}).fetchall()
    if others:
        raise SchemaNotPlain(schema=schema, found=", ".join(row[0] for row in others))
    sequences = connection.execute(SEQUENCES, [schema]).fetchall()
    constraints = connection.execute(CONSTRAINTS, [schema]).fetchall()
    added = [
        (kind, f"ALTER TABLE {table} ADD CONSTRAINT {_quoted(name)} {definition}")
        for table, name, kind, definition in constraints
    ]
    indexes = [row[0] for row in connection.execute(INDEXES, [schema])]
    before = [
        *(_sequence(schema, row) for row in sequences if not row[-1]),
        *_tables(connection, schema, {row[0]: row for row in sequences}),
        *(statement for kind, statement in added if kind == "c"),
    ]
    after = [
        *(statement for kind, statement in added if kind in "pux"),
        *indexes,
        *(statement for kind, statement in added if kind == "f"),
    ]
    return Definition(_anywhere(before, schema), _anywhere(after, schema))


def columns_of(connection: Connection[Any], schema: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of every table that hold data of their own."""
    found: dict[str, list[str]] = {name: [] for (name,) in connection.execute(TABLES, [schema])}
    for row in connection.execute(COLUMNS, [schema]):
        if not row[5]:  # what is generated is computed again
            found[row[0]].append(row[1])
    return {name: tuple(columns) for name, columns in found.items()}


def sequences_of(connection: Connection[Any], schema: str) -> tuple[SequenceLine, ...]:
    """Return where each sequence stands. Read after the rows: it is never behind them."""
    lines = []
    for row in connection.execute(SEQUENCES, [schema]).fetchall():
        ask = sql.SQL("SELECT last_value, is_called FROM {}").format(
            sql.Identifier(schema, row[0])
        )
        value = connection.execute(ask).fetchone()
        if value is not None:  # a sequence has one row, always
            lines.append(SequenceLine(row[0], *value))
    return tuple(lines)


def migrations_of(connection: Connection[Any], schema: str) -> tuple[str, ...]:
    ask = sql.SQL("SELECT app || '.' || name FROM {} ORDER BY 1")
    place = sql.Identifier(schema, "django_migrations")
    return tuple(row[0] for row in connection.execute(ask.format(place)))


def _tables(
    connection: Connection[Any], schema: str, sequences: dict[str, Sequence[Any]]
) -> Iterator[str]:
    columns: dict[str, list[str]] = {}
    for table, *column in connection.execute(COLUMNS, [schema]).fetchall():
        columns.setdefault(table, []).append(_column(column, schema, sequences))
    for table, lines in columns.items():
        yield f"CREATE TABLE {schema}.{_quoted(table)} (\n    " + ",\n    ".join(lines) + "\n)"


def _column(row: Sequence[Any], schema: str, sequences: dict[str, Sequence[Any]]) -> str:
    name, kind, not_null, identity, generated, default, collation, serial = row
    parts = [_quoted(name), kind]
    if collation:
        parts.append(f"COLLATE {collation}")
    if generated:
        parts.append(
            f"GENERATED ALWAYS AS ({default}) {'STORED' if generated == 's' else 'VIRTUAL'}"
        )
    elif default is not None:
        parts.append(f"DEFAULT {default}")
    if not_null:
        parts.append("NOT NULL")
    if identity:
        sequence = sequences[serial.rpartition(".")[2].strip('"')]
        when = "ALWAYS" if identity == "a" else "BY DEFAULT"
        place = f"{schema}.{_quoted(sequence[0])}"
        parts.append(f"GENERATED {when} AS IDENTITY (SEQUENCE NAME {place} {_limits(sequence)})")
    return " ".join(parts)


def _sequence(schema: str, row: Sequence[Any]) -> str:
    return f"CREATE SEQUENCE {schema}.{_quoted(row[0])} AS {row[1]} {_limits(row)}"


def _limits(row: Sequence[Any]) -> str:
    _, _, start, step, least, most, cached, cycles, _ = row
    text = f"START {start} INCREMENT {step} MINVALUE {least} MAXVALUE {most} CACHE {cached}"
    return text + (" CYCLE" if cycles else "")


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string()


def _anywhere(statements: Sequence[str], schema: str) -> tuple[str, ...]:
    return tuple(statement.replace(schema, PLACE) for statement in statements)


def fitted(statements: Sequence[str], schema: str) -> Iterator[bytes]:
    """Yield the statements for another schema."""
    for statement in statements:
        yield statement.replace(PLACE, schema).encode()
