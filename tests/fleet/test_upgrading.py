"""The fleet comes to a release: one script, replayed everywhere, written down."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.organization.models import Brand
from tenants.artefact import schema_name, schema_script
from tenants.fleet.errors import HistoryStale, NotReplayable
from tenants.fleet.models import LedgerLine, Run
from tenants.fleet.operations import bring_current, plan_fleet, verify_ledger
from tenants.fleet.states import RunState
from tenants.versions import newest
from tests.fleet.lab import (
    ADD_COLUMN,
    ADD_INDEX,
    ADD_TABLE,
    RUN_PYTHON,
    has_column,
    released,
    upgrade,
    versions,
)
from tests.harness.counts import rows_in
from tests.harness.owner import as_owner
from tests.tenants.catalog_lab import fingerprint, granted


def test_there_is_nothing_to_do_for_a_current_fleet(fleet: dict[str, Scope]) -> None:
    outcome = upgrade()

    assert outcome.is_whole
    assert (outcome.done, outcome.failed, outcome.held) == (0, 0, 0)


def test_a_new_column_reaches_every_company(fleet: dict[str, Scope], tmp_path: Path) -> None:
    with released(tmp_path, ADD_COLUMN):
        target = newest().number
        outcome = upgrade()
        again = upgrade()

    assert outcome.state is RunState.FINISHED
    assert outcome.done == len(fleet)
    assert all(has_column(scope.schema) for scope in fleet.values())
    assert set(versions().values()) == {target}
    assert (again.done, again.failed) == (0, 0)
    shapes = {tuple(fingerprint(scope.schema)) for scope in fleet.values()}
    assert len(shapes) == 1


def test_old_code_goes_on_writing_into_the_new_schema(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    with released(tmp_path, ADD_COLUMN):
        upgrade()

    with enter(fleet["alpha"]):
        Brand.objects.create(code="house", name="House")

    assert rows_in(fleet["alpha"], "SELECT lab_note FROM organization_brand") == [("new",)]


def test_the_companys_role_may_use_a_new_table(fleet: dict[str, Scope], tmp_path: Path) -> None:
    with released(tmp_path, ADD_TABLE):
        upgrade()

    rights = [line for line in granted(fleet["alpha"].schema) if "organization_labnote" in line]
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert all(any(word in line for line in rights) for word in words)


def test_an_index_is_built_while_others_write(fleet: dict[str, Scope], tmp_path: Path) -> None:
    with released(tmp_path, ADD_INDEX):
        outcome = upgrade()

    assert outcome.done == len(fleet)
    assert _valid(fleet["alpha"]) == [(True,)]


def test_half_an_index_is_swept_away_and_built_anew(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    alpha = fleet["alpha"]
    with as_owner(alpha) as owner:
        # What a builder leaves that died: an index that is there and that nobody may use.
        owner.execute(
            "INSERT INTO organization_brand (id, code, name)"
            " VALUES (gen_random_uuid(), 'a', 'a'), (gen_random_uuid(), 'b', 'a')"
        )
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute(
                "CREATE UNIQUE INDEX CONCURRENTLY lab_brand_name ON organization_brand (name)"
            )
    assert _valid(alpha) == [(False,)]
    with released(tmp_path, ADD_INDEX):
        upgrade()

    assert _valid(alpha) == [(True,)]


def _valid(scope: Scope) -> list[tuple[bool]]:
    return rows_in(
        scope,
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('lab_brand_name')",
    )


def test_several_migrations_are_one_transaction_unless_one_must_be_alone(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    with released(tmp_path, ADD_COLUMN, ADD_TABLE, ADD_INDEX):
        groups = plan_fleet()

    assert [group.schemas for group in groups] == [len(fleet)]
    assert [step.kind.value for step in groups[0].steps] == ["together", "alone", "together"]


def test_a_plan_changes_nothing(fleet: dict[str, Scope], tmp_path: Path) -> None:
    before = fingerprint(fleet["alpha"].schema)

    with released(tmp_path, ADD_COLUMN):
        plan_fleet()

    assert fingerprint(fleet["alpha"].schema) == before


def test_python_is_not_replayed(fleet: dict[str, Scope], tmp_path: Path) -> None:
    with released(tmp_path, RUN_PYTHON), pytest.raises(NotReplayable):
        upgrade()


def test_migrations_without_a_version_are_refused(fleet: dict[str, Scope], tmp_path: Path) -> None:
    with released(tmp_path, ADD_COLUMN) as release:
        path = next(release.folder.glob("lab_*/0900_lab.py"))
        path.write_text(path.read_text() + "\n# changed\n")
        with pytest.raises(HistoryStale):
            upgrade()


def test_a_schema_unlike_the_others_gets_a_script_of_its_own(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    with as_owner(fleet["beta"]) as owner:
        owner.execute("ALTER TABLE organization_brand ADD COLUMN lab_odd int")

    odd = verify_ledger()
    with released(tmp_path, ADD_COLUMN):
        groups = plan_fleet()
        outcome = upgrade()

    assert odd == (fleet["beta"].schema,)
    assert sorted(group.schemas for group in groups) == [1, len(fleet) - 1]
    assert outcome.done == len(fleet)


def test_what_a_dead_run_held_is_taken_up_at_once(fleet: dict[str, Scope], tmp_path: Path) -> None:
    upgrade()
    with enter(PLATFORM):
        dead = Run.objects.create(target=99, most_failures=5, percent=1, by="gone")
        LedgerLine.objects.update(status="leased", run=dead.id, lease_until="2199-01-01T00:00Z")

    with released(tmp_path, ADD_COLUMN):
        outcome = upgrade()

    assert outcome.done == len(fleet)
    with enter(PLATFORM):
        assert Run.objects.get(id=dead.id).state == RunState.LOST


def test_schemas_that_are_on_no_roll_come_along(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    schema = schema_name(new_id())
    with as_owner() as owner:
        owner.execute(schema_script(schema).encode())
        try:
            with released(tmp_path, ADD_COLUMN, ADD_INDEX):
                first = bring_current([schema], stamp=stamp)
                again = bring_current([schema], stamp=stamp)
                target = newest().number
            arrived = has_column(schema)
        finally:
            name = sql.Identifier(schema)
            owner.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(name))
            owner.execute(sql.SQL("DROP ROLE {}").format(name))

    assert arrived
    assert (first, again) == (target, target)
