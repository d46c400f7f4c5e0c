"""Who goes first, who stays behind, and when the train stops."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from guildhall.kernel import fault_points
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.kernel.tenancy.middleware import tenant_middleware
from tenants.fleet import operations
from tenants.fleet.models import LedgerLine
from tenants.fleet.queries import fleet_map, get_line
from tenants.fleet.rules import failures_allowed, pause_before
from tenants.fleet.states import LineState, Ring, RunState
from tenants.fleet.types import LineCard, Orders, Outcome
from tenants.models import Tenant
from tenants.operations import move_tenant
from tenants.states import TenantMove
from tenants.versions import newest
from tests.fleet.lab import ADD_COLUMN, has_column, released, upgrade, versions
from tests.fleet.town import build_companies
from tests.harness.owner import as_owner
from tests.harness.sizes import size_of

CONFLICT = "ALTER TABLE organization_brand ADD COLUMN lab_note int"
MENDED = "ALTER TABLE organization_brand DROP COLUMN lab_note"


def put_in_rings(rings: dict[str, Ring], stamp: Stamp) -> None:
    with enter(PLATFORM):
        operations.sync_ledger()
        for slug, ring in rings.items():
            operations.choose_ring(slug, ring=ring, stamp=stamp)


def spoil(scope: Scope, statement: str = CONFLICT) -> None:
    with as_owner(scope) as owner:
        owner.execute(statement.encode())


def line_of(slug: str) -> LineCard:
    with enter(PLATFORM):
        line = get_line(slug)
    assert line is not None
    return line


def status_of(host: str) -> int:
    def inside(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    response = tenant_middleware(inside)(RequestFactory().get("/", headers={"host": host}))
    assert isinstance(response, HttpResponse)
    return response.status_code


def everybody_but(slugs: Sequence[str]) -> set[str]:
    return set(versions()) - set(slugs)


def test_one_broken_company_is_left_behind_and_told_why(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    size = size_of("one_broken_company", small=6, soak=50)
    build_companies(size - len(fleet), group="north")
    put_in_rings({"alpha": Ring.CANARY, "beta": Ring.REST}, stamp)
    spoil(fleet["beta"])
    with released(tmp_path, ADD_COLUMN):
        first = upgrade()
        told, refused = line_of("beta"), status_of("beta.localhost")
        spoil(fleet["beta"], MENDED)
        second = upgrade()
        target = newest().number

    assert (first.done, first.failed) == (size - 1, 1)
    assert told.status is LineState.FAILED
    assert "already exists" in told.last_error
    assert refused == 503
    assert (second.done, second.failed) == (1, 0)
    assert set(versions().values()) == {target}
    assert line_of("beta").last_error == ""
    with enter(PLATFORM):
        assert Tenant.objects.get(slug="beta").state == "active"


def test_a_canary_that_fails_stops_the_train(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    put_in_rings({"alpha": Ring.CANARY, "beta": Ring.REST, "gamma": Ring.REST}, stamp)
    spoil(fleet["alpha"])

    with released(tmp_path, ADD_COLUMN):
        outcome = upgrade()

    assert outcome.state is RunState.ABORTED
    assert (outcome.done, outcome.failed) == (0, 1)
    assert not has_column(fleet["beta"].schema)
    assert not has_column(fleet["gamma"].schema)


def test_a_run_may_end_after_the_canaries(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    put_in_rings({"alpha": Ring.CANARY, "beta": Ring.REST, "gamma": Ring.REST}, stamp)

    with released(tmp_path, ADD_COLUMN):
        outcome = upgrade(Orders(last_ring=Ring.CANARY))

    assert outcome.done == 1
    assert [has_column(fleet[slug].schema) for slug in ("alpha", "beta")] == [True, False]


def test_a_frozen_company_is_skipped_and_listed(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    with enter(PLATFORM):
        operations.freeze("gamma", days=7, reason="busiest week", stamp=stamp)
    with released(tmp_path, ADD_COLUMN):
        frozen = upgrade()
        with enter(PLATFORM):
            listed = fleet_map().frozen
            operations.thaw("gamma", stamp=stamp)
        thawed = upgrade()

    assert (frozen.done, frozen.held) == (len(fleet) - 1, 1)
    assert [(line.slug, line.frozen_reason) for line in listed] == [("gamma", "busiest week")]
    assert (thawed.done, thawed.held) == (1, 0)


def test_a_company_in_quarantine_is_not_touched_until_somebody_says_so(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    with enter(PLATFORM):
        operations.quarantine("gamma", reason="being looked at", stamp=stamp)
    with released(tmp_path, ADD_COLUMN):
        held = upgrade()
        with enter(PLATFORM):
            operations.retry("gamma", stamp=stamp)
        let_go = upgrade()

    assert (held.done, held.held) == (len(fleet) - 1, 1)
    assert let_go.done == 1


@pytest.mark.parametrize("move", [TenantMove.START_MOVE, TenantMove.QUARANTINE])
def test_a_company_on_the_move_is_skipped(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path, move: TenantMove
) -> None:
    with enter(PLATFORM):
        move_tenant("gamma", move=move, reason="test", stamp=stamp)

    with released(tmp_path, ADD_COLUMN):
        outcome = upgrade()

    assert (outcome.done, outcome.held) == (len(fleet) - 1, 1)
    assert not has_column(fleet["gamma"].schema)


def test_a_suspended_company_is_suspended_again_after_a_failure(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    put_in_rings({"alpha": Ring.CANARY, "beta": Ring.REST, "gamma": Ring.REST}, stamp)
    build_companies(3, group="north")
    with enter(PLATFORM):
        move_tenant("beta", move=TenantMove.SUSPEND, reason="unpaid", stamp=stamp)
    spoil(fleet["beta"])
    with released(tmp_path, ADD_COLUMN):
        upgrade()
        spoil(fleet["beta"], MENDED)
        upgrade()

    with enter(PLATFORM):
        assert Tenant.objects.get(slug="beta").state == "suspended"


def test_a_busy_company_is_left_for_the_next_run(
    fleet: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    put_in_rings({"alpha": Ring.REST, "beta": Ring.REST, "gamma": Ring.REST}, stamp)
    with released(tmp_path, ADD_COLUMN):
        with as_owner(fleet["beta"]) as owner, owner.transaction():
            owner.execute("LOCK TABLE organization_brand IN ACCESS SHARE MODE")
            busy = upgrade()
        told = line_of("beta")
        free = upgrade()

    assert (busy.done, busy.failed, busy.postponed) == (len(fleet) - 1, 0, 1)
    assert told.status is LineState.READY
    assert told.last_error.startswith("55P03")
    assert (free.done, free.postponed) == (1, 0)


def test_two_runs_share_the_work(fleet: dict[str, Scope], tmp_path: Path) -> None:
    build_companies(6, group="north")
    with released(tmp_path, ADD_COLUMN), ThreadPoolExecutor(2) as threads:
        outcomes = [each.result() for each in [threads.submit(_upgrade_apart) for _ in range(2)]]
        target = newest().number

    assert sum(outcome.done for outcome in outcomes) == len(fleet) + 6
    assert not any(outcome.failed for outcome in outcomes)
    assert set(versions().values()) == {target}


def _upgrade_apart() -> Outcome:
    try:
        return upgrade()
    finally:
        connections.close_all()


def test_a_company_that_comes_during_a_run_is_left_for_the_next(
    fleet: dict[str, Scope], tmp_path: Path
) -> None:
    met: list[str] = []

    def arrive(name: str) -> None:
        if name == "fleet.compiled" and not met:
            met.append(name)
            with enter(PLATFORM):
                LedgerLine.objects.filter(schema=fleet["beta"].schema).update(fingerprint="new")

    fault_points.bind_fault_points(arrive)
    with released(tmp_path, ADD_COLUMN):
        first = upgrade()
        fault_points.bind_fault_points(met.append)
        second = upgrade()

    assert (first.failed, first.postponed) == (0, 1)
    assert (second.done, second.postponed) == (1, 0)


def test_every_fleet_has_a_canary(fleet: dict[str, Scope]) -> None:
    with enter(PLATFORM):
        operations.sync_ledger()
        rings = set(LedgerLine.objects.values_list("ring", flat=True))

    assert Ring.CANARY in rings


def test_the_ledger_follows_the_roll(fleet: dict[str, Scope]) -> None:
    upgrade()
    with enter(PLATFORM):
        Tenant.objects.filter(slug="beta").update(schema_version=1)
        operations.sync_ledger()

    assert line_of("beta").version == 1


@pytest.mark.parametrize(
    ("size", "allowed"), [(1, 0), (2, 0), (3, 1), (11, 5), (50, 5), (500, 5), (1_000, 10)]
)
def test_a_ring_bears_five_failures_or_one_in_a_hundred(size: int, allowed: int) -> None:
    assert failures_allowed(size, most=5, percent=1) == allowed


def test_pauses_grow_and_are_never_the_same_for_all() -> None:
    random = Random(2026)
    pauses = [pause_before(attempt, random) for attempt in (1, 3, 5, 9)]

    assert pauses == sorted(pauses)
    assert pauses[-1] <= 12
    assert pause_before(3, random) != pause_before(3, random)
