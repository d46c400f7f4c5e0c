"""A twin of Alipay, and an account that it knows."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.ids import new_id
from guildhall.payments.types import Account
from integrations.alipay.provider import Alipay
from tests.twins.alipay.twin import AlipayTwin


@pytest.fixture(scope="module")
def running() -> Iterator[AlipayTwin]:
    with AlipayTwin() as twin:
        yield twin


@pytest.fixture
def twin(running: AlipayTwin, settings: Settings) -> AlipayTwin:
    running.reset()
    running.outbox.take()
    running.faults.change({"silent": True})
    settings.PROVIDER_URLS = {"alipay": running.url}
    return running


@pytest.fixture
def account(twin: AlipayTwin) -> Account:
    return Account(
        id=new_id(),
        provider="alipay",
        live=False,
        settings=twin.settings,
        secrets=twin.secrets,
        base_url=twin.url,
        timeout=5.0,
    )


@pytest.fixture
def alipay() -> Alipay:
    return Alipay()
