"""A company with an app, and somebody who has signed in there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from guildhall.identity.operations import add_staff
from guildhall.identity.queries import actor_of_staff, find_user
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Origin, Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.apps import Made, code_for, make_app, redeem
from tests.identity.oauth.apps_lab import device_app, person

PASSWORD = "correct horse battery"
HOST = "alpha.localhost"
ISSUER = "http://alpha.localhost"

type Hire = Callable[..., Client]


@pytest.fixture
def inside(committed: dict[str, Scope]) -> Iterator[Scope]:
    """Tenant alpha, entered; everything commits."""
    with enter(committed["alpha"]):
        yield committed["alpha"]


@pytest.fixture
def app(inside: Scope) -> Made:
    return make_app()


@pytest.fixture
def hired(inside: Scope, stamp: Stamp) -> dict[str, UUID]:
    """Who was hired, by e-mail."""
    return {}


@pytest.fixture
def hire(hired: dict[str, UUID], stamp: Stamp) -> Hire:
    """Hire somebody and return their browser after sign-in."""

    def browser_of(role: Role = Role.OPERATIONS, *, scope: str = "all") -> Client:
        email = f"{role}.{scope.replace(':', '.')}@example.com"
        name = f"Ann {role}"
        hired[email] = add_staff(
            email, name=name, password=PASSWORD, role=role, scope=scope, stamp=stamp
        )
        browser = Client(headers={"host": HOST})
        answer = browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return browser_of


@pytest.fixture
def clerk(hire: Hire) -> Client:
    return hire()


@pytest.fixture
def tokens(clerk: Client, app: Made) -> dict[str, str]:
    """Let the app in as the clerk and return what it got."""
    answer = redeem(HOST, app, code_for(clerk, app))
    assert answer.status_code == 200, answer.content.decode()
    told: dict[str, str] = answer.json()  # type: ignore[attr-defined]
    return told


@pytest.fixture
def device(inside: Scope, stamp: Stamp) -> str:
    """Return the client id of an app without a browser."""
    return device_app(stamp)


@pytest.fixture
def signed_in(inside: Scope, stamp: Stamp) -> Stamp:
    """Return the stamp of a person who has signed in."""
    user = find_user(person(stamp))
    assert user is not None
    return replace(stamp, by=actor_of_staff(user), origin=Origin(address="192.0.2.1"))
