"""PostgreSQL starts under each account that the user of the tests can choose."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from guildhall.config.local.accounts import (
    Account,
    choose_account,
    dropped_account,
    mapped_account,
)
from guildhall.config.local.embedded import running
from guildhall.config.local.postgres import Postgres
from guildhall.config.local.servers import erase
from guildhall.config.local.state import recall

STRANGER = 54321


def chosen_inside_a_strangers_folder(data_dir: Path) -> Account:
    os.chown(data_dir.parent, STRANGER, STRANGER)
    account = choose_account(data_dir)
    # A user namespace cannot enter it, whoever asks.
    assert account.uid is not None
    return account


ACCOUNTS: list[Callable[[Path], Account]] = (
    [mapped_account, dropped_account, chosen_inside_a_strangers_folder]
    if os.geteuid() == 0
    else [choose_account]
)


@pytest.mark.parametrize("account_for", ACCOUNTS)
def test_postgresql_starts_twice_under(
    account_for: Callable[[Path], Account], tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    tmp_path.chmod(0o700)
    server = Postgres(
        account=account_for(data_dir),
        log=data_dir / "postgres.log",
        password="a-long-password",
        fsync=False,
    )

    for _ in range(2):
        with (
            running(server, data_dir) as port,
            psycopg.connect(server.url(port)) as connection,
        ):
            assert connection.execute("SELECT 1").fetchone() == (1,)
            entry = recall(data_dir, "postgres")
            assert entry is not None
            owner = Path(f"/proc/{entry.pid}").stat().st_uid
            assert owner == (server.account.uid or os.geteuid())

    home = server.account.home
    erase(data_dir)
    assert not home.exists()
