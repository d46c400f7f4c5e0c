from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.ids import new_id
from guildhall.payments.types import Account
from tests.twins.paypal import PayPalTwin
from tests.twins.paypal.server import CLIENT, SECRET

WEBHOOK = "WH-TWIN"


@pytest.fixture
def twin(settings: Settings) -> Iterator[PayPalTwin]:
    with PayPalTwin() as running:
        settings.PROVIDER_URLS = {"paypal": running.url}
        running.faults.silent = True
        yield running


@pytest.fixture
def account(twin: PayPalTwin) -> Account:
    return Account(
        id=new_id(),
        provider="paypal",
        live=False,
        settings={"client_id": CLIENT, "webhook_id": WEBHOOK},
        secrets={"client_secret": SECRET},
        base_url=twin.url,
        timeout=5.0,
    )
