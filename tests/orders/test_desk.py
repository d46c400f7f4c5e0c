"""What people say and decide about an order: holds, tags, notes, fraud, duplicates, lists."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guildhall.identity.models import StaffRole, User
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.errors import (
    DuplicateInvalid,
    FraudInDoubt,
    MentionRefused,
    NoteInvalid,
    NotOnHold,
    NotOpen,
    OrderOnHold,
    TagsInvalid,
    ViewNotFound,
)
from guildhall.orders.operations import (
    add_note,
    approve_order,
    ask_fraud_review,
    cancel_order,
    clear_duplicate,
    confirm_order,
    deny_order,
    drop_view,
    hold_order,
    keep_view,
    look_for_duplicate,
    mark_duplicate,
    release_order,
    ship_order,
    tag_order,
)
from guildhall.orders.queries import list_actions, list_notes, list_views
from guildhall.orders.states import HoldReason, Visibility
from tests.factories.company import make_company
from tests.factories.orders import place, row_of


def _order(stamp: Stamp) -> str:
    return place(make_company(), {"APPLE": 2}, stamp=stamp).row.number


def _clerk(stamp: Stamp, scope: str = "all", *rights: str) -> Stamp:
    grants = tuple(Grant(right, scope) for right in rights or ("orders:view", "orders:edit"))
    return Stamp(Actor("staff", f"staff:{scope}", grants), stamp.at)


def _person(role: str, scope: str) -> UUID:
    user = User(email=f"{role}-{scope}@example.com".replace(":", "-"), name=role)
    user.save(force_insert=True)
    StaffRole(user=user, role=role, scope=scope).save(force_insert=True)
    return user.id


def test_an_order_on_hold_goes_no_further_until_it_is_released(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    hold_order(number, hold=HoldReason.ADDRESS, reason="no street", stamp=stamp)

    with pytest.raises(OrderOnHold):
        confirm_order(number, stamp=stamp)

    release_order(number, hold=HoldReason.ADDRESS, stamp=stamp)
    confirm_order(number, stamp=stamp)
    assert row_of(number).state == "confirmed"


def test_a_hold_that_is_not_there_is_not_released(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)

    with pytest.raises(NotOnHold):
        release_order(number, hold=HoldReason.STOCK, stamp=stamp)


def test_what_is_over_is_neither_held_nor_reviewed(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    cancel_order(number, reason="no", stamp=stamp)

    with pytest.raises(NotOpen):
        hold_order(number, hold=HoldReason.OTHER, stamp=stamp)
    with pytest.raises(NotOpen):
        ask_fraud_review(number, reason="odd", stamp=stamp)


def test_an_order_under_review_does_not_leave_until_somebody_approves(
    alpha: Scope, stamp: Stamp
) -> None:
    number = _order(stamp)
    confirm_order(number, stamp=stamp)
    ask_fraud_review(number, reason="odd address", stamp=stamp)

    with pytest.raises(FraudInDoubt):
        ship_order(number, stamp=stamp)
    with pytest.raises(NotPermitted):
        approve_order(number, stamp=_clerk(stamp))

    approve_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    assert row_of(number).fulfillment_state == "fulfilled"


def test_what_was_denied_stays_and_what_nobody_asked_is_not_judged(
    alpha: Scope, stamp: Stamp
) -> None:
    number = _order(stamp)

    with pytest.raises(MoveNotAllowed):
        approve_order(number, stamp=stamp)

    ask_fraud_review(number, reason="x", stamp=stamp)
    deny_order(number, stamp=stamp)
    with pytest.raises(FraudInDoubt):
        confirm_order(number, stamp=stamp)


def test_tags_are_put_on_and_taken_off_once(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)

    tag_order(number, add=["VIP", "gift wrap", "vip"], stamp=stamp)
    tag_order(number, add=["vip"], remove=["gift wrap"], stamp=stamp)
    tag_order(number, add=["vip"], stamp=stamp)

    told = [f.payload for f in facts_about([f"order:{number}"]) if f.type == "order.tagged"]
    assert row_of(number).tags == ["vip"]
    assert [(each["added"], each["removed"]) for each in told] == [
        (["gift wrap", "vip"], []),
        ([], ["gift wrap"]),
    ]


@pytest.mark.parametrize("tag", ["", "a" * 31, "<b>", "-x"])
def test_what_is_no_word_is_no_tag(alpha: Scope, stamp: Stamp, tag: str) -> None:
    number = _order(stamp)

    with pytest.raises(TagsInvalid):
        tag_order(number, add=[tag], stamp=stamp)


def test_a_note_calls_people_who_may_see_the_order(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    person = _person("support", "all")

    add_note(number, text="Please look, Anna Smith", mentions=[person], stamp=stamp)

    (note,) = list_notes(number, actor=stamp.by)
    told = facts_about([f"order:{number}"])[-1]
    assert (note.text, note.mentions) == ("Please look, Anna Smith", (person,))
    assert told.payload["mentions"] == [str(person)]
    assert "Anna" not in str(told.payload)


@pytest.mark.parametrize("scope", ["channel:elsewhere", "brand:elsewhere"])
def test_a_mention_never_tells_of_an_order_to_those_who_may_not_see_it(
    alpha: Scope, stamp: Stamp, scope: str
) -> None:
    number = _order(stamp)

    with pytest.raises(MentionRefused):
        add_note(number, text="look", mentions=[_person("support", scope)], stamp=stamp)
    with pytest.raises(MentionRefused):
        add_note(number, text="look", mentions=[new_id()], stamp=stamp)

    assert not list_notes(number, actor=stamp.by)


def test_a_note_of_the_brand_is_kept_from_its_channels(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    add_note(number, text="margin", visibility=Visibility.BRAND, stamp=stamp)
    add_note(number, text="gift", stamp=stamp)

    of_channel = list_notes(number, actor=_clerk(stamp, "channel:web").by)
    of_brand = list_notes(number, actor=_clerk(stamp, "brand:house").by)

    assert [note.text for note in of_channel] == ["gift"]
    assert [note.text for note in of_brand] == ["margin", "gift"]


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001])
def test_a_note_says_something_and_not_too_much(alpha: Scope, stamp: Stamp, text: str) -> None:
    number = _order(stamp)

    with pytest.raises(NoteInvalid):
        add_note(number, text=text, stamp=stamp)


def test_the_same_asked_for_twice_is_flagged_with_the_first(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first = place(company, {"APPLE": 2}, stamp=stamp).row.number
    soon = replace(stamp, at=stamp.at + timedelta(minutes=5))
    second = place(company, {"APPLE": 2}, stamp=soon).row.number
    other = place(company, {"APPLE": 1, "BREAD": 1}, stamp=soon).row.number

    found = [look_for_duplicate(each, stamp=soon) for each in (first, second, other)]

    assert found == ["", first, ""]
    assert row_of(second).duplicate_of == first


def test_who_is_told_of_a_duplicate_may_see_both(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    first, second = (place(company, {"APPLE": 2}, stamp=stamp).row.number for _ in range(2))
    for right in ("orders:view", "orders:edit"):
        grants = (Grant("orders:edit", "channel:web"), Grant(right, "channel:web"))
        mark_duplicate(second, other=first, stamp=replace(stamp, by=Actor("key", "k", grants)))
        assert row_of(second).duplicate_of == first
        clear_duplicate(second, stamp=stamp)

    for other in (second, "ORD-2026-777777"):
        with pytest.raises(DuplicateInvalid):
            mark_duplicate(second, other=other, stamp=stamp)


def test_the_same_asked_for_the_next_day_is_another_order(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    place(company, {"APPLE": 2}, stamp=stamp)
    later = replace(stamp, at=stamp.at + timedelta(days=1))

    assert not look_for_duplicate(
        place(company, {"APPLE": 2}, stamp=later).row.number, stamp=later
    )


def test_what_can_happen_is_told_with_the_reason_why_not(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    hold_order(number, hold=HoldReason.ADDRESS, stamp=stamp)

    told = {each.name: each.code for each in list_actions(number, actor=stamp.by)}

    assert told["confirm"] == "orders.on_hold"
    assert told["ship"] == "orders.not_confirmed"
    assert told["judge"] == "states.move_not_allowed"
    assert {name for name, code in told.items() if not code} == {
        *("pay", "edit", "cancel_part", "cancel", "hold", "release", "review")
    }


def test_what_somebody_may_not_do_is_told_as_that(alpha: Scope, stamp: Stamp) -> None:
    number = _order(stamp)
    viewer = _clerk(stamp, "all", "orders:view").by

    told = {each.name: each.code for each in list_actions(number, actor=viewer)}

    assert told["confirm"] == told["edit"] == "not_permitted"


def test_a_list_is_kept_by_a_name_of_ones_own(alpha: Scope, stamp: Stamp) -> None:
    mine, other = _clerk(stamp), _clerk(stamp, "channel:web")
    keep_view("Late", query="late=1", shared=False, stamp=mine)
    kept = keep_view("Late", query="late=1&state=open", shared=False, stamp=mine)

    assert [view.query for view in list_views(mine.by)] == ["late=1&state=open"]
    assert not list_views(other.by)
    with pytest.raises(ViewNotFound):
        drop_view(kept, stamp=other)
    drop_view(kept, stamp=mine)
    assert not list_views(mine.by)
