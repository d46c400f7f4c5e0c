"""Differences with an owner and a reason; charge backs that touch money alone."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.payments.errors import EvidenceMissing, SolutionMissing
from guildhall.payments.models import Dispute, WorkItem
from guildhall.payments.operations.disputes import (
    close_dispute,
    note_dispute,
    submit_evidence,
    write_evidence,
)
from guildhall.payments.operations.items import reopen_item, solve_item, take_item
from guildhall.payments.queries.items import (
    count_items,
    get_dispute,
    get_item,
    history_of_item,
)
from guildhall.payments.states import DisputeState, ItemState, Solution
from guildhall.payments.types import DisputeNews, WorkItemFilter
from tests.factories.bills import at, make_account, make_bill, moved


@pytest.fixture
def item(alpha: Scope) -> WorkItem:
    bill = make_bill(make_account())
    return WorkItem.objects.create(
        bill=bill, subject="charge:x", kind="theirs_only", line_kind="charge", found_at=at(12)
    )


def test_a_difference_is_taken_solved_and_opened_again_and_each_step_is_kept(
    item: WorkItem, stamp: Stamp
) -> None:
    take_item(item.id, owner=item.id, stamp=stamp)
    solve_item(item.id, solution=Solution.BOOKED_BY_HAND, note="see ledger", stamp=stamp)
    solve_item(item.id, solution=Solution.BOOKED_BY_HAND, note="again", stamp=stamp)
    assert count_items(WorkItemFilter(state="open"), stamp=stamp) == 0

    reopen_item(item.id, note="was wrong", stamp=stamp)

    assert get_item(item.id, stamp=stamp).state == ItemState.OPEN
    told = [note.what for note in history_of_item(item.id, stamp=stamp)]
    assert told == ["take", "solve", "reopen"]
    assert Fact.objects.filter(type="bill.item_moved").count() == 3


def test_other_is_no_reason_by_itself(item: WorkItem, stamp: Stamp) -> None:
    with pytest.raises(SolutionMissing):
        solve_item(item.id, solution=Solution.OTHER, stamp=stamp)
    with pytest.raises(SolutionMissing):
        solve_item(item.id, solution=Solution.SETTLED_LATER, stamp=stamp)


def test_whoever_may_only_look_solves_nothing(item: WorkItem, stamp: Stamp) -> None:
    looker = Stamp(Actor("staff", "looker", (Grant("payments:view"),)), stamp.at)

    with pytest.raises(NotPermitted):
        solve_item(item.id, solution=Solution.WRITTEN_OFF, stamp=looker)


def news(state: str) -> DisputeNews:
    due = at(12, day=28)
    return DisputeNews("dp_1", Money(Decimal("10.00"), "CNY"), "fraudulent", state, due_by=due)


def test_a_charge_back_is_told_once_and_follows_the_providers_word(
    alpha: Scope, stamp: Stamp
) -> None:
    account = make_account()
    payment = moved(account, "ch_1", when=at(9)).payment_id

    def hear(state: str) -> UUID:
        return note_dispute(account.id, news(state), payment=payment, stamp=stamp)

    ident = hear("needs_response")
    assert hear("needs_response") == ident

    card = get_dispute(ident, stamp=stamp)
    assert (card.state, card.reference) == (DisputeState.EVIDENCE_DUE, "ORD-1")
    hear("lost")
    hear("needs_response")
    assert get_dispute(ident, stamp=stamp).state == DisputeState.LOST
    types = Fact.objects.filter(type__startswith="dispute.").values_list("type", flat=True)
    assert list(types.order_by("sequence")) == [
        "dispute.opened",
        "dispute.moved",
        "dispute.moved",
    ]


def test_nothing_is_handed_in_that_nobody_wrote(alpha: Scope, stamp: Stamp) -> None:
    ident = note_dispute(make_account().id, news("needs_response"), stamp=stamp)
    with pytest.raises(EvidenceMissing):
        submit_evidence(ident, stamp=stamp)

    write_evidence(ident, text="Signed for on 12 November.", stamp=stamp)
    submit_evidence(ident, stamp=stamp)
    later = Stamp(stamp.by, stamp.at + timedelta(days=9))
    close_dispute(ident, won=True, stamp=later)

    assert Dispute.objects.get(pk=ident).closed_at == later.at
    with pytest.raises(MoveNotAllowed):
        submit_evidence(ident, stamp=later)
