"""A company that is opened has its plan's limits at once, and a subscription a moment later."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.errors import PlanInvalid
from tenants.operations import give_plan, offer_plan
from tenants.plans.models import Subscription
from tenants.plans.states import SubscriptionState
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant, PlanTerms
from tests.factories.plans import on_plan
from tests.tenants.plans.conftest import usd


def test_a_newcomer_is_limited_from_its_first_moment_and_on_trial_soon_after(
    opened: dict[str, Scope], stamp: Stamp
) -> None:
    terms = PlanTerms(price=usd("30.00"), off=frozenset({"webhooks"}))
    with on_plan(opened["alpha"], limits={"products": 7}, terms=terms, code="newcomers"):
        new = NewTenant("delta", "Delta", "north", "hq", "delta.localhost", plan="newcomers")
        scope = provision_tenant(new, stamp=stamp)
        with enter(PLATFORM):
            facts = Fact.objects.filter(type="tenant.provisioned")
            deliver(list(facts.values_list("sequence", flat=True)), lease=timedelta(seconds=30))
            row = Subscription.objects.get(tenant_id=scope.tenant_id)
            # So that the plan can be taken back after the test.
            give_plan(scope.tenant_id, plan="standard", stamp=stamp)

    assert scope.allowance.limits == {"products": 7}
    assert scope.allowance.off == {"webhooks"}
    assert (row.state, row.plan) == (SubscriptionState.TRIAL, "newcomers")
    assert row.trial_ends == stamp.at + timedelta(days=14)


@pytest.mark.parametrize(
    ("limits", "terms"),
    [
        ({"sites": 1}, PlanTerms()),
        ({"products": -1}, PlanTerms()),
        ({"api_rate": 0}, PlanTerms()),
        ({}, PlanTerms(off=frozenset({"magic"}))),
        ({}, PlanTerms(months=0)),
        ({}, PlanTerms(price=Money(Decimal("-1.00"), "USD"))),
        ({}, PlanTerms(price=Money(Decimal("0.001"), "USD"))),
    ],
)
def test_an_odd_plan_is_not_offered(
    platform: Scope, stamp: Stamp, limits: dict[str, int], terms: PlanTerms
) -> None:
    with pytest.raises(PlanInvalid):
        offer_plan("odd", name="Odd", limits=limits, terms=terms, stamp=stamp)
