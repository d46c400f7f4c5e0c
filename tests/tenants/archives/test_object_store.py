"""Archives in a real S3."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from guildhall.config.outlets import archive_storage
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tenants.archives.errors import ArchiveDamaged
from tenants.archives.operations.drilling import drill
from tenants.archives.operations.erasing import ask_erasure, erase, replay_tombstones
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.keeping import prune
from tenants.archives.operations.places import MANIFEST, archives, folder_of, names_below, place
from tenants.archives.operations.restoring import restore
from tenants.archives.rules.timing import KEEP
from tenants.archives.states import ArchiveKind
from tests.factories.company import Company, make_order
from tests.harness.s3 import BUCKET, object_store
from tests.tenants.archives.shop import state_of

pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(vault: Path, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keep archives in a bucket instead of a folder."""
    home = tmp_path / "weed"
    home.mkdir()
    with object_store(home) as store:
        kept = archive_storage(store.url, folder=tmp_path)
        settings.STORAGES = {**settings.STORAGES, "archives": kept}
        storages["archives"].connection.meta.client.create_bucket(Bucket=BUCKET)  # type: ignore[attr-defined] # S3 has one
        yield


def test_a_company_is_archived_restored_and_erased_in_a_bucket(
    shop: Company, bucket: None, stamp: Stamp
) -> None:
    tenant_id = shop.scope.tenant_id
    archive = make_archive("delta", stamp=stamp)
    before = state_of(shop.scope)
    with enter(shop.scope):
        make_order(shop, stamp=stamp)

    assert drill("delta", stamp=stamp).differences == ()
    restore("delta", stamp=stamp)

    assert state_of(shop.scope) == before
    assert place(tenant_id, archive, MANIFEST) in names_below(archives(), folder_of(tenant_id))
    archives().delete(place(tenant_id, archive, "tables/orders_order"))
    with pytest.raises(ArchiveDamaged):
        drill("delta", archive_id=archive, stamp=stamp)
    later = replace(stamp, at=stamp.at + KEEP[ArchiveKind.MANUAL] * 2)
    assert prune(stamp=later) >= 2
    assert list(names_below(archives(), folder_of(tenant_id))) == []
    ask_erasure("delta", typed="delta", grace=timedelta(0), stamp=stamp)
    erase("delta", typed="delta", stamp=stamp)
    assert list(names_below(archives(), "tombstones")) == [f"tombstones/{tenant_id}"]
    assert replay_tombstones(stamp=stamp) == ()
