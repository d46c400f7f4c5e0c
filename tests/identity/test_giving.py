"""Nobody gives, takes or edits what they do not hold: each right, in that scope, for as long."""

from datetime import timedelta

import pytest

from guildhall.identity.errors import (
    GrantExpired,
    MoreThanYouHold,
    NoSuchScope,
    RoleNotFound,
)
from guildhall.identity.models import StaffRole
from guildhall.identity.operations import (
    change_grants,
    create_role,
    deactivate_staff,
    edit_role,
    invite_staff,
)
from guildhall.identity.queries import get_person, get_role, list_people
from guildhall.identity.states import CAPABILITIES, Role
from guildhall.identity.types import Invitee, Terms
from guildhall.kernel.facts import facts_about
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope
from tests.identity.staffing import hire, stamp_as, stamp_with


def test_nobody_makes_a_role_of_what_they_lack(alpha: Scope, stamp: Stamp) -> None:
    with pytest.raises(MoreThanYouHold):
        create_role(
            "More", capabilities=("orders:edit",), stamp=stamp_with(stamp, Grant("orders:view"))
        )


def test_nobody_edits_a_right_into_a_role_held_where_they_lack_it(
    alpha: Scope, stamp: Stamp
) -> None:
    code = create_role("Looks", capabilities=("orders:view",), stamp=stamp)
    hire(code, stamp, scope="store:S1")
    hire(code, stamp, scope="store:S2", name="eve")
    theirs = stamp_with(stamp, Grant("orders:view"), Grant("orders:edit", "store:S1"))

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
    theirs = stamp_with(stamp, *(Grant(each, "store:S1") for each in CAPABILITIES[Role.WAREHOUSE]))

    invite_staff(Invitee("in@example.com", "In", Role.WAREHOUSE, "store:S1"), stamp=theirs)
    with pytest.raises(MoreThanYouHold):
        invite_staff(Invitee("eve@example.com", "Eve", Role.WAREHOUSE, scope), stamp=theirs)


@pytest.mark.parametrize(
    "more", [Terms(Role.OWNER), Terms(Role.FINANCE), Terms(Role.WAREHOUSE, "store:S2")]
)
def test_nobody_raises_themselves(alpha: Scope, stamp: Stamp, more: Terms) -> None:
    code = create_role("Lead", capabilities=("staff:edit", "staff:view"), stamp=stamp)
    bob = hire(code, stamp)

    with pytest.raises(MoreThanYouHold):
        change_grants(bob, terms=(Terms(code), more), stamp=stamp_as(bob, stamp))

    assert [held.role for held in get_person(bob, at=stamp.at).held] == [code]


def test_an_admin_neither_makes_nor_removes_an_owner(alpha: Scope, stamp: Stamp) -> None:
    owner = hire(Role.OWNER, stamp, name="olga")
    admin = stamp_as(hire(Role.ADMIN, stamp), stamp)

    with pytest.raises(MoreThanYouHold):
        hire(Role.OWNER, admin, name="eve")
    with pytest.raises(MoreThanYouHold):
        change_grants(owner, terms=(Terms(Role.READ_ONLY),), stamp=admin)
    with pytest.raises(MoreThanYouHold):
        deactivate_staff(owner, stamp=admin)


def test_a_right_that_ends_is_not_given_beyond_its_end(alpha: Scope, stamp: Stamp) -> None:
    end = stamp.at + timedelta(days=2)
    theirs = stamp_with(stamp, Grant("orders:view", until=end))
    code = create_role("Looks", capabilities=("orders:view",), stamp=stamp)
    bob = hire(Role.READ_ONLY, stamp)
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
    here = hire(Role.WAREHOUSE, stamp, scope="store:S1")
    there = hire(Role.WAREHOUSE, stamp, scope="store:S2", name="eve")

    change_grants(here, terms=(Terms(Role.READ_ONLY, "store:S1"),), stamp=lead)
    with pytest.raises(NotPermitted):
        change_grants(there, terms=(), stamp=lead)
    with pytest.raises(NotPermitted):
        create_role("Mine", capabilities=("orders:view",), stamp=lead)
    assert [card.id for card in list_people(at=stamp.at, scopes=("store:S1",))] == [here]


def test_a_grant_ends_by_itself(alpha: Scope, stamp: Stamp) -> None:
    bob = hire(Role.READ_ONLY, stamp)
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
    bob = hire(Role.READ_ONLY, stamp)
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
    bob = hire(Role.READ_ONLY, stamp)

    with pytest.raises(refusal):
        change_grants(bob, terms=(terms,), stamp=stamp)


def test_a_grant_that_is_over_before_it_begins_is_refused(alpha: Scope, stamp: Stamp) -> None:
    bob = hire(Role.READ_ONLY, stamp)

    with pytest.raises(GrantExpired):
        change_grants(bob, terms=(Terms(Role.FINANCE, expires_at=stamp.at),), stamp=stamp)
