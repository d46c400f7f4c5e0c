"""Archives in a folder of the test's own, and companies that are gone when it ends."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from guildhall.config.outlets import archive_storage
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company
from tests.harness.owner import as_owner
from tests.tenants.archives.shop import open_shop


@pytest.fixture
def vault(tmp_path: Path, settings: Any) -> Path:
    """Return the data folder in which files and archives lie, for this process and others."""
    archives = archive_storage("", folder=tmp_path / "archives")
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {**settings.STORAGES, "archives": archives}
    return tmp_path


@pytest.fixture
def vault_env(vault: Path) -> Mapping[str, str]:
    """Return the environment of a process that uses the same folder."""
    return {**os.environ, "GUILDHALL_DATA_DIR": str(vault)}


@pytest.fixture
def ground(opened: dict[str, Scope], vault: Path) -> Iterator[dict[str, Scope]]:
    """Yield the template's tenants; afterwards there is nothing beside them and theirs."""
    yield opened
    with as_owner() as owner:
        left = owner.execute("SELECT incoming, outgoing FROM public.archives_restoration")
        for schema in {name for pair in left.fetchall() for name in pair}:
            drop = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
            owner.execute(drop.format(sql.Identifier(schema)))
        owner.execute(
            "DELETE FROM public.tenants_domain d USING public.tenants_tenant t"
            " WHERE t.id = d.tenant_id AND t.state = 'erased'"
        )
        owner.execute("DELETE FROM public.tenants_tenant WHERE state = 'erased'")


@pytest.fixture
def shop(ground: dict[str, Scope], stamp: Stamp) -> Company:
    return open_shop("delta", stamp=stamp)


@pytest.fixture
def neighbor(ground: dict[str, Scope], stamp: Stamp) -> Company:
    return open_shop("epsilon", orders=2, stamp=stamp)
