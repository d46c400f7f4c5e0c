from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guildhall.config.local.servers import local_servers

GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RELAY_URL", "REDIS_URL")


@pytest.fixture(autouse=True)
def _no_given_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these tests start servers of their own, whatever the suite runs on."""
    for name in GIVEN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def shared_env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Yield the addresses of servers that the tests of one file share."""
    with pytest.MonkeyPatch.context() as environment:
        for name in GIVEN:
            environment.delenv(name, raising=False)
        with local_servers(tmp_path_factory.mktemp("shared"), fsync=False) as env:
            yield env


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def as_app(shared_env: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(shared_env["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def as_owner(shared_env: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(shared_env["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection
