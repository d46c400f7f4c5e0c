"""A PostgreSQL cluster of a test's own, for what cannot be tried on a shared one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from guildhall.config.local.accounts import choose_account
from guildhall.config.local.credentials import credentials
from guildhall.config.local.databases import (
    APP,
    DATABASE,
    MOVER,
    OWNER,
    prepare_database,
    prepare_roles,
)
from guildhall.config.local.embedded import running
from guildhall.config.local.ports import LOOPBACK
from guildhall.config.local.postgres import Postgres
from tests.harness.processes import ROOT


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where it is, as whom."""

    superuser_url: str
    app_url: str
    owner_url: str
    mover_url: str

    @property
    def env(self) -> dict[str, str]:
        """What a process needs to work here."""
        return {
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DATABASE_RELAY_URL": self.app_url,
            "DATABASE_MOVER_URL": self.mover_url,
        }

    def env_of_shard(self, name: str) -> dict[str, str]:
        """Return what a process needs to have this as one of its shards."""
        return {f"{key}_{name.upper()}": url for key, url in self.env.items()} | {
            "GUILDHALL_SHARDS": name
        }

    def ask(self, question: LiteralString, *values: object) -> Any:
        """Return the one value that a question of the superuser has for an answer."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            cursor = connection.execute(question, values)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def build_house(self) -> None:
        """Make the public schema and the template's tenants here."""
        builder = [sys.executable, "-m", "tests.harness.template"]
        subprocess.run(builder, env={**os.environ, **self.env}, check=True, cwd=ROOT)


@contextmanager
def scratch_cluster(folder: Path, *, fsync: bool = False) -> Iterator[Cluster]:
    """Run a new cluster until the block ends. With fsync, commits wait as in production."""
    passwords = credentials(folder)
    server = Postgres(
        account=choose_account(folder),
        log=folder / "postgres.log",
        password=passwords.superuser,
        fsync=fsync,
    )
    with running(server, folder) as port:
        prepare_roles(server.url(port), passwords)
        prepare_database(server.url(port), DATABASE)
        address = f"{LOOPBACK}:{port}/{DATABASE}"
        yield Cluster(
            superuser_url=server.url(port).removesuffix("postgres") + DATABASE,
            app_url=f"postgresql://{APP}:{passwords.app}@{address}",
            owner_url=f"postgresql://{OWNER}:{passwords.owner}@{address}",
            mover_url=f"postgresql://{MOVER}:{passwords.mover}@{address}",
        )
