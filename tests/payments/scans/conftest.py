"""A till with an account at WeChat Pay, whose twin answers, and a clock that we move."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from guildhall.kernel import clock
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.splits import open_wechat
from tests.twins.wechat import WeChatTwin


class StillTwin(WeChatTwin):
    """Its clock stands still but for what it is moved ahead."""

    started = clock.now()

    def now(self) -> datetime:
        return self.started + self.ahead


class Till:
    """A till whose clock is the twin's."""

    def __init__(self, twin: StillTwin) -> None:
        self.twin = twin

    def now(self) -> datetime:
        return self.twin.now()

    def wait(self, seconds: float) -> None:
        self.twin.ahead += timedelta(seconds=seconds)


@pytest.fixture
def till(committed: dict[str, Scope], settings: Settings) -> Iterator[Till]:
    StillTwin.started = clock.now()
    with StillTwin() as running, enter(committed["alpha"]):
        running.faults.change({"silent": True})
        settings.PROVIDER_URLS = {"wechat": running.url}
        open_wechat(running)
        yield Till(running)
