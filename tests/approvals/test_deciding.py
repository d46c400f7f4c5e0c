"""Yes, no, never mind, too late; and who may say so."""

from datetime import timedelta
from uuid import UUID

import pytest

from guildhall.approvals.errors import (
    ApprovalNotFound,
    ApprovalOver,
    NotOver,
    NotYours,
    OwnRequest,
    PeopleDecide,
)
from guildhall.approvals.models import Approval
from guildhall.approvals.operations import (
    ask_again,
    carry_out,
    deny,
    expire_approvals,
    grant,
    withdraw,
)
from guildhall.approvals.queries import count_approvals, get_approval
from guildhall.approvals.types import ApprovalFilter
from guildhall.identity.operations import (
    deactivate_staff,
    erase_person,
    issue_api_key,
)
from guildhall.identity.queries import actor_of_token, names_of
from guildhall.kernel.conditions import ChangedMeanwhile, Expected, quoted
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.organization.models import Brand
from tests.approvals.lab import Lab, People, ask, brand_name, make_rule, name_brand
from tests.identity.staffing import hire, stamp_as


def state_of(approval: UUID) -> str:
    return Approval.objects.get(pk=approval).state


def test_a_yes_is_written_down_with_its_reason(people: People) -> None:
    approval = ask(people)

    grant(approval, reason="counted it myself", stamp=people.acting(people.decider))

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert (row.state, row.note) == ("granted", "counted it myself")
    assert (row.decider, row.decided_for) == (f"staff:{people.decider}", "")
    assert Fact.objects.get(type="approval.granted").reason == "counted it myself"
    assert brand_name() == "House"


def test_a_no_ends_it(people: People) -> None:
    approval = ask(people)

    deny(approval, reason="count again", stamp=people.acting(people.decider))

    assert state_of(approval) == "denied"
    with pytest.raises(MoveNotAllowed):
        grant(approval, stamp=people.acting(people.other))
    with pytest.raises(MoveNotAllowed):
        carry_out(approval, stamp=people.stamp)
    assert brand_name() == "House"


def test_nobody_decides_twice_and_nothing_is_carried_out_twice(people: People, lab: Lab) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    carry_out(approval, stamp=people.stamp)

    with pytest.raises(MoveNotAllowed):
        grant(approval, stamp=people.acting(people.other))
    with pytest.raises(MoveNotAllowed):
        carry_out(approval, stamp=people.stamp)

    assert lab.runs == 1


def test_who_asked_does_not_decide_even_as_an_owner(people: People, stamp: Stamp) -> None:
    owner = hire("owner", stamp, name="olga")
    acting = people.acting(owner)
    pending = name_brand("house", expected="House", name="Manor", units=12, stamp=acting)
    assert pending is not None

    with pytest.raises(OwnRequest):
        grant(pending.approval, stamp=acting)

    assert not get_approval(pending.approval, stamp=acting).can_decide
    assert count_approvals(ApprovalFilter(for_me=True), stamp=acting) == 0


def test_what_my_key_asked_for_i_do_not_decide(people: People, stamp: Stamp) -> None:
    owner = people.acting(hire("owner", stamp, name="olga"))
    made = issue_api_key("office", capabilities=("stock:view", "stock:edit"), stamp=owner)
    key = actor_of_token(made.token)
    assert key is not None
    by_key = Stamp(key, stamp.at)
    pending = name_brand("house", expected="House", name="Manor", units=12, stamp=by_key)
    assert pending is not None

    with pytest.raises(OwnRequest):
        grant(pending.approval, stamp=owner)
    with pytest.raises(PeopleDecide):
        grant(pending.approval, stamp=by_key)

    assert count_approvals(ApprovalFilter(for_me=True), stamp=owner) == 0
    assert count_approvals(ApprovalFilter(mine=True), stamp=owner) == 1
    grant(pending.approval, stamp=people.acting(people.decider))
    carry_out(pending.approval, stamp=stamp)
    assert brand_name() == "Manor"


def test_who_lacks_the_right_there_neither_decides_nor_sees_it(
    people: People, stamp: Stamp
) -> None:
    approval = ask(people)
    elsewhere = people.acting(hire("admin", stamp, scope="location:S2", name="eve"))

    with pytest.raises(NotPermitted):
        grant(approval, stamp=elsewhere)
    with pytest.raises(NotPermitted):
        get_approval(approval, stamp=elsewhere)

    assert count_approvals(ApprovalFilter(), stamp=elsewhere) == 0
    here = people.acting(hire("admin", stamp, scope="location:S1", name="sue"))
    assert count_approvals(ApprovalFilter(for_me=True), stamp=here) == 1
    grant(approval, stamp=here)


