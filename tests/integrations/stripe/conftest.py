from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.ids import new_id
from guildhall.payments.types import Account
from tests.twins.stripe import StripeTwin

SECRET = "whsec_twin"


@pytest.fixture
def twin(settings: Settings) -> Iterator[StripeTwin]:
    with StripeTwin() as running:
        settings.PROVIDER_URLS = {"stripe": running.url}
        running.faults.silent = True
        yield running


@pytest.fixture
def account(twin: StripeTwin) -> Account:
    return Account(
        id=new_id(),
        provider="stripe",
        live=False,
        settings={},
        secrets={"secret_key": "sk_test_twin", "webhook_secret": SECRET},
        base_url=twin.url,
        timeout=5.0,
    )
