"""What goods cost us is noted, and moves no price by itself."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.catalog.errors import (
    CostInvalid,
)
from guildhall.catalog.models import Price, VariantCost
from guildhall.catalog.operations import (
    note_costs,
)
from guildhall.catalog.states import CostBasis
from guildhall.catalog.types import NotedCost
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company
from tests.factories.prices import make_list, make_strategy, note_cost, usd


def test_costs_are_kept_by_their_latest_note(alpha: Scope, stamp: Stamp) -> None:
    company = make_company()
    note_cost(company, "APPLE", "1.20", stamp=stamp)
    earlier = Stamp(stamp.by, stamp.at - timedelta(hours=1), stamp.request_id)
    apple = company.variants["APPLE"]

    same = note_costs([NotedCost(apple, CostBasis.AVERAGE, usd("1.20"))], stamp=stamp)
    late = note_costs([NotedCost(apple, CostBasis.AVERAGE, usd("0.90"))], stamp=earlier)
    other = note_costs([NotedCost(apple, CostBasis.LAST, usd("1.30"))], stamp=stamp)

    assert (same, late, other) == (0, 0, 1)
    kept = dict(VariantCost.objects.values_list("basis", "amount"))
    assert kept == {"average": Decimal("1.2000"), "last": Decimal("1.3000")}


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity"])
def test_a_cost_that_cannot_be_is_refused(alpha: Scope, stamp: Stamp, amount: str) -> None:
    company = make_company()
    wrong = NotedCost(company.variants["APPLE"], CostBasis.AVERAGE, Money(Decimal(amount), "USD"))

    with pytest.raises(CostInvalid):
        note_costs([wrong], stamp=stamp)


def test_a_cost_moves_no_price(alpha: Scope, stamp: Stamp) -> None:
    """2.5: a formula on live cost prices carts anew behind everybody's back."""
    company = make_company()
    make_list(stamp=stamp)
    make_strategy(stamp=stamp)
    before = Price.objects.count()

    note_cost(company, "APPLE", "1.20", stamp=stamp)

    assert Price.objects.count() == before
