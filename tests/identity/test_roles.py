"""Roles as data, who may give what to whom, and who is never left out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from guildhall.identity import rules
from guildhall.identity.errors import (
    GrantExpired,
    LastOwner,
    MoreThanYouHold,
    NoSuchCapability,
    NoSuchScope,
    RoleBuiltIn,
    RoleChanged,
    RoleHeld,
    RoleNotFound,
)
from guildhall.identity.models import StaffRole, User
from guildhall.identity.operations import (
    accept_invitation,
    add_staff,
    change_grants,
    create_role,
    deactivate_staff,
    delete_role,
    edit_role,
    invite_staff,
    reactivate_staff,
)
from guildhall.identity.queries import actor_of_staff, get_person, get_role, list_people
from guildhall.identity.states import CAPABILITIES, CATALOG, EVERYTHING, Role
from guildhall.identity.types import HeldRole, Invitee, Terms
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.crowds import crowd

PASSWORD = "correct horse battery"
STAFF = (Grant("staff:edit"), Grant("staff:view"))


def _hire(role: str, stamp: Stamp, *, scope: str = "all", name: str = "bob") -> UUID:
    email = f"{name}@example.com"
    return add_staff(email, name=name, password=PASSWORD, role=role, scope=scope, stamp=stamp)


def _as(user: UUID, stamp: Stamp) -> Stamp:
    return Stamp(actor_of_staff(User.objects.get(pk=user)), stamp.at, stamp.request_id)


def _with(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:x", (*STAFF, *grants)), stamp.at, stamp.request_id)


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
    bob = _hire(code, stamp, scope="brand:house")

    actor = _as(bob, stamp).by

    assert actor.grants == (Grant("payments:approve", "brand:house"),)


def test_an_edited_role_counts_at_once_for_whoever_holds_it(alpha: Scope, stamp: Stamp) -> None:
    code = create_role("Refunds", capabilities=("payments:approve",), stamp=stamp)
    bob = _hire(code, stamp)

    edit_role(code, name="Looks", capabilities=("payments:view",), version=1, stamp=stamp)

    assert _as(bob, stamp).by.grants == (Grant("payments:view"),)
    assert (get_role(code).name, get_role(code).version) == ("Looks", 2)
    created, edited = facts_about([f"role:{code}"])
    assert edited.payload["given"] == ["payments:view"]
    assert edited.payload["taken"] == ["payments:approve"]
    assert "Refunds" not in str(created.payload)


def test_what_a_person_may_is_read_in_one_statement(
    alpha: Scope, stamp: Stamp, django_assert_num_queries: Callable[..., object]
) -> None:
    code = create_role("Refunds", capabilities=("payments:approve",), stamp=stamp)
    user = User.objects.get(pk=_hire(code, stamp))

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
    bob = _hire(code, stamp)
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


# Nobody gives, takes or edits what they do not hold: each right, in each scope, for as long.


def test_nobody_makes_a_role_of_what_they_lack(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(MoreThanYouHold):
        create_role(
            "More", capabilities=("orders:edit",), stamp=_with(stamp, Grant("orders:view"))
        )


def test_nobody_edits_a_right_into_a_role_held_where_they_lack_it(
    alpha: Scope, stamp: Stamp
) -> None:
    code = create_role("Looks", capabilities=("orders:view",), stamp=stamp)
    _hire(code, stamp, scope="store:S1")
    _hire(code, stamp, scope="store:S2", name="eve")
    theirs = _with(stamp, Grant("orders:view"), Grant("orders:edit", "store:S1"))

    with pytest.raises(MoreThanYouHold):
        edit_role(
            code,
            name="Looks",
            capabilities=("orders:view", "orders:edit"),
            version=1,
            stamp=theirs,
        )

    assert get_role(code).capabilities == ("orders:view",)


@pytest.mark.parametrize("scope", ["all", "store:S2", "brand:house"])
def test_nobody_invites_somebody_to_more_than_they_hold(
    alpha: Scope, stamp: Stamp, scope: str
) -> None:
    theirs = _with(stamp, *(Grant(each, "store:S1") for each in CAPABILITIES[Role.WAREHOUSE]))

    invite_staff(Invitee("in@example.com", "In", Role.WAREHOUSE, "store:S1"), stamp=theirs)
    with pytest.raises(MoreThanYouHold):
        invite_staff(Invitee("eve@example.com", "Eve", Role.WAREHOUSE, scope), stamp=theirs)


@pytest.mark.parametrize(
    "more", [Terms(Role.OWNER), Terms(Role.FINANCE), Terms(Role.WAREHOUSE, "store:S2")]
)
def test_nobody_raises_themselves(alpha: Scope, stamp: Stamp, more: Terms) -> None:
    code = create_role("Lead", capabilities=("staff:edit", "staff:view"), stamp=stamp)
    bob = _hire(code, stamp)

    with pytest.raises(MoreThanYouHold):
        change_grants(bob, terms=(Terms(code), more), stamp=_as(bob, stamp))

    assert [held.role for held in get_person(bob, at=stamp.at).held] == [code]


def test_an_admin_neither_makes_nor_removes_an_owner(alpha: Scope, stamp: Stamp) -> None:
    owner = _hire(Role.OWNER, stamp, name="olga")
    admin = _as(_hire(Role.ADMIN, stamp), stamp)

    with pytest.raises(MoreThanYouHold):
        _hire(Role.OWNER, admin, name="eve")
    with pytest.raises(MoreThanYouHold):
        change_grants(owner, terms=(Terms(Role.READ_ONLY),), stamp=admin)
    with pytest.raises(MoreThanYouHold):
        deactivate_staff(owner, stamp=admin)


def test_a_right_that_ends_is_not_given_beyond_its_end(alpha: Scope, stamp: Stamp) -> None:
    end = stamp.at + timedelta(days=2)
    theirs = _with(stamp, Grant("orders:view", until=end))
    code = create_role("Looks", capabilities=("orders:view",), stamp=stamp)
    bob = _hire(Role.READ_ONLY, stamp)
    change_grants(bob, terms=(), stamp=stamp)

    with pytest.raises(MoreThanYouHold):
        change_grants(bob, terms=(Terms(code),), stamp=theirs)
    late = end + timedelta(seconds=1)
    with pytest.raises(MoreThanYouHold):
        change_grants(bob, terms=(Terms(code, expires_at=late),), stamp=theirs)
    change_grants(bob, terms=(Terms(code, expires_at=end),), stamp=theirs)


def test_somebody_in_charge_of_one_store_changes_nobody_elsewhere(
    alpha: Scope, stamp: Stamp
) -> None:
    lead = Stamp(Actor("staff", "staff:x", (Grant("*", "store:S1"),)), stamp.at)
    here = _hire(Role.WAREHOUSE, stamp, scope="store:S1")
    there = _hire(Role.WAREHOUSE, stamp, scope="store:S2", name="eve")

    change_grants(here, terms=(Terms(Role.READ_ONLY, "store:S1"),), stamp=lead)
    with pytest.raises(NotPermitted):
        change_grants(there, terms=(), stamp=lead)
    with pytest.raises(NotPermitted):
        create_role("Mine", capabilities=("orders:view",), stamp=lead)
    assert [card.id for card in list_people(at=stamp.at, scopes=("store:S1",))] == [here]


def test_a_grant_ends_by_itself(alpha: Scope, stamp: Stamp) -> None:
    bob = _hire(Role.READ_ONLY, stamp)
    end = stamp.at + timedelta(hours=1)
    terms = (Terms(Role.FINANCE, expires_at=end), Terms(Role.WAREHOUSE, "store:S1"))
    change_grants(bob, terms=terms, stamp=stamp)

    during = get_person(bob, at=stamp.at)
    after = get_person(bob, at=end)

    assert [held.role for held in during.held] == [Role.FINANCE, Role.WAREHOUSE]
    assert [held.role for held in after.held] == [Role.WAREHOUSE]
    (_, fact) = facts_about([f"staff:{bob}"])
    assert fact.payload["taken"] == ["read-only@all"]
    assert fact.payload["given"][1] == "warehouse@store:S1"


def test_what_has_ended_can_be_given_anew(alpha: Scope, stamp: Stamp) -> None:
    bob = _hire(Role.READ_ONLY, stamp)
    StaffRole.objects.filter(user=bob).update(expires_at=stamp.at - timedelta(days=1))
    assert get_person(bob, at=stamp.at).held == ()

    change_grants(bob, terms=(Terms(Role.READ_ONLY),), stamp=stamp)

    assert [held.expires_at for held in get_person(bob, at=stamp.at).held] == [None]


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (Terms("nobody"), RoleNotFound),
        (Terms(Role.FINANCE, "planet:mars"), NoSuchScope),
        (Terms(Role.FINANCE, "store:"), NoSuchScope),
    ],
)
def test_a_role_or_place_that_is_not_there_is_refused(
    alpha: Scope, stamp: Stamp, terms: Terms, refusal: type[Refusal]
) -> None:
    bob = _hire(Role.READ_ONLY, stamp)

    with pytest.raises(refusal):
        change_grants(bob, terms=(terms,), stamp=stamp)


def test_a_grant_that_is_over_before_it_begins_is_refused(alpha: Scope, stamp: Stamp) -> None:
    bob = _hire(Role.READ_ONLY, stamp)

    with pytest.raises(GrantExpired):
        change_grants(bob, terms=(Terms(Role.FINANCE, expires_at=stamp.at),), stamp=stamp)


# The last owner.


def test_the_last_owner_stays(alpha: Scope, stamp: Stamp) -> None:
    olga = _hire(Role.OWNER, stamp, name="olga")
    theirs = _as(olga, stamp)
    soon = stamp.at + timedelta(days=1)

    for terms in ((), (Terms(Role.ADMIN),), (Terms(Role.OWNER, "store:S1"),)):
        with pytest.raises(LastOwner):
            change_grants(olga, terms=terms, stamp=theirs)
    with pytest.raises(LastOwner):
        change_grants(olga, terms=(Terms(Role.OWNER, expires_at=soon),), stamp=theirs)
    with pytest.raises(LastOwner):
        deactivate_staff(olga, stamp=theirs)


def test_an_owner_goes_where_another_one_stays(alpha: Scope, stamp: Stamp) -> None:
    olga = _hire(Role.OWNER, stamp, name="olga")
    nina = _hire(Role.OWNER, stamp, name="nina")

    deactivate_staff(olga, stamp=_as(nina, stamp))

    with pytest.raises(LastOwner):
        change_grants(nina, terms=(), stamp=_as(nina, stamp))


def test_of_two_owners_who_remove_each_other_one_stays(
    committed: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(committed["alpha"]):
        owners = [_hire(Role.OWNER, stamp, name=name) for name in ("olga", "nina")]

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
    bob = _hire(Role.FINANCE, stamp)

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

    assert _as(eve, stamp).by.grants == (Grant("orders:view", "store:S1"),)
