"""What needs a yes, and that a granted command is the stored one."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.approvals.errors import NotWhatWasGranted
from guildhall.approvals.models import Approval
from guildhall.approvals.operations import ask_if_needed, carry_out, grant
from guildhall.approvals.queries import get_approval, list_approvals
from guildhall.approvals.states import CARRIED_OUT_BY, MOST_SHOWN, ActionCode
from guildhall.approvals.types import ApprovalFilter, Change, Wish
from guildhall.identity.operations import change_grants, deactivate_staff
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Origin, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.organization.models import Brand
from tests.approvals.lab import (
    COMMAND,
    PLACE,
    Lab,
    People,
    ask,
    brand_name,
    make_brand,
    make_people,
    make_rule,
    name_brand,
)


def to_manor(stamp: Stamp) -> object:
    return name_brand("house", expected="House", name="Manor", units=12, stamp=stamp)


def by_asker(people: People, *, units: int) -> object:
    return name_brand(
        "house", expected="House", name="Manor", units=units, stamp=people.acting(people.asker)
    )


def test_without_a_rule_nothing_waits(alpha: Scope, lab: Lab, stamp: Stamp) -> None:
    make_brand()

    assert by_asker(make_people(stamp), units=1_000_000) is None

    assert brand_name() == "Manor"
    assert not Approval.objects.exists()


@pytest.mark.parametrize(("units", "waits"), [(9, False), (10, True), (11, True)])
def test_it_waits_from_the_threshold_on(people: People, units: int, waits: object) -> None:
    pending = by_asker(people, units=units)

    assert (pending is not None) is waits
    assert brand_name() == ("House" if waits else "Manor")


def test_a_rule_that_is_not_in_force_holds_nothing_back(
    alpha: Scope, lab: Lab, stamp: Stamp
) -> None:
    make_brand()
    make_rule(stamp, is_active=False)

    assert by_asker(make_people(stamp), units=12) is None


def test_the_rule_of_the_place_goes_before_that_of_the_company(
    people: People, stamp: Stamp
) -> None:
    make_rule(stamp, threshold=100, scope="location:S1")
    make_rule(stamp, threshold=1, scope="location:S2")

    assert by_asker(people, units=99) is None


def test_a_request_says_what_would_change_and_until_when_it_waits(people: People) -> None:
    approval = ask(people)

    card = get_approval(approval, stamp=people.acting(people.decider))

    assert card.row.changes == (
        Change(subject="house", field="on_hand", before="House", after="Manor"),
    )
    assert card.row.expires_at - card.row.created_at == timedelta(hours=72)
    assert (card.row.measure, card.row.scopes) == (Decimal(12), PLACE)
    assert card.can_decide
    fact = Fact.objects.get(type="approval.requested")
    assert fact.payload == {
        "approval": str(approval),
        "action": "stock.adjust",
        "measure": "12",
        "expires_at": fact.payload["expires_at"],
    }


def test_the_same_asked_again_while_it_waits_is_one_request(people: People) -> None:
    assert ask(people) == ask(people)
    assert ask(people, name="Castle") != ask(people)
    assert Approval.objects.count() == 2


def test_of_very_many_changes_the_first_are_shown_and_the_others_counted(people: People) -> None:
    lines = tuple(
        Change(subject=f"SKU-{n}", field="price", before="1.00", after="2.00")
        for n in range(MOST_SHOWN + 7)
    )
    wish = Wish(
        action=ActionCode.STOCK_ADJUST,
        command=COMMAND,
        payload={},
        measure=Decimal(12),
        scopes=PLACE,
        changes=lines,
    )

    pending = ask_if_needed(wish, stamp=people.acting(people.asker))

    assert pending is not None
    row = get_approval(pending.approval, stamp=people.acting(people.decider)).row
    assert (len(row.changes), row.more) == (MOST_SHOWN, 7)


def test_a_payload_that_is_not_plain_json_is_a_mistake_at_once(people: People) -> None:
    wish = Wish(
        action=ActionCode.STOCK_ADJUST,
        command=COMMAND,
        payload={"by": Decimal(1)},
        measure=Decimal(12),
        scopes=PLACE,
        changes=(),
    )

    with pytest.raises(TypeError):
        ask_if_needed(wish, stamp=people.acting(people.asker))


def test_what_was_granted_is_done_as_it_was_stored(people: People) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))

    carry_out(approval, stamp=people.stamp)

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert (row.state, row.problem) == ("done", None)
    assert brand_name() == "Manor"
    done = Fact.objects.get(type="test.noted")
    assert done.actor_name == f"staff:{people.asker}"
    assert done.actor_via == f"{CARRIED_OUT_BY}{approval}"


@pytest.mark.parametrize("does", [{"name": "Castle"}, {"units": 13}, {"units": 5}])
def test_nothing_else_is_done_in_its_place(
    people: People, lab: Lab, does: dict[str, object]
) -> None:
    """16.3: approving and then sending editable input again is the trap."""
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    lab.does = does

    carry_out(approval, stamp=people.stamp)

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert brand_name() == "House"
    assert row.state == "failed"
    assert row.problem is not None
    assert row.problem.code == NotWhatWasGranted.code


def test_to_say_that_one_carries_out_a_request_opens_nothing(people: People) -> None:
    """The origin is no key: a request that waits or was granted is not underway."""
    approval = ask(people)
    acting = people.acting(people.asker)
    forged = Stamp(acting.by, acting.at, origin=Origin(via=f"{CARRIED_OUT_BY}{approval}"))

    waiting = to_manor(forged)
    grant(approval, stamp=people.acting(people.decider))
    granted = to_manor(forged)

    assert waiting is not None
    assert granted is not None
    assert brand_name() == "House"


def test_who_lost_the_right_meanwhile_is_refused_and_that_is_shown(
    people: People, stamp: Stamp
) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    change_grants(people.asker, terms=[], stamp=stamp)

    carry_out(approval, stamp=stamp)

    row = get_approval(approval, stamp=people.acting(people.decider)).row
    assert (row.state, brand_name()) == ("failed", "House")
    assert row.problem is not None
    assert row.problem.code == "not_permitted"
    assert "stock:edit" in row.problem.told()


def test_what_somebody_asked_for_who_has_left_is_not_done(people: People, stamp: Stamp) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    deactivate_staff(people.asker, stamp=stamp)

    carry_out(approval, stamp=stamp)

    row = get_approval(approval, stamp=people.acting(people.decider)).row
    assert brand_name() == "House"
    assert row.problem is not None
    assert row.problem.code == "approvals.requester_gone"


def test_a_world_that_moved_on_fails_clearly(people: People, stamp: Stamp) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    Brand.objects.update(name="Mill")

    carry_out(approval, stamp=stamp)

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert brand_name() == "Mill"
    assert row.problem is not None
    assert row.problem.code == "http.changed_meanwhile"
    assert Fact.objects.get(type="approval.failed").payload["code"] == "http.changed_meanwhile"


def test_a_request_is_never_left_underway(people: People, lab: Lab) -> None:
    """What is not an expected no undoes all: it is granted still, and tried again."""
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    lab.breaks = True

    with pytest.raises(ZeroDivisionError):
        carry_out(approval, stamp=people.stamp)

    row = get_approval(approval, stamp=people.acting(people.asker)).row
    assert (row.state, brand_name()) == ("granted", "House")


def test_the_list_shows_each_what_is_theirs_to_see(people: People) -> None:
    approval = ask(people)

    mine = list_approvals(ApprovalFilter(mine=True), stamp=people.acting(people.asker))
    waiting = list_approvals(ApprovalFilter(for_me=True), stamp=people.acting(people.decider))
    none = list_approvals(ApprovalFilter(for_me=True), stamp=people.acting(people.asker))

    assert [row.id for row in mine.items] == [approval]
    assert [row.id for row in waiting.items] == [approval]
    assert none.items == ()
