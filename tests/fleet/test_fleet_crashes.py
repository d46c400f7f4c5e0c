"""Whatever an upgrade dies of, and wherever: the next run completes it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from psycopg.errors import LockNotAvailable

from guildhall.kernel import clock, fault_points
from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.fleet.models import LedgerLine, Run
from tenants.fleet.operations import sync_ledger
from tenants.fleet.operations.connections import HOME
from tenants.fleet.operations.crew import Journey, Worker
from tenants.fleet.operations.upgrading import compile_groups
from tenants.fleet.states import LineState, Ring, RunState
from tenants.models import Tenant
from tenants.versions import newest
from tests.fleet.lab import (
    ADD_COLUMN,
    ADD_INDEX,
    ADD_TABLE,
    Release,
    has_column,
    released,
    upgrade,
    versions,
)
from tests.fleet.test_rings import CONFLICT, MENDED, spoil
from tests.harness.counts import rows_in
from tests.harness.sizes import size_of

pytestmark = [pytest.mark.faults, pytest.mark.slow]

POINTS = [
    "fleet.compiled",
    "fleet.leased",
    "fleet.schema_locked",
    "fleet.sql_run",
    "fleet.step_committed",
    "fleet.index_built",
    "fleet.schema_committed",
    "fleet.ring_done",
]
FATES = ("kill", "cut")
# Each place meets one fate in the suite, in turn, and both in the soak.
BOTH = size_of("fleet_crashes", small=1, soak=2) == 2
STRIKES = [
    (point, fate)
    for number, point in enumerate(POINTS)
    for fate in (FATES if BOTH else FATES[number % 2 : number % 2 + 1])
]
FAILING = ["fleet.failure_written", "fleet.company_closed"]
RECORDED = "SELECT count(*) FROM django_migrations WHERE name LIKE '09%%_lab'"


def let_the_first_be_the_canary() -> None:
    """Let the half-upgraded company be the one that a script would be compiled on."""
    with enter(PLATFORM):
        sync_ledger()
        LedgerLine.objects.update(ring=Ring.REST)
        first = LedgerLine.objects.order_by("tenant_id").values("tenant_id")[:1]
        LedgerLine.objects.filter(tenant_id__in=first).update(ring=Ring.CANARY)


def strike(release: Release, point: str, fate: str) -> None:
    """Run the fleet until it meets its fate. It may survive a cut."""
    done = release.run("-m", "tests.harness.faulty", point, fate, "fleet", "migrate")

    assert fate == "cut" or done.returncode == -9, done.stderr[-2_000:]


def halves(fleet: dict[str, Scope]) -> set[tuple[bool, int]]:
    """Return what there is of a column and of its migration's record, in each schema."""
    return {
        (has_column(scope.schema), min(1, rows_in(scope, RECORDED)[0][0]))
        for scope in fleet.values()
    }


@pytest.mark.parametrize(("point", "fate"), STRIKES)
def test_the_next_run_completes_what_one_left(
    fleet: dict[str, Scope], tmp_path: Path, point: str, fate: str
) -> None:
    let_the_first_be_the_canary()
    with released(tmp_path, ADD_COLUMN, ADD_INDEX, ADD_TABLE) as release:
        strike(release, point, fate)
        between = halves(fleet)
        outcome = upgrade()
        target = newest().number

    assert between <= {(False, 0), (True, 1)}
    assert outcome.is_whole
    assert set(versions().values()) == {target}
    assert {rows_in(scope, RECORDED)[0][0] for scope in fleet.values()} == {3}
    with enter(PLATFORM):
        assert not Run.objects.filter(state=RunState.RUNNING).exists()


@pytest.fixture
def fate() -> Iterator[Callable[[Callable[[str], None]], None]]:
    """Return what binds fault points in this process, for as long as the test runs."""
    yield fault_points.bind_fault_points
    fault_points.bind_fault_points(lambda _name: None)


def ride(target: int, stop: Event) -> None:
    """Let one worker of a run that is not on record take the canaries up."""
    with enter(PLATFORM):
        journey = Journey(new_id(), target, compile_groups(target), stop=stop)
        Worker(journey, HOME, Ring.CANARY.value).work()


def test_what_was_begun_and_given_back_is_not_taken_for_untouched(
    fleet: dict[str, Scope], tmp_path: Path, fate: Callable[[Callable[[str], None]], None]
) -> None:
    """One worker loses its connection, so the run ends; another's company is half done."""
    stop = Event()

    def busy(name: str) -> None:
        if name == "fleet.index_built":
            stop.set()
            raise LockNotAvailable("somebody else is at it")

    let_the_first_be_the_canary()
    with released(tmp_path, ADD_COLUMN, ADD_INDEX, ADD_TABLE):
        fate(busy)
        ride(newest().number, stop)
        between = halves(fleet)
        fate(lambda _name: None)
        outcome = upgrade()

    assert between == {(False, 0), (True, 1)}
    assert outcome.is_whole


def test_what_a_run_held_for_too_long_is_not_taken_for_untouched(
    fleet: dict[str, Scope], tmp_path: Path, fate: Callable[[Callable[[str], None]], None]
) -> None:
    """Its process lives, as far as its lock tells, and its lease is over."""

    def stuck(name: str) -> None:
        if name == "fleet.index_built":
            raise RuntimeError("stuck")

    let_the_first_be_the_canary()
    with released(tmp_path, ADD_COLUMN, ADD_INDEX, ADD_TABLE):
        fate(stuck)
        with pytest.raises(RuntimeError):
            ride(newest().number, Event())
        fate(lambda _name: None)
        with enter(PLATFORM):
            held = LedgerLine.objects.filter(status=LineState.LEASED)
            over = held.update(lease_until=clock.now() - timedelta(seconds=1))
        outcome = upgrade()

    assert over == 1
    assert outcome.is_whole


@pytest.mark.parametrize("point", FAILING)
def test_a_company_that_failed_is_closed_even_if_the_run_died(
    fleet: dict[str, Scope], tmp_path: Path, point: str
) -> None:
    spoil(fleet["beta"])
    with released(tmp_path, ADD_COLUMN) as release:
        strike(release, point, "kill")
        upgrade()
        with enter(PLATFORM):
            closed = Tenant.objects.get(slug="beta").state
        spoil(fleet["beta"], MENDED)
        upgrade()
        upgrade()

    assert closed == "quarantined"
    assert len(set(versions().values())) == 1
    with enter(PLATFORM):
        assert set(Tenant.objects.values_list("state", flat=True)) == {"active"}


def test_a_company_that_was_mended_is_opened_even_if_the_run_died(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    spoil(fleet["beta"], CONFLICT)
    with released(tmp_path, ADD_COLUMN) as release:
        upgrade()
        spoil(fleet["beta"], MENDED)
        strike(release, "fleet.company_opened", "kill")
        upgrade()
        upgrade()

    assert len(set(versions().values())) == 1
    with enter(PLATFORM):
        assert set(Tenant.objects.values_list("state", flat=True)) == {"active"}
