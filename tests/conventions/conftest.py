"""A company that stands for many tests, and who calls it."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, standing_company
from tests.harness.processes import Web


@dataclass(frozen=True, slots=True)
class Houses:
    alpha: Company


@pytest.fixture(scope="module")
def houses(scopes: dict[str, Scope]) -> Iterator[Houses]:
    with standing_company(scopes["alpha"]) as alpha:
        yield Houses(alpha)


@pytest.fixture
def shop(houses: Houses, web: Web) -> Iterator[httpx.Client]:
    with web.client(houses.alpha.host, key=houses.alpha.storefront_key) as client:
        yield client


@pytest.fixture
def office(houses: Houses, web: Web) -> Iterator[httpx.Client]:
    with web.client(houses.alpha.host, key=houses.alpha.office_key) as client:
        yield client
