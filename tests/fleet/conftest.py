"""A town of companies beside the template's, and nothing of the lab left afterwards."""

from collections.abc import Iterator

import pytest

from guildhall.kernel.tenancy import Scope
from tests.fleet.lab import forget_the_lab
from tests.fleet.town import raze


@pytest.fixture
def fleet(committed: dict[str, Scope]) -> Iterator[dict[str, Scope]]:
    """Yield the template's companies; whatever happens to their schemas is undone."""
    yield committed
    raze()
    forget_the_lab()
