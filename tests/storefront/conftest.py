"""A shop that stands through all tests of a file, and a client of it."""

from collections.abc import Iterator

import httpx
import pytest

from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, standing_company
from tests.harness.counts import effects_in
from tests.harness.processes import Web


@pytest.fixture(scope="module")
def company(scopes: dict[str, Scope]) -> Iterator[Company]:
    with standing_company(scopes["alpha"]) as company:
        yield company


@pytest.fixture
def unchanged(company: Company) -> Iterator[None]:
    """Nothing is written by the test that asks for this."""
    before = effects_in(company.scope)
    yield
    assert effects_in(company.scope) == before


@pytest.fixture
def shop(company: Company, web: Web) -> Iterator[httpx.Client]:
    with web.client(company.host, key=company.storefront_key) as client:
        client.headers["Idempotency-Key"] = "bad"
        yield client
