"""One moment of one company, whole, sealed, and nobody else's."""

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.archives.models import Archive
from tenants.archives.operations.exporting import make_archive, read_manifest
from tenants.archives.operations.keys import data_key
from tenants.archives.states import ArchiveState
from tests.factories.company import Company
from tests.tenants.archives.shop import rows_of


def test_an_archive_names_every_table_and_every_row(shop: Company, stamp: Stamp) -> None:
    archive = make_archive("delta", stamp=stamp)

    tenant_id = shop.scope.tenant_id
    manifest = read_manifest(tenant_id, archive_id=archive, key=data_key(tenant_id))
    live = rows_of(shop.scope.schema)
    assert {line.name: line.rows for line in manifest.tables} == {
        table: len(rows) for table, rows in live.items()
    }
    assert len(manifest.answers) >= 20
    with enter(PLATFORM):
        row = Archive.objects.get(id=archive)
    assert (row.state, row.rows, row.bytes) == (ArchiveState.DONE, manifest.rows, manifest.bytes)
    assert row.done == row.total == len(live)
