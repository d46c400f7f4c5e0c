"""The roll: groups, units, plans, and the life of a tenant."""

import pytest

from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope, TenantState
from tenants import operations
from tenants.errors import TenantNotFound
from tenants.models import Tenant
from tenants.queries import get_tenant
from tenants.states import TENANT, TenantMove

OUTSIDER = Actor("person", "x", (Grant("orders:edit"),))


def test_a_group_a_unit_and_a_plan_are_opened_once(platform: Scope, stamp: Stamp) -> None:
    ids = [
        (
            operations.open_group("west", name="West", stamp=stamp),
            operations.open_unit("west", code="hq", name="Head office", stamp=stamp),
            operations.open_unit("west", code="c1", name="City", parent="hq", stamp=stamp),
            operations.offer_plan("small", name="Small", limits={"stores": 1}, stamp=stamp),
        )
        for _ in range(2)
    ]

    assert ids[0] == ids[1]


def test_a_tenants_life_is_told_in_facts(platform: Scope, stamp: Stamp) -> None:
    for move in (TenantMove.FREEZE, TenantMove.THAW, TenantMove.SUSPEND):
        operations.move_tenant("alpha", move=move, reason="a test", stamp=stamp)

    told = facts_about([f"tenant:{Tenant.objects.get(slug='alpha').id}"])
    states = [each.payload["state"] for each in told if each.type == "tenant.state_changed"]
    assert states == ["read_only", "active", "suspended"]
    assert get_tenant("alpha").state is TenantState.SUSPENDED


@pytest.mark.parametrize("move", [TenantMove.THAW, TenantMove.RESTORE, TenantMove.ACTIVATE])
def test_what_is_not_in_the_table_cannot_happen_to_a_tenant(
    platform: Scope, stamp: Stamp, move: TenantMove
) -> None:
    with pytest.raises(MoveNotAllowed):
        operations.move_tenant("alpha", move=move, reason="", stamp=stamp)

    assert get_tenant("alpha").state is TenantState.ACTIVE


def test_who_is_not_on_the_roll_cannot_be_moved(platform: Scope, stamp: Stamp) -> None:
    with pytest.raises(TenantNotFound):
        operations.move_tenant("nobody", move=TenantMove.FREEZE, reason="", stamp=stamp)


def test_an_outsider_changes_nothing_on_the_roll(platform: Scope, stamp: Stamp) -> None:
    theirs = Stamp(OUTSIDER, stamp.at, stamp.request_id)

    with pytest.raises(NotPermitted):
        operations.move_tenant("alpha", move=TenantMove.FREEZE, reason="", stamp=theirs)
    with pytest.raises(NotPermitted):
        operations.open_group("west", name="West", stamp=theirs)
    with pytest.raises(NotPermitted):
        operations.offer_plan("free", name="Free", limits={}, stamp=theirs)


def test_a_tenant_starts_out_of_sight() -> None:
    assert TENANT.start is TenantState.PROVISIONING
    assert TENANT.allowed(TenantState.PROVISIONING) == (TenantMove.ACTIVATE, TenantMove.ABANDON)
