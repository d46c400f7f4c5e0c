"""Coming in by a link that was sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from guildhall.identity.backends import StaffBackend
from guildhall.identity.errors import (
    EmailTaken,
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
    MoreThanYouHold,
)
from guildhall.identity.operations import accept_invitation, add_staff, invite_staff
from guildhall.identity.queries import actor_of_staff, get_invitation, list_staff
from guildhall.identity.states import INVITED_FOR, Role
from guildhall.identity.types import Invitee
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import Scope

PASSWORD = "correct horse battery"
OLGA = Invitee("Olga@Example.com", "Olga", Role.OWNER)


def test_whoever_is_invited_signs_in_with_a_password_of_their_own(
    alpha: Scope, stamp: Stamp
) -> None:
    secret = invite_staff(OLGA, stamp=stamp)

    accept_invitation(secret, password=PASSWORD, stamp=stamp)

    user = StaffBackend().authenticate(None, email="olga@example.com", password=PASSWORD)
    assert user is not None
    assert actor_of_staff(user).may("keys:edit")


def test_an_invitation_works_once(alpha: Scope, stamp: Stamp) -> None:
    secret = invite_staff(OLGA, stamp=stamp)
    accept_invitation(secret, password=PASSWORD, stamp=stamp)

    with pytest.raises(InvitationUsed):
        accept_invitation(secret, password="another password", stamp=stamp)
    with pytest.raises(InvitationUsed):
        get_invitation(secret, at=stamp.at)


def test_an_invitation_ends_after_its_days(alpha: Scope, stamp: Stamp) -> None:
    secret = invite_staff(OLGA, stamp=stamp)
    later = replace(stamp, at=stamp.at + INVITED_FOR)

    assert get_invitation(secret, at=later.at - timedelta(seconds=1)).name == "Olga"
    with pytest.raises(InvitationExpired):
        accept_invitation(secret, password=PASSWORD, stamp=later)


def test_a_second_invitation_voids_the_first(alpha: Scope, stamp: Stamp) -> None:
    first = invite_staff(OLGA, stamp=stamp)
    second = invite_staff(OLGA, stamp=stamp)

    with pytest.raises(InvitationNotFound):
        accept_invitation(first, password=PASSWORD, stamp=stamp)
    person = accept_invitation(second, password=PASSWORD, stamp=stamp)
    assert [card.id for card in list_staff()] == [person]


def test_nobody_is_invited_who_is_here_already(alpha: Scope, stamp: Stamp) -> None:
    add_staff(OLGA.email, name="Olga", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp)

    with pytest.raises(EmailTaken):
        invite_staff(OLGA, stamp=stamp)


def test_nobody_invites_to_more_than_they_hold(alpha: Scope, stamp: Stamp) -> None:
    clerk = Stamp(Actor("staff", "staff:x", (Grant("staff:edit"),)), stamp.at)

    with pytest.raises(MoreThanYouHold):
        invite_staff(OLGA, stamp=clerk)


def test_neither_row_nor_fact_holds_the_secret_and_facts_hold_no_address(
    alpha: Scope, stamp: Stamp
) -> None:
    secret = invite_staff(OLGA, stamp=stamp)
    accept_invitation(secret, password=PASSWORD, stamp=stamp)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM identity_invitation t")
        row = str(cursor.fetchone()[0])
    facts = " ".join(str(payload) for payload in Fact.objects.values_list("payload", flat=True))
    assert "olga" in row
    assert secret not in row
    assert secret not in facts
    assert "olga" not in facts.lower()
