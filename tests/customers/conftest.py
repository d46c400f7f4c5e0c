"""A shop whose customers are tried, and a courier that keeps codes."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from guildhall.config.bindings import bind_ports
from guildhall.customers.ports import bind_couriers
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import Company, make_company
from tests.factories.customers import Satchel


@pytest.fixture
def company(alpha: Scope, stamp: Stamp) -> Company:
    return make_company(stamp=stamp)


@pytest.fixture(autouse=True)
def satchel() -> Iterator[Satchel]:
    """Keep what is to be sent, and count from nothing how often codes were asked for."""
    redis().flushdb()
    kept = Satchel()
    bind_couriers({"email": kept}, sender=_leave)
    yield kept
    bind_ports()


def _leave(_code: UUID) -> None:
    """Send nothing: the test makes the code by itself."""
