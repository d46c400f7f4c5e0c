"""A schema beside the live one, built from an archive in one transaction: whole, or not there."""

import hashlib
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

from guildhall.kernel.fault_points import reached
from tenants.archives.errors import ArchiveDamaged, RestoreDiffers
from tenants.archives.operations import catalog
from tenants.archives.operations.copying import rows_of
from tenants.archives.operations.exporting import answers_in
from tenants.archives.operations.places import place, taken
from tenants.archives.rules import contents
from tenants.archives.rules.packing import unpack
from tenants.archives.types import Difference, Manifest, Question, TableLine


def build(connection: Connection[Any], manifest: Manifest, *, schema: str, key: bytes) -> None:
    """Build a schema from an archive. Nobody has a right in it yet, and no host leads to it.

    Tables first, then rows, then indexes and foreign keys. What COPY reads is compared with the
    archive's checksums, and so is what lies in the tables afterwards.
    Refuses with ArchiveDamaged or RestoreDiffers.
    """
    with connection.transaction():
        load(connection, manifest, schema=schema, key=key)
        _compare(connection, manifest, schema)
        reached("archives.schema_compared")


def load(connection: Connection[Any], manifest: Manifest, *, schema: str, key: bytes) -> None:
    """Build a schema from an archive and look no further. Refuses with ArchiveDamaged."""
    with connection.transaction():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        for statement in catalog.fitted(manifest.definition.before, schema):
            connection.execute(statement)
        reached("archives.tables_built")
        for line in manifest.tables:
            _load(connection, manifest, line, schema=schema, key=key)
        reached("archives.rows_loaded")
        for statement in catalog.fitted(manifest.definition.after, schema):
            connection.execute(statement)
        _set_sequences(connection, manifest, schema)


def differences(
    connection: Connection[Any], manifest: Manifest, schema: str
) -> tuple[Difference, ...]:
    """Return what a schema holds otherwise than the manifest says: rows, structure, answers."""
    found = contents.fingerprint(catalog.definition_of(connection, schema))
    structure = [Difference("structure", manifest.fingerprint, found)]
    questions = tuple(Question(answer.name, answer.sql) for answer in manifest.answers)
    return (
        *(each for each in structure if each.archived != each.found),
        *contents.table_differences(manifest.tables, _lines(connection, manifest, schema)),
        *contents.answer_differences(manifest.answers, answers_in(connection, schema, questions)),
    )


def _load(
    connection: Connection[Any], manifest: Manifest, line: TableLine, *, schema: str, key: bytes
) -> None:
    # FREEZE: the table is new in this transaction, so its rows need not be rewritten later.
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FREEZE)").format(
        sql.Identifier(schema, line.name), sql.SQL(", ").join(map(sql.Identifier, line.columns))
    )
    member = place(manifest.tenant_id, manifest.archive_id, f"tables/{line.name}")
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        with taken(member, key=key) as sealed, cursor.copy(statement) as copy:
            for block in unpack(sealed, name=line.name):
                digest.update(block)
                copy.write(block)
            if digest.hexdigest() != line.sha256:
                raise ArchiveDamaged(what=line.name)
        if cursor.rowcount != line.rows:
            raise ArchiveDamaged(what=line.name)
    reached("archives.table_loaded")


def _set_sequences(connection: Connection[Any], manifest: Manifest, schema: str) -> None:
    for line in manifest.sequences:
        name = sql.Identifier(schema, line.name).as_string(connection)
        connection.execute("SELECT setval(%s, %s, %s)", [name, line.value, line.is_called])


def _compare(connection: Connection[Any], manifest: Manifest, schema: str) -> None:
    found = differences(connection, manifest, schema)
    if found:
        raise RestoreDiffers(what=", ".join(each.what for each in found[:5]))


def _lines(connection: Connection[Any], manifest: Manifest, schema: str) -> Iterator[TableLine]:
    """Yield what the tables hold now, in the order in which the rows were loaded."""
    for line in manifest.tables:
        digest, size = hashlib.sha256(), 0
        copied = rows_of(connection, schema, table=line.name, columns=line.columns)
        for block in copied:
            digest.update(block)
            size += len(block)
        yield TableLine(line.name, line.columns, copied.rows, size, digest.hexdigest())
