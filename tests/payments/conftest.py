"""A company with an account at the plain provider, whose twin answers."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from guildhall.kernel.tenancy import Scope, enter
from tests.factories.payments import open_plain, plain_offered
from tests.twins.plain.server import PlainTwin


@pytest.fixture
def twin(settings: Settings) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        yield running


@pytest.fixture
def shop(committed: dict[str, Scope], twin: PlainTwin) -> Iterator[Scope]:
    with enter(committed["alpha"]):
        open_plain()
        yield committed["alpha"]
