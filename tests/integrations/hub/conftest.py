from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.integrations.hub.echo import EchoTwin


@pytest.fixture
def echo(settings: Settings) -> Iterator[EchoTwin]:
    """Run a server that the settings name, so that it may be called although it is inside."""
    with EchoTwin() as twin:
        settings.PROVIDER_URLS = {"echo": twin.url}
        yield twin
