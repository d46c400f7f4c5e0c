"""A company with a subscription, its shop and its owner, signed in; what they do is committed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.operations import offer_plan
from tenants.plans.operations import subscribe
from tenants.types import PlanTerms
from tests.factories.company import Company, make_company
from tests.factories.plans import on_plan
from tests.harness.owner import as_owner

PASSWORD = "correct horse battery"

type SignIn = Callable[..., Client]


def terms(price: str, position: int = 0) -> PlanTerms:
    return PlanTerms(price=Money(Decimal(price), "USD"), public=True, position=position)


@pytest.fixture
def tight(committed: dict[str, Scope], stamp: Stamp, settings: Settings) -> Iterator[Company]:
    """Alpha with five products on a plan for six, beside one for fifty, in its trial."""
    settings.TRIAL = settings.PAYMENT_TERM = settings.PATIENCE = timedelta(days=14)
    limits = {"products": 6, "orders": 10, "staff": 9}
    with on_plan(committed["alpha"], limits=limits, terms=terms("30.00", 1)) as scope:
        with enter(PLATFORM):
            for code, price, most in (("large", "90.00", 50), ("tiny", "9.00", 1)):
                offer_plan(
                    code,
                    name=code.title(),
                    limits={"products": most},
                    terms=terms(price, 2),
                    stamp=stamp,
                )
            subscribe(scope.tenant_id, stamp=stamp)
        with enter(scope):
            yield make_company(stamp=stamp)
    with as_owner() as owner:
        owner.execute("DELETE FROM public.tenants_plan WHERE code IN ('large', 'tiny')")


@pytest.fixture
def sign_in(tight: Company, stamp: Stamp) -> SignIn:
    """Hire somebody and return their browser after sign-in."""

    def signed_in(role: Role = Role.OWNER) -> Client:
        _hire(role, stamp)
        client = Client(headers={"host": tight.host})
        form = {"login": f"{role}@example.com", "password": PASSWORD}
        answer = client.post("/accounts/login/", form)
        assert answer.status_code == 302, answer.content.decode()
        return client

    return signed_in


def _hire(role: Role, stamp: Stamp) -> UUID:
    return identity.add_staff(
        f"{role}@example.com", name=str(role), password=PASSWORD, role=role, stamp=stamp
    )
