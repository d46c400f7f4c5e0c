"""Whether an archive would help: built beside the live schema, asked, and dropped again."""

from time import perf_counter
from uuid import UUID

from guildhall.kernel.fault_points import reached
from guildhall.kernel.stamp import Stamp
from tenants.archives.operations.exporting import read_manifest
from tenants.archives.operations.ground import company, owner_of, work_alone
from tenants.archives.operations.keys import data_key
from tenants.archives.operations.loading import differences, load
from tenants.archives.operations.restoring import ask, built, close
from tenants.archives.queries import get_archive
from tenants.archives.states import Purpose
from tenants.archives.types import DrillReport


def drill(slug: str, *, archive_id: UUID | None = None, stamp: Stamp) -> DrillReport:
    """Restore a company's archive beside it, and report how it differs from what was archived.

    The company itself is not touched. Refuses with TenantNotFound, NotPermitted,
    ArchiveNotFound, ArchiveDamaged, ArchiveTooNew or CompanyBusy.
    """
    tenant = company(slug)
    stamp.by.must("tenants:view", "tenants:edit")
    began = perf_counter()
    chosen = get_archive(tenant.id, slug=slug, archive_id=archive_id)
    key = data_key(tenant.id)
    manifest = read_manifest(tenant.id, archive_id=chosen.id, key=key)
    with owner_of(tenant.shard) as connection:
        work_alone(connection, tenant.schema, slug=slug)
        row = ask(tenant, archive_id=chosen.id, purpose=Purpose.DRILL, stamp=stamp)
        try:
            load(connection, manifest, schema=row.incoming, key=key)
            built(row)
            reached("archives.drill_built")
            found = differences(connection, manifest, row.incoming)
        finally:
            close(row, slug=slug)
    return DrillReport(
        archive_id=chosen.id,
        tables=len(manifest.tables),
        rows=manifest.rows,
        questions=len(manifest.answers),
        differences=found,
        seconds=perf_counter() - began,
    )
