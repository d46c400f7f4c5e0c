"""Prices that waited for somebody's yes are written as they were asked for, once."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.approvals.operations import set_rule
from guildhall.approvals.types import Pending, RuleTerms
from guildhall.catalog.operations import apply_proposal, change_price, propose_prices
from guildhall.catalog.queries import get_prices, get_proposal
from guildhall.catalog.states import ProposalState
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.queries import get_channel
from tests.factories.company import Company, make_company
from tests.factories.prices import make_list, make_strategy, note_cost, usd
from tests.flows.test_stored_commands import decided
from tests.identity.staffing import hire, stamp_as


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Open shop where prices that move by a tenth need a yes."""
    with enter(committed["alpha"]):
        made = make_company(stamp=stamp)
        for action in ("prices.change", "prices.below_floor"):
            set_rule(RuleTerms(action=action, threshold=Decimal(10)), stamp=stamp)
        yield made


def _prices() -> dict[str, Decimal]:
    found = get_prices("APPLE", channel=get_channel("web"))
    return {line.price_list: line.price.amount for line in found}


def test_a_price_is_written_after_a_yes(company: Company, stamp: Stamp) -> None:
    buyer = stamp_as(hire(Role.MARKETING, stamp, name="buyer"), stamp)
    pending = change_price("APPLE", price=usd("9"), channel=company.site.channel, stamp=buyer)
    before = _prices()

    row = decided(pending, stamp)

    assert (row.state, row.problem) == ("done", None)
    assert (before, _prices()) == ({"": Decimal("2.5000")}, {"": Decimal("9.0000")})


def test_a_price_that_somebody_changed_meanwhile_is_not_written(
    company: Company, stamp: Stamp
) -> None:
    buyer = stamp_as(hire(Role.MARKETING, stamp, name="buyer"), stamp)
    channel = company.site.channel
    pending = change_price("APPLE", price=usd("9"), channel=channel, stamp=buyer)
    change_price("APPLE", price=usd("2.60"), channel=channel, stamp=buyer)

    row = decided(pending, stamp)

    assert row.state == "failed"
    assert _prices() == {"": Decimal("2.6000")}


def test_a_proposal_is_applied_after_a_yes(company: Company, stamp: Stamp) -> None:
    buyer = stamp_as(hire(Role.MARKETING, stamp, name="buyer"), stamp)
    make_list(stamp=stamp)
    note_cost(company, "APPLE", "1.20", stamp=stamp)
    make_strategy(margin_floor=Decimal("0.7"), stamp=stamp)
    proposal = propose_prices("double", stamp=buyer).id
    pending = apply_proposal(proposal, stamp=buyer)
    assert isinstance(pending, Pending)

    row = decided(pending, stamp)

    assert (row.state, row.problem) == ("done", None)
    assert get_proposal(proposal).state is ProposalState.APPLIED
    assert _prices()["retail"] == Decimal("2.4000")
