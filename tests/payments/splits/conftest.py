"""A company with an account at WeChat Pay, whose twin answers, and receivers that it knows."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.tenancy import Scope, enter
from tests.factories.splits import make_receivers, open_wechat
from tests.twins.wechat import WeChatTwin


@pytest.fixture
def wechat(settings: Settings) -> Iterator[WeChatTwin]:
    with WeChatTwin() as running:
        running.faults.change({"silent": True})
        settings.PROVIDER_URLS = {"wechat": running.url}
        yield running


@pytest.fixture
def shop(committed: dict[str, Scope], wechat: WeChatTwin) -> Iterator[Scope]:
    with enter(committed["alpha"]):
        open_wechat(wechat)
        make_receivers()
        yield committed["alpha"]
