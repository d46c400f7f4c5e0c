"""A company that sells and sends."""

import pytest

from guildhall.kernel.cache import forget_everything
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.checkouts import make_shipping
from tests.factories.company import Company, make_company


@pytest.fixture
def company(alpha: Scope) -> Company:
    return make_company()


@pytest.fixture
def sending(company: Company, stamp: Stamp) -> Company:
    make_shipping(stamp=stamp)
    forget_everything()
    return company
