from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from guildhall.kernel.tenancy import Scope
from guildhall.kernel.tenancy.pooled.base import DatabaseWrapper
from tests.harness.pgbouncer import Pooler, pgbouncer
from tests.kernel.pooled.lab import BEHIND, connect


@pytest.fixture(scope="module")
def pooler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pooler]:
    with pgbouncer(tmp_path_factory.mktemp("pooler")) as found:
        yield found


@pytest.fixture(autouse=True)
def _unit() -> None:
    """No unit of work but those that a test says: in place of everybody's."""


@pytest.fixture
def behind(pooler: Pooler, committed: dict[str, Scope]) -> Iterator[DatabaseWrapper]:
    """Connect through the pooler, under an alias of its own."""
    wrapper = connect(pooler)
    connections[BEHIND] = wrapper
    yield wrapper
    wrapper.close()
    del connections[BEHIND]


@pytest.fixture
def another(pooler: Pooler) -> Iterator[psycopg.Connection[Any]]:
    """Yield another program's way through the pooler, to the same server connection."""
    with psycopg.connect(pooler.app_url, autocommit=True, prepare_threshold=None) as raw:
        yield raw
