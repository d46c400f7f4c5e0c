"""Embedded PostgreSQL and Valkey for development and tests, in place of URLs from outside."""

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from guildhall.config.local.accounts import choose_account, dropped_home
from guildhall.config.local.credentials import credentials
from guildhall.config.local.databases import (
    APP,
    DATABASE,
    MOVER,
    OWNER,
    prepare_database,
    prepare_roles,
)
from guildhall.config.local.embedded import is_in_use, running
from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.ports import LOOPBACK
from guildhall.config.local.postgres import Postgres
from guildhall.config.local.valkey import Valkey


@contextmanager
def local_servers(
    data_dir: Path, *, fsync: bool = True, shards: Collection[str] = ()
) -> Iterator[dict[str, str]]:
    """Yield the addresses of PostgreSQL and Valkey, for as long as the block lasts.

    Each shard named is one more PostgreSQL, in a folder of its own.

    What DATABASE_URL or REDIS_URL names already is left alone and passed on. The rest is started
    under `data_dir`, or shared with the program that has started it there.
    """
    folder = data_dir.absolute()
    (folder / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with ExitStack() as stack:
        env = _given_database(os.environ)
        if not env:
            env = stack.enter_context(_own_database(folder, fsync=fsync))
            for shard in shards:
                env |= stack.enter_context(_own_shard(folder, shard, fsync=fsync))
            env |= {"GUILDHALL_SHARDS": ",".join(shards)} if shards else {}
        given_redis = _given(os.environ, "REDIS_URL")
        env["REDIS_URL"] = given_redis or stack.enter_context(_own_valkey(folder, fsync=fsync))
        yield env


def erase(data_dir: Path) -> None:
    """Remove what `local_servers` keeps for `data_dir` and folders in it, /var/tmp included."""
    folders = [data_dir, *(state.parent for state in data_dir.glob("*/state.json"))]
    for folder in folders:
        if is_in_use(folder):
            raise LocalServerFailed(f"Servers run on {folder}: stop `make demo` first.")
    for folder in folders:
        shutil.rmtree(dropped_home(folder), ignore_errors=True)
    if data_dir.exists():
        shutil.rmtree(data_dir)


def _given_database(environment: Mapping[str, str]) -> dict[str, str]:
    url = _given(environment, "DATABASE_URL")
    if not url:
        return {}
    owner_url = _given(environment, "DATABASE_OWNER_URL")
    if not owner_url:
        raise LocalServerFailed(
            "DATABASE_URL is set, DATABASE_OWNER_URL is not: set both, or neither."
        )
    mover_url = _given(environment, "DATABASE_MOVER_URL")
    return {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": owner_url,
        "DATABASE_RELAY_URL": _given(environment, "DATABASE_RELAY_URL") or url,
    } | ({"DATABASE_MOVER_URL": mover_url} if mover_url else {})


def _given(environment: Mapping[str, str], name: str) -> str | None:
    """Return NAME, or what the file named by NAME_FILE holds, as the settings read it."""
    if path := environment.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return environment.get(name)


@contextmanager
def _own_database(folder: Path, *, fsync: bool) -> Iterator[dict[str, str]]:
    passwords = credentials(folder)
    server = Postgres(
        account=choose_account(folder),
        log=folder / "logs" / "postgres.log",
        password=passwords.superuser,
        fsync=fsync,
    )
    with running(server, folder) as port:
        prepare_roles(server.url(port), passwords)
        prepare_database(server.url(port), DATABASE)
        address = f"{LOOPBACK}:{port}/{DATABASE}"
        app_url = f"postgresql://{APP}:{passwords.app}@{address}"
        yield {
            "DATABASE_URL": app_url,
            "DATABASE_OWNER_URL": f"postgresql://{OWNER}:{passwords.owner}@{address}",
            "DATABASE_RELAY_URL": app_url,
            "DATABASE_MOVER_URL": f"postgresql://{MOVER}:{passwords.mover}@{address}",
        }


@contextmanager
def _own_shard(folder: Path, shard: str, *, fsync: bool) -> Iterator[dict[str, str]]:
    home = folder / shard
    (home / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)
    with _own_database(home, fsync=fsync) as urls:
        yield {f"{name}_{shard.upper()}": url for name, url in urls.items()}


@contextmanager
def _own_valkey(folder: Path, *, fsync: bool) -> Iterator[str]:
    server = Valkey(
        home=folder / "valkey",
        log=folder / "logs" / "valkey.log",
        password=credentials(folder).valkey,
        fsync=fsync,
    )
    with running(server, folder) as port:
        yield server.url(port)
