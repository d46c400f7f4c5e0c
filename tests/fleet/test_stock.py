"""django-tenants itself agrees about who is migrated."""

from pathlib import Path

from guildhall.kernel.tenancy import Scope
from tests.fleet.lab import ADD_COLUMN, ADD_INDEX, ADD_TABLE, released, upgrade


def test_migrate_schemas_finds_nothing_left_to_do(fleet: dict[str, Scope], tmp_path: Path) -> None:
    schemas = [scope.schema for scope in fleet.values()]
    with released(tmp_path, ADD_COLUMN, ADD_INDEX, ADD_TABLE) as release:
        before = release.stock("check", *schemas)
        upgrade()
        after = release.stock("check", *schemas)

    assert {each["code"] for each in before} == {1}
    assert {each["code"] for each in after} == {0}
