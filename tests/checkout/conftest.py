"""A company that sells and sends."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from pytest_django import Settings

from guildhall.checkout.types import CartCard
from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.checkouts import make_checkout_cart, make_shipping
from tests.factories.company import Company, make_company
from tests.factories.payments import open_plain, plain_offered
from tests.twins.plain.server import PlainTwin


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company()


@pytest.fixture
def sending(company: Company, stamp: Stamp) -> Company:
    make_shipping(stamp=stamp)
    forget_everything()
    return company


@pytest.fixture
def twin(settings: Settings) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        yield running


@pytest.fixture
def shop(committed: dict[str, Scope], twin: PlainTwin) -> Iterator[Company]:
    """Inside a company that takes money by the plain provider; all of it is committed."""
    with enter(committed["alpha"]):
        shop = make_company(confirms_itself=True, stock=Decimal(10))
        open_plain()
        yield shop


@pytest.fixture
def cart(shop: Company, stamp: Stamp) -> CartCard:
    return make_checkout_cart(shop, {"APPLE": 2}, stamp=stamp)
