"""What a company takes along: every table as JSON lines and as CSV, and its files, in one ZIP."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg import Connection, sql

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.events import CustomerExportOpened
from tenants.archives.models import Archive
from tenants.archives.operations import asking, catalog
from tenants.archives.operations.copying import Copying
from tenants.archives.operations.exporting import company_files, file_blocks, snapshot_of
from tenants.archives.operations.ground import company_of
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.places import ZIP, place, put, taken
from tenants.archives.ports import house
from tenants.archives.queries import get_customer_export
from tenants.archives.rules.secrets import public_columns
from tenants.archives.rules.zipping import zipped
from tenants.archives.states import FOR_THE_COMPANY, ArchiveKind, ArchiveState
from tenants.directory import scope_of
from tenants.models import Tenant

# JSON has neither of these two characters in it, so nothing is ever quoted.
_AS_JSON = """
COPY (SELECT to_jsonb(t) FROM (SELECT {} FROM {}) t)
TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')
"""
_AS_CSV = "COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, HEADER)"
_EXPLAINED = """\
Everything that this company keeps here, as of {at}.

tables/<name>.jsonl  one row per line, as JSON
tables/<name>.csv    the same rows, with a head line; UTF-8
files/               the company's files
columns.json         which tables and columns there are

Left out, because whoever held them could sign in: passwords, sessions, invitations, and the
secrets of API keys.
"""


def ask_customer_export(
    tenant_id: UUID, *, kind: ArchiveKind = ArchiveKind.CUSTOMER, stamp: Stamp
) -> UUID:
    """Ask for everything that a company can take along; the next sweep makes it.

    Whoever asks twice gets the one that is on its way.
    Refuses with NotPermitted or TenantNotFound.
    """
    tenant = company_of(tenant_id)
    stamp.by.must("account:edit", "tenants:edit")
    with enter(PLATFORM):
        waiting = Archive.objects.filter(
            tenant_id=tenant.id,
            kind__in=FOR_THE_COMPANY,
            state__in=(ArchiveState.ASKED, ArchiveState.RUNNING),
        ).first()
    return waiting.id if waiting else asking.ask(tenant.id, kind=kind, stamp=stamp)


def make_customer_export(tenant_id: UUID, *, archive_id: UUID, stamp: Stamp) -> None:
    """Make a customer export that was asked for.

    Refuses with TenantNotFound, CompanyBusy, ArchiveKeyMissing, DataKeyDestroyed.
    """
    tenant = company_of(tenant_id)
    stamp.by.must("account:edit", "tenants:edit")
    try:
        _make(tenant, archive_id=archive_id, stamp=stamp)
    except Exception as error:
        asking.fail(archive_id, error=error, stamp=stamp)
        raise


def open_customer_export(tenant_id: UUID, *, archive_id: UUID, stamp: Stamp) -> Iterator[bytes]:
    """Return the bytes of a company's own export, and note that somebody took them.

    Refuses with NotPermitted, ArchiveNotFound or DataKeyDestroyed; with ArchiveDamaged on the way.
    """
    tenant = company_of(tenant_id)
    stamp.by.must("account:edit", "tenants:edit")
    found = get_customer_export(tenant_id, slug=tenant.slug, archive_id=archive_id)
    key = data_key(tenant_id)
    with enter(PLATFORM), transaction.atomic():
        record(CustomerExportOpened(tenant_id=tenant_id, archive_id=found.id, stamp=stamp))
    return _opened(place(tenant_id, found.id, ZIP), key)


def _opened(name: str, key: bytes) -> Iterator[bytes]:
    with taken(name, key=key) as blocks:
        yield from blocks


def _make(tenant: Tenant, *, archive_id: UUID, stamp: Stamp) -> None:
    counted = _Counted(asking.progress_of(archive_id))
    with snapshot_of(tenant) as connection:
        columns = public_columns(catalog.columns_of(connection, tenant.schema), house().secrets)
        asking.start(
            archive_id, total=2 * len(columns), schema_version=tenant.schema_version, at=stamp.at
        )
        members = (
            ("README.txt", [_EXPLAINED.format(at=stamp.at.isoformat()).encode()]),
            ("columns.json", [json.dumps(columns, indent=2).encode()]),
            *_tables(connection, tenant.schema, columns, counted=counted),
            *_files(tenant),
        )
        name = place(tenant.id, archive_id, ZIP)
        stored = put(name, zipped(members, at=stamp.at), key=data_key(tenant.id))
    reached("archives.zip_written")
    asking.finish(archive_id, rows=counted.rows, size=counted.size, stored=stored, stamp=stamp)


class _Counted:
    """How much has gone by; each table goes by twice, its rows are counted once."""

    def __init__(self, tell: asking.Tell) -> None:
        self._tell = tell
        self.done = self.rows = self.size = 0

    def watch(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.size += len(block)
            yield block

    def over(self, rows: int) -> None:
        self.done += 1
        self.rows += rows
        self._tell(self.done, self.rows, self.size)


def _tables(
    connection: Connection[Any],
    schema: str,
    columns: Mapping[str, tuple[str, ...]],
    *,
    counted: _Counted,
) -> Iterator[tuple[str, Iterator[bytes]]]:
    for table, names in columns.items():
        for ending, form in (("jsonl", _AS_JSON), ("csv", _AS_CSV)):
            statement = sql.SQL(form).format(
                sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(schema, table)
            )
            rows = _copied(Copying(connection, statement), counted, counts=ending == "jsonl")
            yield f"tables/{table}.{ending}", counted.watch(rows)


def _copied(copying: Copying, counted: _Counted, *, counts: bool) -> Iterator[bytes]:
    yield from copying
    counted.over(copying.rows if counts else 0)


def _files(tenant: Tenant) -> Iterator[tuple[str, Iterator[bytes]]]:
    scope = scope_of(tenant)
    for name in company_files(scope):
        yield f"files/{name}", file_blocks(scope, name)
