"""A twin of WeChat Pay, and an account that it knows."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.ids import new_id
from guildhall.payments.types import Account
from integrations.wechat.provider import WeChatPay
from tests.twins.wechat import WeChatTwin


@pytest.fixture(scope="module")
def running() -> Iterator[WeChatTwin]:
    with WeChatTwin() as twin:
        yield twin


@pytest.fixture
def twin(running: WeChatTwin, settings: Settings) -> WeChatTwin:
    running.reset()
    running.outbox.take()
    running.faults.change({"silent": True})
    settings.PROVIDER_URLS = {"wechat": running.url}
    return running


@pytest.fixture
def account(twin: WeChatTwin) -> Account:
    return Account(
        id=new_id(),
        provider="wechat",
        live=False,
        settings=twin.settings,
        secrets=twin.secrets,
        base_url=twin.url,
        timeout=5.0,
    )


@pytest.fixture
def wechat() -> WeChatPay:
    return WeChatPay()
