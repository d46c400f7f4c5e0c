"""A tenant's life: what leads where, where a pause leads back to, and why, kept for good."""

import pytest

from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope, TenantState, directory
from tenants.models import Tenant
from tenants.operations import move_tenant
from tenants.queries import get_tenant
from tenants.states import PAUSES, RESUMES, TENANT, TenantMove, state_after

S, M = TenantState, TenantMove
PAUSES_AND_ENDS = [
    (M.START_MOVE, M.FINISH_MOVE),
    (M.START_MOVE, M.ABANDON_MOVE),
    (M.QUARANTINE, M.RELEASE),
]


def walk(stamp: Stamp, *moves: TenantMove) -> TenantState:
    for move in moves:
        move_tenant("alpha", move=move, reason="a test", stamp=stamp)
    return get_tenant("alpha").state


@pytest.mark.parametrize("before", [S.ACTIVE, S.READ_ONLY, S.SUSPENDED])
@pytest.mark.parametrize(("pause", "end"), PAUSES_AND_ENDS)
def test_a_pause_leads_back_to_where_the_tenant_came_from(
    before: TenantState, pause: TenantMove, end: TenantMove
) -> None:
    paused = state_after(before, pause)

    assert state_after(paused, end, paused_in=before) is before


@pytest.mark.parametrize(("pause", "end"), PAUSES_AND_ENDS)
def test_a_suspended_company_is_still_suspended_after_a_pause(
    platform: Scope, stamp: Stamp, pause: TenantMove, end: TenantMove
) -> None:
    walk(stamp, M.SUSPEND, pause)

    assert walk(stamp, end) is S.SUSPENDED
    assert Tenant.objects.get(slug="alpha").paused_in == ""


def test_every_pause_has_an_end_and_nothing_else_ends_one() -> None:
    paused = {TENANT.moves[origin, move] for origin, move in TENANT.moves if move in PAUSES}
    ends = {move for origin, move in TENANT.moves if origin in paused and move in RESUMES}

    assert ends == RESUMES
    assert all(origin in paused for origin, move in TENANT.moves if move in RESUMES)


def test_every_state_can_be_reached_and_only_erasure_is_final() -> None:
    assert {TENANT.start, *TENANT.moves.values()} == set(TenantState)
    assert [state for state in TenantState if not TENANT.allowed(state)] == [S.ERASED]


@pytest.mark.parametrize("state", [S.ACTIVE, S.READ_ONLY, S.SUSPENDED, S.MOVING, S.QUARANTINED])
def test_only_a_closed_company_can_be_erased(state: TenantState) -> None:
    with pytest.raises(MoveNotAllowed):
        TENANT.after(state, M.ERASE)


@pytest.mark.parametrize("state", [S.MOVING, S.ARCHIVED, S.QUARANTINED, S.PROVISIONING, S.ERASED])
def test_a_move_between_databases_starts_from_rest_or_work_alone(state: TenantState) -> None:
    with pytest.raises(MoveNotAllowed):
        TENANT.after(state, M.START_MOVE)


def test_why_a_tenant_is_in_its_state_is_kept_and_told(platform: Scope, stamp: Stamp) -> None:
    move_tenant("alpha", move=M.SUSPEND, reason="Invoice 7 is unpaid.", stamp=stamp)

    row = Tenant.objects.get(slug="alpha")
    found = directory().by_id(row.id)
    assert (row.state_reason, row.state_since) == ("Invoice 7 is unpaid.", stamp.at)
    assert found is not None
    assert (found.state, found.reason) == (S.SUSPENDED, "Invoice 7 is unpaid.")


def test_the_history_says_each_move_with_where_it_came_from(platform: Scope, stamp: Stamp) -> None:
    walk(stamp, M.FREEZE, M.QUARANTINE, M.RELEASE)

    told = facts_about([f"tenant:{Tenant.objects.get(slug='alpha').id}"])
    steps = [
        (each.payload["before"], each.payload["move"], each.payload["state"])
        for each in told
        if each.type == "tenant.state_changed"
    ]
    assert steps == [
        ("active", "freeze", "read_only"),
        ("read_only", "quarantine", "quarantined"),
        ("quarantined", "release", "read_only"),
    ]
