"""The public host's pages over HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import operations as roll
from tenants.types import PlanTerms
from tests.harness.owner import as_owner
from tests.harness.processes import Web
from tests.landing.visiting import SMALL


@pytest.fixture
def offered(committed: dict[str, Scope], stamp: Stamp) -> Iterator[dict[str, Scope]]:
    """Offer one plan to strangers; afterwards it is gone."""
    with enter(PLATFORM):
        terms = PlanTerms(public=True)
        roll.offer_plan(SMALL, name="Small", limits={"products": 50}, terms=terms, stamp=stamp)
    yield committed
    with as_owner() as owner:
        owner.execute("DELETE FROM public.tenants_plan WHERE code = %s", [SMALL])


@pytest.fixture
def visitor(web: Web, offered: object) -> Iterator[httpx.Client]:
    with web.client("localhost") as client:
        yield client
