"""A shop with staff, and people who have signed in through the sign-in page."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.stamp import EVERYWHERE, Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import Company, make_company

PASSWORD = "correct horse battery"

type SignIn = Callable[..., Client]
type Hire = Callable[..., UUID]


@pytest.fixture
def shop(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Company]:
    """Tenant alpha with a shop, entered; what pages do is committed."""
    with enter(committed["alpha"]):
        yield make_company(stamp=stamp)


@pytest.fixture
def hire(stamp: Stamp) -> Callable[..., UUID]:
    def hired(role: Role = Role.OPERATIONS, *, scope: str = EVERYWHERE) -> UUID:
        email = f"{role}.{scope.replace(':', '.')}@example.com"
        return identity.add_staff(
            email, name=f"{role} {scope}", password=PASSWORD, role=role, scope=scope, stamp=stamp
        )

    return hired


@pytest.fixture
def sign_in(shop: Company, hire: Callable[..., UUID]) -> SignIn:
    """Hire somebody and return their browser after sign-in."""

    def signed_in(role: Role = Role.OPERATIONS, *, scope: str = EVERYWHERE) -> Client:
        hire(role, scope=scope)
        client = browser_of(shop)
        email = f"{role}.{scope.replace(':', '.')}@example.com"
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return signed_in


def browser_of(shop: Company) -> Client:
    return Client(headers={"host": shop.host})
