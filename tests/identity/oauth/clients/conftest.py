"""A running server, a person who works there, and their browser."""

from collections.abc import Iterator

import pytest

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.harness.processes import Web
from tests.identity.oauth.apps_lab import HOST, person
from tests.identity.oauth.clients.browsing import Visitor

EMAIL = "clerk@example.com"


@pytest.fixture
def company(committed: dict[str, Scope], stamp: Stamp) -> Scope:
    """Tenant alpha with a person; nothing is entered, since everything comes over the wire."""
    with enter(committed["alpha"]), unit():
        person(stamp, EMAIL)
    return committed["alpha"]


@pytest.fixture
def issuer(company: Scope, web: Web) -> str:
    return f"http://{HOST}:{web.port}"


@pytest.fixture
def visitor(issuer: str) -> Iterator[Visitor]:
    """Return the browser of a person who has signed in."""
    found = Visitor()
    found.sign_in(issuer, EMAIL, "correct horse battery")
    yield found
    found.http.close()
