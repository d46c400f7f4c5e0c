"""Who stands in for whom: for a time, never further than who lends, never around four eyes."""

from datetime import timedelta
from uuid import UUID

import pytest

from guildhall.approvals.errors import NotYours, OwnRequest
from guildhall.approvals.models import Delegation
from guildhall.approvals.operations import delegate, end_delegation, forget_person, grant
from guildhall.approvals.queries import count_approvals, get_approval, list_approvals
from guildhall.approvals.types import ApprovalFilter
from guildhall.identity.operations import change_grants, deactivate_staff
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Origin, Stamp
from tests.approvals.lab import People, ask, make_rule, name_brand
from tests.identity.staffing import hire

DAY = timedelta(days=1)


def lend(people: People, giver: UUID, taker: UUID, *, days: int = 7) -> UUID:
    acting = people.acting(giver)
    return delegate(taker, starts_at=acting.at, ends_at=acting.at + days * DAY, stamp=acting)


def test_who_stands_in_decides_for_another_and_that_is_kept(people: People, stamp: Stamp) -> None:
    taker = hire("read-only", stamp, name="tess")
    lend(people, people.decider, taker)
    approval = ask(people)

    assert count_approvals(ApprovalFilter(for_me=True), stamp=people.acting(taker)) == 1
    grant(approval, stamp=people.acting(taker))

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert (row.decider, row.decided_for) == (f"staff:{taker}", f"staff:{people.decider}")
    granted = Fact.objects.get(type="approval.granted")
    assert granted.payload["decided_for"] == str(people.decider)


@pytest.mark.parametrize("later", [timedelta(seconds=-1), timedelta(days=7)])
def test_nobody_stands_in_before_or_after_the_time_it_was_lent_for(
    people: People, stamp: Stamp, later: timedelta
) -> None:
    taker = hire("read-only", stamp, name="tess")
    make_rule(stamp, hours=24 * 30)
    lend(people, people.decider, taker)
    approval = ask(people)

    with pytest.raises(NotPermitted):
        grant(approval, stamp=people.acting(taker, later=later))


def test_what_was_lent_ends_with_the_right_of_who_lent_it(people: People, stamp: Stamp) -> None:
    taker = hire("read-only", stamp, name="tess")
    lend(people, people.decider, taker)
    lend(people, people.other, taker)
    approval = ask(people)
    change_grants(people.decider, terms=[], stamp=stamp)
    deactivate_staff(people.other, stamp=stamp)

    with pytest.raises(NotPermitted):
        grant(approval, stamp=people.acting(taker))


def test_a_loan_that_was_ended_is_over_at_once(people: People, stamp: Stamp) -> None:
    taker = hire("read-only", stamp, name="tess")
    loan = lend(people, people.decider, taker)
    approval = ask(people)

    with pytest.raises(NotYours):
        end_delegation(loan, stamp=people.acting(people.asker))
    end_delegation(loan, stamp=people.acting(people.decider))

    with pytest.raises(NotPermitted):
        grant(approval, stamp=people.acting(taker))
    end_delegation(loan, stamp=people.acting(people.decider))
    assert Fact.objects.filter(type="delegation.ended").count() == 1


def test_four_eyes_hold_whoever_lends_to_whom(people: People, stamp: Stamp) -> None:
    """Neither does who asked stand in for a decider, nor somebody for who asked."""
    owner, taker = hire("owner", stamp, name="olga"), hire("read-only", stamp, name="tess")
    lend(people, people.decider, people.asker)
    lend(people, owner, taker)
    by_asker = ask(people)
    of_owner = name_brand(
        "house", expected="House", name="Castle", units=12, stamp=people.acting(owner)
    )
    assert of_owner is not None

    with pytest.raises(OwnRequest):
        grant(by_asker, stamp=people.acting(people.asker))
    with pytest.raises(OwnRequest):
        grant(of_owner.approval, stamp=people.acting(taker))

    assert count_approvals(ApprovalFilter(for_me=True), stamp=people.acting(people.asker)) == 1
    found = list_approvals(ApprovalFilter(for_me=True), stamp=people.acting(taker))
    assert [row.id for row in found.items] == [by_asker]


def test_what_is_lent_to_a_person_is_not_lent_to_their_apps(people: People, stamp: Stamp) -> None:
    taker = hire("read-only", stamp, name="tess")
    lend(people, people.decider, taker)
    approval = ask(people)
    acting = people.acting(taker)
    by_app = Stamp(acting.by, acting.at, origin=Origin(via="app:phone"))

    with pytest.raises(NotPermitted):
        grant(approval, stamp=by_app)


def test_the_reason_of_a_loan_is_forgotten_with_who_lent_it(people: People, stamp: Stamp) -> None:
    taker = hire("read-only", stamp, name="tess")
    acting = people.acting(people.decider)
    delegate(
        taker, starts_at=acting.at, ends_at=acting.at + DAY, reason="in hospital", stamp=acting
    )

    forget_person(people.decider, stamp=stamp)

    loan = Delegation.objects.get()
    assert (loan.reason, loan.ended_at) == ("", stamp.at)
