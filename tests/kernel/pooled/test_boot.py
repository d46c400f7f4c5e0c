"""No process starts behind a pooler that it was not told of."""

import os

import psycopg
import pytest

from guildhall.config.safety import BehindPooler, must_be_told_of
from tests.harness.pgbouncer import Pooler


def boot(url: str, pooler: str) -> None:
    with psycopg.connect(url) as connection:
        must_be_told_of(connection, pooler=pooler)


def test_a_process_that_was_not_told_of_its_pooler_does_not_start(pooler: Pooler) -> None:
    with pytest.raises(BehindPooler, match="GUILDHALL_POOLER=transaction"):
        boot(pooler.app_url, "none")


@pytest.mark.parametrize("told", ["session", "transaction"])
def test_a_process_that_was_told_starts(pooler: Pooler, told: str) -> None:
    boot(pooler.app_url, told)
    boot(os.environ["DATABASE_RELAY_URL"], told)  # the relay goes straight to the server


def test_a_process_without_a_pooler_starts() -> None:
    boot(os.environ["DATABASE_RELAY_URL"], "none")
