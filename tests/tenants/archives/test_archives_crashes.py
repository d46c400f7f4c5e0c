"""Whoever dies on the way leaves nothing half-done: the next run ends it, or it never was."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, directory, enter
from tenants.archives.models import Archive, Erasure, Restoration
from tenants.archives.operations.erasing import STEPS, ask_erasure, erase_all_due
from tenants.archives.operations.exporting import make_archive
from tenants.archives.operations.keeping import prune
from tenants.archives.operations.restoring import restore, resume_all, swap_back
from tenants.archives.queries import get_archive
from tenants.archives.rules.timing import SILENCE
from tenants.archives.states import ArchiveState, ErasureState, RestorationState
from tenants.models import PoolSchema, Tenant
from tests.factories.company import Company, make_order
from tests.harness.owner import ask_owner
from tests.harness.processes import ROOT
from tests.harness.sizes import size_of
from tests.tenants.archives.shop import schemas, state_of

FATES = ("kill", "cut")
# Each place meets one fate in the suite, in turn, and both in the soak.
BOTH = size_of("archives_crashes", small=1, soak=2) == 2
RESTORING = (
    "restore_asked",
    "tables_built",
    "table_loaded",
    "rows_loaded",
    "schema_compared",
    "schema_built",
    "files_put_back",
    "schema_migrated",
    "tables_locked",
    "names_swapped",
    "swapped",
    "restore_told",
)
EXPORTING = ("export_started", "table_copied", "data_copied", "manifest_written")


def doomed(places: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return which place meets which fate."""
    every = list(product(places, FATES))
    return every if BOTH else [(place, FATES[n % 2]) for n, place in enumerate(places)]


def meet_fate(name: str, fate: str, *words: str, env: Mapping[str, str]) -> None:
    """Run `manage.py archives …` until it comes to the named place, where it meets its fate."""
    argv = (sys.executable, "-m", "tests.harness.faulty", f"archives.{name}", fate, "archives")
    done = subprocess.run(
        [*argv, *words], env=dict(env), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9 or fate == "cut", done.stderr[-2_000:]


def routable() -> set[str]:
    """Return every schema that a host or a job can lead to."""
    with enter(PLATFORM):
        return {found.scope.schema for found in directory().working()}


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize(("name", "fate"), doomed(RESTORING))
def test_a_restoration_that_dies_is_ended_by_the_next_run(
    shop: Company, stamp: Stamp, vault_env: Mapping[str, str], name: str, fate: str
) -> None:
    make_archive("delta", stamp=stamp)
    archived = state_of(shop.scope)
    with enter(shop.scope):
        make_order(shop, {"BREAD": 3}, stamp=stamp)
    live = state_of(shop.scope)

    meet_fate(name, fate, "restore", "delta", env=vault_env)

    assert state_of(shop.scope) in (live, archived)  # one or the other, whole
    assert schemas_beside() <= {row.incoming for row in restorations()} | {
        row.outgoing for row in restorations()
    }
    assert routable() & schemas_beside() == set()

    resume_all(stamp=stamp)

    assert state_of(shop.scope) == archived
    assert [row.state for row in restorations()] == [RestorationState.SWAPPED]
    swap_back("delta", stamp=stamp)
    assert state_of(shop.scope) == live


@pytest.mark.faults
@pytest.mark.parametrize("fate", FATES)
def test_swapping_back_that_dies_is_ended_by_the_next_call(
    shop: Company, stamp: Stamp, vault_env: Mapping[str, str], fate: str
) -> None:
    make_archive("delta", stamp=stamp)
    with enter(shop.scope):
        make_order(shop, {"BREAD": 3}, stamp=stamp)
    live = state_of(shop.scope)
    restore("delta", stamp=stamp)

    meet_fate("swapped_back", fate, "swap_back", "delta", env=vault_env)
    swap_back("delta", stamp=stamp)

    assert state_of(shop.scope) == live
    assert [row.state for row in restorations()] == [RestorationState.UNDONE]


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize(("name", "fate"), doomed(EXPORTING))
def test_an_export_that_dies_does_not_exist(
    shop: Company, stamp: Stamp, vault_env: Mapping[str, str], name: str, fate: str
) -> None:
    whole = make_archive("delta", stamp=stamp)

    meet_fate(name, fate, "export", "delta", env=vault_env)

    assert get_archive(shop.scope.tenant_id, slug="delta").id in finished()
    prune(stamp=replace(stamp, at=stamp.at + SILENCE * 2))
    with enter(PLATFORM):
        rows = Archive.objects.exclude(kind="scheduled").exclude(id=whole)
        assert {row.state for row in rows} <= {ArchiveState.FAILED, ArchiveState.DONE}


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.parametrize(("name", "fate"), doomed(tuple(STEPS)))
def test_an_erasure_that_dies_is_ended_by_the_next_run(
    shop: Company, stamp: Stamp, vault_env: Mapping[str, str], name: str, fate: str
) -> None:
    make_archive("delta", stamp=stamp)
    ask_erasure("delta", typed="delta", grace=timedelta(0), stamp=stamp)

    meet_fate(name, fate, "erase", "delta", "--typed", "delta", env=vault_env)

    assert shop.scope.schema not in routable()
    erase_all_due(stamp=stamp)
    with enter(PLATFORM):
        receipt = Erasure.objects.get()
        assert receipt.state == ErasureState.DONE
        assert receipt.counts.keys() == STEPS.keys()
        assert directory().by_id(shop.scope.tenant_id).state is TenantState.ERASED  # type: ignore[union-attr] # a line is left
    assert shop.scope.schema not in schemas()
    assert ask_owner("SELECT count(*) FROM pg_roles WHERE rolname = %s", shop.scope.schema) == 0


@pytest.mark.faults
@pytest.mark.parametrize("fate", FATES)
def test_a_drill_that_dies_leaves_a_schema_that_is_pruned(
    shop: Company, stamp: Stamp, vault_env: Mapping[str, str], fate: str
) -> None:
    make_archive("delta", stamp=stamp)
    before = state_of(shop.scope)

    meet_fate("drill_built", fate, "drill", "delta", env=vault_env)

    assert routable() & schemas_beside() == set()
    prune(stamp=replace(stamp, at=stamp.at + SILENCE * 2))
    assert schemas_beside() == set()
    assert state_of(shop.scope) == before


def restorations() -> list[Restoration]:
    with enter(PLATFORM):
        return list(Restoration.objects.order_by("id"))


def schemas_beside() -> set[str]:
    """Return the schemas that no line of the roll and no line of the pool names."""
    with enter(PLATFORM):
        roll = set(Tenant.objects.values_list("schema", flat=True))
        pool = set(PoolSchema.objects.values_list("schema", flat=True))
    return schemas() - roll - pool


def finished() -> set[UUID]:
    with enter(PLATFORM):
        return set(Archive.objects.filter(state=ArchiveState.DONE).values_list("id", flat=True))
