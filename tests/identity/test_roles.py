"""Roles as data, who may give what to whom, and who is never left out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from guildhall.identity import rules
from guildhall.identity.errors import (
    LastOwner,
    NoSuchCapability,
    RoleBuiltIn,
    RoleChanged,
    RoleHeld,
    RoleNotFound,
)
from guildhall.identity.models import User
from guildhall.identity.operations import (
    accept_invitation,
    change_grants,
    create_role,
    deactivate_staff,
    delete_role,
    edit_role,
    invite_staff,
    reactivate_staff,
)
from guildhall.identity.queries import actor_of_staff, get_person, get_role
from guildhall.identity.states import CAPABILITIES, CATALOG, EVERYTHING, Role
from guildhall.identity.types import HeldRole, Invitee, Terms
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.crowds import crowd
from tests.identity.staffing import PASSWORD, hire, stamp_as


def test_what_is_built_in_gives_nothing_that_the_catalogue_lacks() -> None:
    given = {capability for role in CAPABILITIES.values() for capability in role}

    assert given - CATALOG == {EVERYTHING}


def test_a_refund_right_in_one_brand_and_a_view_in_another_do_not_add_up() -> None:
    held = [
        HeldRole("own-a", "brand:a", ("payments:approve",)),
        HeldRole("own-b", "brand:b", ("payments:view",)),
    ]
    actor = Actor("staff", "staff:x", rules.grants_held(held))

    assert actor.may("payments:approve", scope=("brand:a", "channel:web"))
    assert not actor.may("payments:approve", scope=("brand:b", "channel:web"))
    assert not actor.may("payments:view", scope=("brand:a",))
    assert not actor.may("payments:approve")


def test_an_own_role_gives_what_it_lists_where_it_is_held(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Refunds", capabilities=("payments:approve",), stamp=stamp)
    bob = hire(code, stamp, scope="brand:house")

    actor = stamp_as(bob, stamp).by

    assert actor.grants == (Grant("payments:approve", "brand:house"),)


def test_an_edited_role_counts_at_once_for_whoever_holds_it(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Refunds", capabilities=("payments:approve",), stamp=stamp)
    bob = hire(code, stamp)

    edit_role(code, name="Looks", capabilities=("payments:view",), version=1, stamp=stamp)

    assert stamp_as(bob, stamp).by.grants == (Grant("payments:view"),)
    assert (get_role(code).name, get_role(code).version) == ("Looks", 2)
    created, edited = facts_about([f"role:{code}"])
    assert edited.payload["given"] == ["payments:view"]
    assert edited.payload["taken"] == ["payments:approve"]
    assert "Refunds" not in str(created.payload)


def test_what_a_person_may_is_read_in_one_statement(
    alpha: Scope, stamp: Stamp, django_assert_num_queries: Callable[..., object]
) -> None:
    code = create_role("Refunds", capabilities=("payments:approve",), stamp=stamp)
    user = User.objects.get(pk=hire(code, stamp))

    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        actor_of_staff(user)


@pytest.mark.parametrize("name", ["ordres:edit", "orders", "*", "", "orders:fly"])
def test_a_role_cannot_give_what_is_no_right(alpha: Scope, stamp: Stamp, name: str) -> None:
    with pytest.raises(NoSuchCapability):
        create_role("Typo", capabilities=("orders:view", name), stamp=stamp)


def test_somebody_else_s_edit_is_not_overwritten(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Mine", capabilities=("orders:view",), stamp=stamp)
    edit_role(code, name="Theirs", capabilities=("stock:view",), version=1, stamp=stamp)

    with pytest.raises(RoleChanged):
        edit_role(code, name="Mine", capabilities=("orders:view",), version=1, stamp=stamp)

    assert get_role(code).name == "Theirs"


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.READ_ONLY])
def test_a_built_in_role_is_neither_edited_nor_deleted(
    alpha: Scope, stamp: Stamp, role: Role
) -> None:
    with pytest.raises(RoleBuiltIn):
        edit_role(role, name="x", capabilities=("orders:view",), version=0, stamp=stamp)
    with pytest.raises(RoleBuiltIn):
        delete_role(role, stamp=stamp)


def test_a_role_is_deleted_once_nobody_holds_it(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Short", capabilities=("orders:view",), stamp=stamp)
    bob = hire(code, stamp)
    with pytest.raises(RoleHeld):
        delete_role(code, stamp=stamp)

    change_grants(bob, terms=(), stamp=stamp)
    delete_role(code, stamp=stamp)

    with pytest.raises(RoleNotFound):
        get_role(code)


def test_a_role_that_somebody_was_invited_to_stays(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Short", capabilities=("orders:view",), stamp=stamp)
    invite_staff(Invitee("eve@example.com", "Eve", code), stamp=stamp)

    with pytest.raises(RoleHeld):
        delete_role(code, stamp=stamp)


# The last owner.


def test_the_last_owner_stays(alpha: Scope, stamp: Stamp) -> None:
    olga = hire(Role.OWNER, stamp, name="olga")
    theirs = stamp_as(olga, stamp)
    soon = stamp.at + timedelta(days=1)

    for terms in ((), (Terms(Role.ADMIN),), (Terms(Role.OWNER, "store:S1"),)):
        with pytest.raises(LastOwner):
            change_grants(olga, terms=terms, stamp=theirs)
    with pytest.raises(LastOwner):
        change_grants(olga, terms=(Terms(Role.OWNER, expires_at=soon),), stamp=theirs)
    with pytest.raises(LastOwner):
        deactivate_staff(olga, stamp=theirs)


def test_an_owner_goes_where_another_one_stays(alpha: Scope, stamp: Stamp) -> None:
    olga = hire(Role.OWNER, stamp, name="olga")
    nina = hire(Role.OWNER, stamp, name="nina")

    deactivate_staff(olga, stamp=stamp_as(nina, stamp))

    with pytest.raises(LastOwner):
        change_grants(nina, terms=(), stamp=stamp_as(nina, stamp))


def test_of_two_owners_who_remove_each_other_one_stays(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        owners = [hire(Role.OWNER, stamp, name=name) for name in ("olga", "nina")]

    def remove(number: int, _: object) -> str:
        with enter(committed["alpha"]):
            try:
                deactivate_staff(owners[number], stamp=stamp)
            except LastOwner as refusal:
                return refusal.code
            finally:
                connection.close()
        return "done"

    assert sorted(crowd(2, remove)) == ["done", LastOwner.code]


# Coming and going.


def test_who_is_deactivated_holds_their_roles_for_the_day_they_return(
    alpha: Scope, stamp: Stamp
) -> None:
    bob = hire(Role.FINANCE, stamp)

    deactivate_staff(bob, stamp=stamp)
    away = get_person(bob, at=stamp.at)
    reactivate_staff(bob, stamp=stamp)

    assert (away.is_active, get_person(bob, at=stamp.at).is_active) == (False, True)
    assert [fact.type for fact in facts_about([f"staff:{bob}"])] == [
        "staff.added",
        "staff.deactivated",
        "staff.reactivated",
    ]


def test_an_invitation_gives_a_role_of_the_company_s_own(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Looks", capabilities=("orders:view",), stamp=stamp)
    secret = invite_staff(Invitee("eve@example.com", "Eve", code, "store:S1"), stamp=stamp)

    eve = accept_invitation(secret, password=PASSWORD, stamp=stamp)

    assert stamp_as(eve, stamp).by.grants == (Grant("orders:view", "store:S1"),)
