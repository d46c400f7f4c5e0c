"""Three plans on the price list, and a company that subscribed to one of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.operations import give_plan, offer_plan
from tenants.plans.operations import subscribe
from tenants.types import PlanTerms

OPENED = datetime(2026, 3, 1, 9, tzinfo=UTC)

type Subscribe = Callable[..., Scope]


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def on(day: datetime) -> Stamp:
    return system_stamp("test", day)


@pytest.fixture(autouse=True)
def patience(settings: Settings) -> None:
    """Two weeks each, whatever the environment of this run says."""
    settings.TRIAL = settings.PAYMENT_TERM = settings.PATIENCE = timedelta(days=14)


@pytest.fixture
def alpha_pays(platform: Scope, scopes: dict[str, Scope]) -> Iterator[Scope]:
    """Tenant alpha, since the first of March on trial for the small plan; rolled back."""
    offer_three(on(OPENED))
    alpha = scopes["alpha"]
    give_plan(alpha.tenant_id, plan="small", stamp=on(OPENED))
    subscribe(alpha.tenant_id, stamp=on(OPENED))
    with enter(PLATFORM):
        yield alpha


def offer_three(stamp: Stamp) -> None:
    for position, (code, price, limits) in enumerate(
        (
            ("small", "30.00", {"products": 5, "orders": 10}),
            ("large", "90.00", {"products": 50, "orders": 100}),
            ("vast", "300.00", {}),
        )
    ):
        terms = PlanTerms(price=usd(price), public=True, position=position + 1)
        offer_plan(code, name=code.title(), limits=limits, terms=terms, stamp=stamp)
