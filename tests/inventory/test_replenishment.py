"""Rules that say when to buy again, and what they propose."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.models import Variant
from guildhall.inventory.errors import (
    LocationNotFound,
    ReorderProposalNotFound,
    ReorderRuleInvalid,
    ReorderRuleNotFound,
    StockNotFound,
)
from guildhall.inventory.models import (
    Location,
    ReorderProposal,
    ReorderRule,
    StockLevel,
)
from guildhall.inventory.operations import (
    decide_reorder,
    run_reorder_rules,
    set_reorder_rule,
    snooze_reorder,
    snooze_reorder_rule,
)
from guildhall.inventory.queries import (
    count_reorder,
    get_reorder_proposal,
    get_reorder_rule,
    list_reorder_proposals,
    list_reorder_rules,
)
from guildhall.inventory.rules import wanted
from guildhall.inventory.states import ProposalMove, ProposalState
from guildhall.inventory.types import ProposalCard, ReorderFilter, ReorderRun, ReorderTerms
from guildhall.kernel.conditions import ChangedMeanwhile, Expected
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company

TERMS = ReorderTerms(level=Decimal(30), quantity=Decimal(12), lead_days=5)


@pytest.fixture
def shop(alpha: Scope) -> None:
    make_company(stock=Decimal(40), skus=("APPLE", "BREAD", "CHEESE"))


def _proposals(state: str = "") -> tuple[ProposalCard, ...]:
    return list_reorder_proposals(ReorderFilter(state=state)).items


def _lies(quantity: int, sku: str = "APPLE") -> None:
    rows = StockLevel.objects.filter(location__code="S1", variant__sku=sku)
    rows.update(on_hand=quantity)


@pytest.mark.parametrize(
    ("terms", "projected", "quantity"),
    [
        (ReorderTerms(Decimal(10), Decimal(5)), "11", "0"),
        (ReorderTerms(Decimal(10), Decimal(5)), "10", "5"),
        (ReorderTerms(Decimal(10), Decimal(5)), "2", "8"),
        (ReorderTerms(Decimal(10)), "10", "0"),
        (ReorderTerms(Decimal(10)), "9.5", "0.5"),
        (ReorderTerms(Decimal(10), least_order=Decimal(20)), "8", "20"),
        (ReorderTerms(Decimal(10), multiple=Decimal(6)), "3", "12"),
        (ReorderTerms(Decimal(10), Decimal(12), multiple=Decimal(6)), "10", "12"),
        (ReorderTerms(Decimal(10), least_order=Decimal(7), multiple=Decimal(6)), "9", "12"),
        (ReorderTerms(Decimal(10), multiple=Decimal("0.3")), "9.5", "0.6"),
        (ReorderTerms(Decimal(10), Decimal(5)), "-4", "14"),
    ],
)
def test_how_much_is_wanted(terms: ReorderTerms, projected: str, quantity: str) -> None:
    assert wanted(terms, Decimal(projected)) == Decimal(quantity)


def test_too_little_is_proposed_to_be_bought_by_the_day_that_it_can_be_here(
    shop: None, stamp: Stamp
) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)

    assert run_reorder_rules(stamp=stamp) == ReorderRun(judged=1, proposed=1, failed=0)

    (found,) = _proposals()
    assert (found.sku, found.location, found.state) == ("APPLE", "S1", ProposalState.OPEN)
    assert (found.quantity, found.projected) == (Decimal(12), Decimal(20))
    assert found.due_on == stamp.at.date() + timedelta(days=5)
    told = [fact.type for fact in facts_about(["reorder:APPLE@S1"])]
    assert told == ["reorder.rule_changed", "reorder.proposed"]


def test_the_same_need_is_proposed_once(shop: None, stamp: Stamp) -> None:
    """11.1: a projection that leaves out open proposals proposes the same every day."""
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)

    runs = [run_reorder_rules(stamp=stamp).proposed for _ in range(3)]

    assert runs == [1, 0, 0]
    assert len(_proposals()) == 1


def test_a_greater_need_takes_the_place_of_the_open_proposal(shop: None, stamp: Stamp) -> None:
    terms = ReorderTerms(level=Decimal(30), quantity=Decimal(15))
    set_reorder_rule("APPLE", "S1", terms=terms, stamp=stamp)
    run_reorder_rules(stamp=stamp)
    _lies(2)

    run_reorder_rules(stamp=stamp)

    assert {(p.state, p.quantity) for p in _proposals()} == {
        (ProposalState.OVERTAKEN, Decimal(15)),
        (ProposalState.OPEN, Decimal(28)),
    }


def test_a_need_that_has_gone_takes_its_proposal_along(shop: None, stamp: Stamp) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    run_reorder_rules(stamp=stamp)
    _lies(100)

    run_reorder_rules(stamp=stamp)

    assert [p.state for p in _proposals()] == [ProposalState.OVERTAKEN]


def test_what_is_on_its_way_counts(shop: None, stamp: Stamp) -> None:
    StockLevel.objects.filter(location__code="S1").update(inbound=11)
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)

    assert run_reorder_rules(stamp=stamp).proposed == 0


def test_what_is_promised_does_not_count(shop: None, stamp: Stamp) -> None:
    _lies(40)
    StockLevel.objects.filter(location__code="S1").update(reserved=12, unavailable=2)
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)

    run_reorder_rules(stamp=stamp)

    assert [p.projected for p in _proposals()] == [26]


def test_what_was_accepted_counts_until_it_is_dismissed(shop: None, stamp: Stamp) -> None:
    terms = ReorderTerms(level=Decimal(30), quantity=Decimal(15))
    set_reorder_rule("APPLE", "S1", terms=terms, stamp=stamp)
    run_reorder_rules(stamp=stamp)
    (found,) = _proposals()
    decide_reorder(found.id, ProposalMove.ACCEPT, stamp=stamp)

    counted = run_reorder_rules(stamp=stamp).proposed
    decide_reorder(found.id, ProposalMove.DISMISS, stamp=stamp)

    assert counted == 0
    assert run_reorder_rules(stamp=stamp).proposed == 1


def test_an_automatic_rule_accepts_by_itself(shop: None, stamp: Stamp) -> None:
    terms = ReorderTerms(level=Decimal(30), quantity=Decimal(15), is_automatic=True)
    set_reorder_rule("APPLE", "S1", terms=terms, stamp=stamp)

    run_reorder_rules(stamp=stamp)

    assert [p.state for p in _proposals()] == [ProposalState.ACCEPTED]


def test_one_bad_rule_stops_no_other(shop: None, stamp: Stamp) -> None:
    """11.1: errors are collected and shown (ERPNext mails them and goes on)."""
    for sku, place in (("APPLE", "S1"), ("BREAD", "S1"), ("CHEESE", "S2"), ("CHEESE", "S1")):
        set_reorder_rule(sku, place, terms=TERMS, stamp=stamp)
    Variant.objects.filter(sku="APPLE").update(is_active=False)
    Location.objects.filter(code="S2").update(closed_at=stamp.at)
    ReorderRule.objects.filter(variant__sku="BREAD").update(
        level=Decimal(99_999_999_999), multiple=Decimal(60_000_000_000)
    )

    found = run_reorder_rules(stamp=stamp)

    assert found == ReorderRun(judged=4, proposed=1, failed=3)
    rules = list_reorder_rules(ReorderFilter(troubled=True)).items
    assert {(rule.sku, rule.problem) for rule in rules} == {
        ("APPLE", "inventory.variant_archived"),
        ("CHEESE", "inventory.location_is_closed"),
        ("BREAD", "DataError"),
    }
    assert count_reorder(()) == (1, 3)
    assert [(p.sku, p.location) for p in _proposals()] == [("CHEESE", "S1")]


def test_a_resting_rule_is_not_judged_until_it_wakes(shop: None, stamp: Stamp) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    until = stamp.at + timedelta(days=2)
    snooze_reorder_rule("APPLE", "S1", until=until, stamp=stamp)
    later = Stamp(stamp.by, until)

    assert run_reorder_rules(stamp=stamp).judged == 0
    assert run_reorder_rules(stamp=later).judged == 1


def test_a_proposal_dismissed_for_a_while_does_not_come_back_before(
    shop: None, stamp: Stamp
) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    run_reorder_rules(stamp=stamp)

    snooze_reorder(_proposals()[0].id, days=7, stamp=stamp)

    assert run_reorder_rules(stamp=stamp).judged == 0
    assert _proposals()[0].state is ProposalState.DISMISSED


def test_what_is_over_cannot_be_decided_again(shop: None, stamp: Stamp) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    run_reorder_rules(stamp=stamp)
    (found,) = _proposals()
    decide_reorder(found.id, ProposalMove.DISMISS, stamp=stamp)

    with pytest.raises(MoveNotAllowed):
        decide_reorder(found.id, ProposalMove.ACCEPT, stamp=stamp)


def test_a_rule_is_changed_only_as_it_was_read(shop: None, stamp: Stamp) -> None:
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    seen = Expected((f'"{get_reorder_rule("APPLE", "S1").version}"',))
    later = Stamp(stamp.by, stamp.at + timedelta(seconds=1))
    more = ReorderTerms(level=Decimal(31))
    set_reorder_rule("APPLE", "S1", terms=more, expected=seen, stamp=later)

    with pytest.raises(ChangedMeanwhile):
        set_reorder_rule("APPLE", "S1", terms=TERMS, expected=seen, stamp=later)

    assert get_reorder_rule("APPLE", "S1").terms == more


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (ReorderTerms(level=Decimal(-1)), "level"),
        (ReorderTerms(level=Decimal("0.0001")), "level"),
        (ReorderTerms(level=Decimal("NaN")), "level"),
        (ReorderTerms(level=Decimal(1), multiple=Decimal(-2)), "multiple"),
        (ReorderTerms(level=Decimal(1), quantity=Decimal(10) ** 11), "quantity"),
        (ReorderTerms(level=Decimal(1), lead_days=-1), "lead_days"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(
    shop: None, stamp: Stamp, terms: ReorderTerms, field: str
) -> None:
    with pytest.raises(ReorderRuleInvalid) as refused:
        set_reorder_rule("APPLE", "S1", terms=terms, stamp=stamp)

    assert list(refused.value.errors) == [field]
    assert not ReorderRule.objects.exists()


def test_what_is_not_there_is_refused(shop: None, stamp: Stamp) -> None:
    with pytest.raises(LocationNotFound):
        set_reorder_rule("APPLE", "S9", terms=TERMS, stamp=stamp)
    with pytest.raises(StockNotFound):
        set_reorder_rule("NOTHING", "S1", terms=TERMS, stamp=stamp)
    with pytest.raises(ReorderRuleNotFound):
        snooze_reorder_rule("APPLE", "S1", until=None, stamp=stamp)
    with pytest.raises(ReorderProposalNotFound):
        decide_reorder(new_id(), ProposalMove.ACCEPT, stamp=stamp)
    with pytest.raises(ReorderProposalNotFound):
        get_reorder_proposal(new_id())


def test_somebody_of_one_location_sets_and_decides_there_alone(shop: None, stamp: Stamp) -> None:
    grants = (Grant("stock:edit", "location:S2"), Grant("stock:view", "location:S2"))
    clerk = Stamp(Actor("staff", "staff:x", grants), stamp.at)
    set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=stamp)
    set_reorder_rule("APPLE", "S2", terms=TERMS, stamp=clerk)
    run_reorder_rules(stamp=stamp)

    seen = list_reorder_proposals(ReorderFilter(scopes=clerk.by.reach("stock:view"))).items

    assert [p.location for p in seen] == ["S2"]
    decide_reorder(seen[0].id, ProposalMove.ACCEPT, stamp=clerk)
    other = ReorderProposal.objects.get(rule__location__code="S1").id
    for act in (
        lambda: decide_reorder(other, ProposalMove.ACCEPT, stamp=clerk),
        lambda: set_reorder_rule("APPLE", "S1", terms=TERMS, stamp=clerk),
        lambda: run_reorder_rules(stamp=clerk),
        lambda: run_reorder_rules(location="S1", stamp=clerk),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert run_reorder_rules(location="S2", stamp=clerk).judged == 1
