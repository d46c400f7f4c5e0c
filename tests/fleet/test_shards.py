"""Companies in another database: the ledger cannot commit with them, and recovers."""

from pathlib import Path

import pytest

from guildhall.kernel.tenancy import Scope
from tenants.versions import newest
from tests.fleet.lab import ADD_COLUMN, has_column, released, upgrade, versions
from tests.fleet.town import build_companies


def test_companies_of_another_shard_come_along(fleet: dict[str, Scope], tmp_path: Path) -> None:
    eastern = build_companies(2, group="north", shard="east")
    with released(tmp_path, ADD_COLUMN):
        outcome = upgrade()
        target = newest().number

    assert outcome.done == len(fleet) + 2
    assert all(has_column(schema, shard="east") for schema in eastern)
    assert set(versions().values()) == {target}


@pytest.mark.parametrize("point", ["fleet.sql_run", "fleet.schema_committed"])
def test_what_another_shard_has_committed_is_found_again(
    fleet: dict[str, Scope], tmp_path: Path, point: str
) -> None:
    build_companies(2, group="north", shard="east")
    with released(tmp_path, ADD_COLUMN) as release:
        struck = release.run("-m", "tests.harness.faulty", point, "kill", "fleet", "migrate")
        outcome = upgrade()
        target = newest().number

    assert struck.returncode == -9
    assert outcome.is_whole
    assert set(versions().values()) == {target}
