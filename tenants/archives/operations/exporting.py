"""One company's schema, copied in one snapshot to object storage, sealed, manifest last."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from psycopg import Connection

from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tenants.archives.operations import asking, catalog, places
from tenants.archives.operations.asking import Tell
from tenants.archives.operations.copying import rows_of
from tenants.archives.operations.ground import company, keep_still, owner_of
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.places import MANIFEST, names_below, place, put, taken
from tenants.archives.ports import house
from tenants.archives.rules import contents
from tenants.archives.rules.packing import pack, unpack
from tenants.archives.states import ArchiveKind
from tenants.archives.types import Answer, FileLine, Manifest, Question, TableLine
from tenants.directory import scope_of
from tenants.models import Tenant

_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


@dataclass(slots=True)
class Measured:
    """Bytes on their way: how many, and their checksum, once all have passed."""

    told: Tell
    done: int = 0
    rows: int = 0
    before: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def watch(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.digest.update(block)
            self.size += len(block)
            self.told(self.done, self.rows, self.before + self.size)
            yield block


def make_archive(slug: str, *, kind: ArchiveKind = ArchiveKind.MANUAL, stamp: Stamp) -> UUID:
    """Archive a company now; return the archive's id.

    Refuses with TenantNotFound, NotPermitted, CompanyBusy, SchemaNotPlain, ArchiveKeyMissing,
    DataKeyDestroyed or OwnerLoginMissing.
    """
    tenant = company(slug)
    stamp.by.must("tenants:edit")
    archive_id = asking.ask(tenant.id, kind=kind, stamp=stamp)
    fill_archive(tenant, archive_id=archive_id, stamp=stamp)
    return archive_id


def fill_archive(tenant: Tenant, *, archive_id: UUID, stamp: Stamp) -> Manifest:
    """Copy everything that belongs to a company into an archive that was asked for."""
    try:
        key = data_key(tenant.id)
        with snapshot_of(tenant) as connection:
            manifest, stored = _copied(
                connection, tenant, archive_id=archive_id, key=key, stamp=stamp
            )
        reached("archives.data_copied")
        name = place(tenant.id, archive_id, MANIFEST)
        stored += put(name, pack([contents.written(manifest)]), key=key)
        reached("archives.manifest_written")
        asking.finish(
            archive_id, rows=manifest.rows, size=manifest.bytes, stored=stored, stamp=stamp
        )
    except Exception as error:
        asking.fail(archive_id, error=error, stamp=stamp)
        raise
    return manifest


@contextmanager
def snapshot_of(tenant: Tenant) -> Iterator[Connection[Any]]:
    """Open one moment of a company's schema, and keep DDL away from it meanwhile."""
    with owner_of(tenant.shard) as connection:
        # Before the snapshot: one taken while we wait for the lock would be of before the DDL.
        keep_still(connection, tenant.schema, slug=tenant.slug)
        connection.execute(_SNAPSHOT)
        yield connection


def read_manifest(tenant_id: UUID, *, archive_id: UUID, key: bytes) -> Manifest:
    """Return an archive's table of contents. Refuses with ArchiveDamaged."""
    with taken(place(tenant_id, archive_id, MANIFEST), key=key) as sealed:
        return contents.read(b"".join(unpack(sealed, name=MANIFEST)))


def _copied(
    connection: Connection[Any], tenant: Tenant, *, archive_id: UUID, key: bytes, stamp: Stamp
) -> tuple[Manifest, int]:
    definition = catalog.definition_of(connection, tenant.schema)
    columns = catalog.columns_of(connection, tenant.schema)
    asking.start(archive_id, total=len(columns), schema_version=tenant.schema_version, at=stamp.at)
    reached("archives.export_started")
    tell = asking.progress_of(archive_id)
    tables, stored = _tables(connection, tenant, columns, archive_id=archive_id, key=key)
    answers = tuple(answers_in(connection, tenant.schema, house().questions))
    sequences = catalog.sequences_of(connection, tenant.schema)
    files, stored_files = _files(tenant, archive_id=archive_id, key=key)
    tell(len(columns), sum(line.rows for line in tables), sum(line.bytes for line in tables))
    manifest = Manifest(
        form=contents.FORM,
        archive_id=archive_id,
        tenant_id=tenant.id,
        slug=tenant.slug,
        taken_at=stamp.at,
        schema_version=tenant.schema_version,
        fingerprint=contents.fingerprint(definition),
        migrations=catalog.migrations_of(connection, tenant.schema),
        definition=definition,
        tables=tables,
        sequences=sequences,
        files=files,
        answers=answers,
    )
    return manifest, stored + stored_files


def _tables(
    connection: Connection[Any],
    tenant: Tenant,
    columns: Mapping[str, tuple[str, ...]],
    *,
    archive_id: UUID,
    key: bytes,
) -> tuple[tuple[TableLine, ...], int]:
    tell = asking.progress_of(archive_id)
    lines: list[TableLine] = []
    stored = rows = size = 0
    for done, (table, names) in enumerate(columns.items()):
        measured = Measured(tell, done, rows, size)
        copied = rows_of(connection, tenant.schema, table=table, columns=names)
        member = place(tenant.id, archive_id, f"tables/{table}")
        stored += put(member, pack(measured.watch(copied)), key=key)
        line = TableLine(table, names, copied.rows, measured.size, measured.digest.hexdigest())
        lines.append(line)
        rows, size = rows + line.rows, size + line.bytes
        tell(done + 1, rows, size)
        reached("archives.table_copied")
    return tuple(lines), stored


def answers_in(
    connection: Connection[Any], schema: str, questions: tuple[Question, ...]
) -> Iterator[Answer]:
    """Yield what the questions are answered inside a schema, as text."""
    path = f'"{schema}", ext'
    connection.execute("SELECT set_config('search_path', %s, false)", [path])
    for question in questions:
        row = connection.execute(question.sql.encode()).fetchone()
        yield Answer(question.name, question.sql, "" if row is None else str(row[0]))
    connection.execute("SET search_path = ''")


def _files(tenant: Tenant, *, archive_id: UUID, key: bytes) -> tuple[tuple[FileLine, ...], int]:
    lines = []
    stored = 0
    for number, name in enumerate(company_files(scope_of(tenant))):
        measured = Measured(lambda _done, _rows, _size: None)
        member = f"files/{number}"
        blocks = pack(measured.watch(file_blocks(scope_of(tenant), name)))
        stored += put(place(tenant.id, archive_id, member), blocks, key=key)
        lines.append(FileLine(name, measured.size, measured.digest.hexdigest(), member))
    return tuple(lines), stored


def company_files(scope: Scope) -> tuple[str, ...]:
    """Return the names of a company's own files."""
    with enter(scope):
        return tuple(names_below(storages["default"], ""))


def file_blocks(scope: Scope, name: str) -> Iterator[bytes]:
    with enter(scope), storages["default"].open(name, "rb") as source:
        while block := source.read(places.PIECE):
            yield block