def test_a_decision_upon_what_has_changed_since_it_was_read_is_refused(people: People) -> None:
    approval = ask(people)
    seen = get_approval(approval, stamp=people.acting(people.decider)).row.version
    withdraw(approval, stamp=people.acting(people.asker, later=timedelta(seconds=1)))

    with pytest.raises(ChangedMeanwhile):
        grant(
            approval,
            stamp=people.acting(people.decider),
            expected=Expected((quoted(seen),)),
        )


def test_only_who_asked_takes_it_back(people: People) -> None:
    approval = ask(people)

    with pytest.raises(NotYours):
        withdraw(approval, stamp=people.acting(people.decider))
    withdraw(approval, reason="found them", stamp=people.acting(people.asker))

    assert state_of(approval) == "withdrawn"


def test_after_its_time_nobody_decides_whether_or_not_the_sweep_came_by(people: People) -> None:
    approval = ask(people)
    late = people.acting(people.decider, later=timedelta(hours=72))

    with pytest.raises(ApprovalOver):
        grant(approval, stamp=late)

    assert count_approvals(ApprovalFilter(for_me=True), stamp=late) == 0
    assert expire_approvals(stamp=people.stamp) == 0
    assert expire_approvals(stamp=system_stamp("test", late.at)) == 1
    assert expire_approvals(stamp=system_stamp("test", late.at)) == 0
    assert state_of(approval) == "expired"
    assert Fact.objects.filter(type="approval.expired").count() == 1


def test_what_expired_is_asked_anew_as_things_stand(people: People, stamp: Stamp) -> None:
    approval = ask(people)
    late = people.acting(people.asker, later=timedelta(hours=73))
    expire_approvals(stamp=system_stamp("test", late.at))

    pending = ask_again(approval, stamp=late)

    assert pending is not None
    assert pending.approval != approval
    assert (state_of(approval), state_of(pending.approval)) == ("expired", "waiting")


def test_what_failed_is_refused_at_once_where_the_reason_still_holds(
    people: People, stamp: Stamp
) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    Brand.objects.update(name="Mill")
    carry_out(approval, stamp=stamp)

    with pytest.raises(ChangedMeanwhile):
        ask_again(approval, stamp=people.acting(people.asker))

    assert Approval.objects.count() == 1


def test_what_needs_no_yes_any_more_is_done_when_asked_anew(people: People, stamp: Stamp) -> None:
    approval = ask(people)
    late = people.acting(people.asker, later=timedelta(hours=73))
    expire_approvals(stamp=system_stamp("test", late.at))
    make_rule(stamp, threshold=1_000)

    assert ask_again(approval, stamp=late) is None

    assert brand_name() == "Manor"


def test_only_what_came_to_nothing_is_asked_anew_and_by_nobody_else(people: People) -> None:
    approval = ask(people)

    with pytest.raises(NotOver):
        ask_again(approval, stamp=people.acting(people.asker))
    with pytest.raises(NotYours):
        ask_again(approval, stamp=people.acting(people.decider))


def test_a_request_that_nobody_made_is_not_found(people: People) -> None:
    for act in (grant, withdraw, carry_out):
        with pytest.raises(ApprovalNotFound):
            act(new_id(), stamp=people.acting(people.decider))


def test_a_rule_without_four_eyes_lets_who_may_decide_say_yes_themselves(
    people: People, stamp: Stamp
) -> None:
    make_rule(stamp, four_eyes=False)
    owner = people.acting(hire("owner", stamp, name="olga"))
    pending = name_brand("house", expected="House", name="Manor", units=12, stamp=owner)
    assert pending is not None

    grant(pending.approval, stamp=owner)

    assert state_of(pending.approval) == "granted"


def test_what_the_house_asked_for_waits_for_whoever_may_decide(
    people: People, stamp: Stamp
) -> None:
    pending = name_brand("house", expected="House", name="Manor", units=12, stamp=stamp)
    assert pending is not None
    decider = people.acting(people.decider)

    assert count_approvals(ApprovalFilter(for_me=True), stamp=decider) == 1
    grant(pending.approval, stamp=decider)
    carry_out(pending.approval, stamp=stamp)

    assert brand_name() == "Manor"


def test_who_is_erased_leaves_no_name_in_requests(people: People, stamp: Stamp) -> None:
    approval = ask(people)
    deny(approval, reason="count again", stamp=people.acting(people.decider))
    for user, email in ((people.asker, "asker"), (people.decider, "decider")):
        deactivate_staff(user, stamp=stamp)
        erase_person(f"{email}@example.com", stamp=stamp)

    row = get_approval(approval, stamp=stamp_as(people.other, stamp)).row
    kept = Approval.objects.filter(pk=approval).values().get()

    assert not {"asker", "decider"} & set(names_of([row.requester, row.decider]).values())
    assert "asker" not in str(kept)
    assert "decider@" not in str(kept)
