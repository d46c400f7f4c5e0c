"""Proposed prices: looked at first, applied as one, or dropped."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from guildhall.approvals.models import ApprovalRule
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Pending
from guildhall.catalog.errors import (
    ProposalEmpty,
)
from guildhall.catalog.models import Price
from guildhall.catalog.operations import (
    Applied,
    apply_proposal,
    change_price,
    drop_proposal,
    propose_prices,
)
from guildhall.catalog.queries import (
    get_proposal,
    list_proposals,
    list_proposed,
    price_variants,
)
from guildhall.catalog.states import ProposalState
from guildhall.catalog.types import PricedVariant, PriceSlot
from guildhall.catalog.types.strategies import About
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.orders.models import OrderLine
from tests.factories.company import Company, make_company, make_order
from tests.factories.prices import CHARM, make_list, make_strategy, note_cost, usd

COSTS = {"APPLE": "1.20", "BREAD": "0.80", "CHEESE": "3.00"}


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    """Open shop with a list, and with costs of three of five goods."""
    made = make_company()
    make_list(priority=1, stamp=stamp)
    for sku, cost in COSTS.items():
        note_cost(made, sku, cost, stamp=stamp)
    return made


def _price(company: Company, sku: str, *, stamp: Stamp) -> PricedVariant:
    asked = [(sku, Decimal(1))]
    channel = company.site.channel
    return price_variants(asked, channel=channel, currency="USD", at=stamp.at)[sku]


def _prices(company: Company, *, stamp: Stamp) -> dict[str, Decimal]:
    return {sku: _price(company, sku, stamp=stamp).price.amount for sku in company.variants}


def _lines(proposal: UUID) -> dict[str, Decimal]:
    card = get_proposal(proposal)
    return {line.sku: line.after.amount for line in list_proposed(card).items}


def test_what_is_applied_is_what_orders_pay_and_says_where_it_is_from(
    company: Company, stamp: Stamp
) -> None:
    make_strategy(steps=CHARM, stamp=stamp)
    proposal = propose_prices("double", stamp=stamp)

    done = apply_proposal(proposal.id, stamp=stamp)
    make_order(company, {"APPLE": 1, "DATES": 1}, stamp=stamp)

    assert done == Applied(written=3, left_out=0)
    assert get_proposal(proposal.id).state is ProposalState.APPLIED
    paid = OrderLine.objects.get(sku="APPLE")
    assert paid.total == Decimal("2.9900")
    assert paid.price_origin is not None
    assert paid.price_origin["source"] == "strategy"
    assert paid.price_origin["cost"] == "1.2"
    assert paid.price_origin["reference"].startswith(f"{proposal.id} double@1")
    assert OrderLine.objects.get(sku="DATES").total == Decimal("2.5000")


def test_a_proposal_holds_only_what_differs(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    apply_proposal(propose_prices("double", stamp=stamp).id, stamp=stamp)
    note_cost(company, "APPLE", "1.25", stamp=_later(stamp))

    again = propose_prices("double", stamp=_later(stamp))

    assert _lines(again.id) == {"APPLE": Decimal("2.5000")}
    assert again.largest_change == Decimal("4.17")


def _later(stamp: Stamp, minutes: int = 1) -> Stamp:
    return replace(stamp, at=stamp.at + timedelta(minutes=minutes))


def test_what_somebody_changed_meanwhile_is_left_alone(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    proposal = propose_prices("double", stamp=stamp)
    slot = PriceSlot("retail")
    change_price("APPLE", price=usd("9.99"), channel=company.site.channel, slot=slot, stamp=stamp)

    done = apply_proposal(proposal.id, stamp=_later(stamp))

    assert done == Applied(written=2, left_out=1)
    assert _price(company, "APPLE", stamp=_later(stamp)).price == usd("9.99")
    assert get_proposal(proposal.id).left_out == 1


def test_a_proposal_is_applied_or_dropped_once(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    applied, dropped = (propose_prices("double", stamp=stamp).id for _ in range(2))
    apply_proposal(applied, stamp=stamp)
    drop_proposal(dropped, stamp=stamp)
    rows = Price.objects.count()

    for proposal in (applied, dropped):
        with pytest.raises(MoveNotAllowed):
            apply_proposal(proposal, stamp=stamp)
        with pytest.raises(MoveNotAllowed):
            drop_proposal(proposal, stamp=stamp)

    assert Price.objects.count() == rows
    assert [card.id for card in list_proposals(state="dropped").items] == [dropped]


def test_a_proposal_can_be_for_a_moment_to_come(company: Company, stamp: Stamp) -> None:
    make_strategy(stamp=stamp)
    tomorrow = stamp.at + timedelta(days=1)

    proposal = propose_prices("double", valid_from=tomorrow, stamp=stamp)
    apply_proposal(proposal.id, stamp=stamp)

    # A first price on a list has none before it, so it must not count since ever.
    assert _price(company, "APPLE", stamp=stamp).price == usd("2.50")
    assert _price(company, "APPLE", stamp=_later(stamp, 1440)).price == usd("2.40")


def test_what_lies_below_the_floor_waits_for_somebody_else(company: Company, stamp: Stamp) -> None:
    ApprovalRule.objects.create(action=ActionCode.PRICES_BELOW_FLOOR, threshold=Decimal("0.01"))
    make_strategy(margin_floor=Decimal("0.6"), stamp=stamp)
    proposal = propose_prices("double", stamp=stamp)
    before = _prices(company, stamp=stamp)

    waits = apply_proposal(proposal.id, stamp=stamp)

    assert isinstance(waits, Pending)
    card = get_proposal(proposal.id)
    assert (card.state, card.approval) == (ProposalState.WAITING, waits.approval)
    assert (card.below_floor, card.deepest_margin) == (3, Decimal("10.00"))
    assert _prices(company, stamp=stamp) == before
    drop_proposal(proposal.id, stamp=stamp)
    assert get_proposal(proposal.id).state is ProposalState.DROPPED


def test_a_large_change_waits_for_somebody_else(company: Company, stamp: Stamp) -> None:
    ApprovalRule.objects.create(action=ActionCode.PRICES_CHANGE, threshold=Decimal(10))
    make_strategy(stamp=stamp)
    apply_proposal(propose_prices("double", stamp=stamp).id, stamp=stamp)
    note_cost(company, "APPLE", "1.32", stamp=_later(stamp))

    waits = apply_proposal(propose_prices("double", stamp=_later(stamp)).id, stamp=_later(stamp))

    assert isinstance(waits, Pending)
    assert waits.action == ActionCode.PRICES_CHANGE


def test_a_run_that_changes_nothing_is_not_applied(company: Company, stamp: Stamp) -> None:
    make_strategy(about=About(skus=("DATES",)), stamp=stamp)

    with pytest.raises(ProposalEmpty):
        apply_proposal(propose_prices("double", stamp=stamp).id, stamp=stamp)
