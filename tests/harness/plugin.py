"""Loaded by `-p` before the settings: starts the servers and gives each worker its own database.

The controller starts embedded PostgreSQL and Valkey (unless URLs are given) and builds a
template database with the public schema and three tenants, once per version of the
migrations. Each worker then works on a clone of it, in a Valkey database and with files of its
own: a company of the template is in all clones the same. A second cluster is the shard `east`,
where each worker has an empty database.

With GUILDHALL_TEST_POOLER=1 the whole run stands behind a PgBouncer in transaction mode that
has so many connections to the database.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from redis import Redis

from guildhall.config.local.databases import prepare_database
from guildhall.config.local.programs import program_environment
from guildhall.config.local.servers import local_servers
from tests.harness.pgbouncer import pgbouncer

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".guildhall" / os.environ.get("GUILDHALL_TEST_DATA", "test")
BUILDER = Path(__file__).with_name("template.py")
CLONE = "guildhall_test_"
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RELAY_URL", "DATABASE_MOVER_URL")
EAST = tuple(f"{name}_EAST" for name in URLS)
_running = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _start_servers()
        os.environ["GUILDHALL_TEST_RUN"] = str(os.getpid())
        _drop_leftovers()
        _build_template()
        _collect_static()
    if worker is None and "-n" in sys.argv and "0" not in sys.argv:
        return
    _take_clone(worker or "main")
    _take_valkey()
    os.environ["GUILDHALL_DATA_DIR"] = _running.enter_context(
        TemporaryDirectory(prefix="guildhall-")
    )
    if size := os.environ.get("GUILDHALL_TEST_POOLER"):
        _stand_behind_a_pooler(int(size))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _drop_clones(os.environ["GUILDHALL_TEST_RUN"])
    _running.close()


def _start_servers() -> None:
    servers = _running.enter_context(local_servers(DATA, fsync=False, shards=("east",)))
    os.environ.update(program_environment(servers, DATA))
    os.environ["GUILDHALL_POOL_SIZE"] = "0"
    os.environ["GUILDHALL_WARM_SCHEMAS"] = "0"
    os.environ["GUILDHALL_EPOCH_CHECK_SECONDS"] = "0"


def _build_template() -> None:
    name = f"guildhall_template_{_fingerprint()}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            half_built = f"{name}_{os.getpid()}"
            _drop(connection, half_built)
            prepare_database(owner, half_built)
            environment = {**os.environ, **_urls_for(half_built)}
            build = [sys.executable, "-m", "tests.harness.template"]
            subprocess.run(build, env=environment, check=True, cwd=ROOT)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            with suppress(psycopg.errors.DuplicateDatabase):  # another run was quicker
                connection.execute(rename.format(sql.Identifier(half_built), sql.Identifier(name)))
    os.environ["GUILDHALL_TEST_TEMPLATE"] = name


def _collect_static() -> None:
    """Gather what pages link to, hashed as in production, where any of it has changed."""
    manifest = ROOT / "build" / "static" / "staticfiles.json"
    sources = [*ROOT.glob("src/guildhall/**/static/**/*"), *ROOT.glob("build/assets/**/*")]
    newest = max((source.stat().st_mtime for source in sources), default=0.0)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, check=True, cwd=ROOT)
        manifest.touch()


def _take_clone(worker: str) -> None:
    name = f"{CLONE}{os.environ['GUILDHALL_TEST_RUN']}_{worker}"
    owner = os.environ["DATABASE_OWNER_URL"]
    prepare_database(owner, name, template=os.environ["GUILDHALL_TEST_TEMPLATE"])
    os.environ.update(_urls_for(name))
    if "DATABASE_OWNER_URL_EAST" in os.environ:
        prepare_database(os.environ["DATABASE_OWNER_URL_EAST"], name)
        os.environ.update(_urls_for(name, EAST))


def _stand_behind_a_pooler(size: int) -> None:
    folder = DATA / f"pooler-{os.getpid()}"
    folder.mkdir(mode=0o700)
    _running.callback(shutil.rmtree, folder)
    os.environ.update(_running.enter_context(pgbouncer(folder, pool_size=size)).env)


def _take_valkey() -> None:
    """Claim one of the server's numbered databases; several runs may share the server."""
    address = urlsplit(os.environ["REDIS_URL"])
    with Redis.from_url(urlunsplit(address._replace(path="/0"))) as roll:
        taken = (n for n in range(1, 16) if roll.set(f"taken:{n}", os.getpid(), nx=True, ex=3_600))
        number = next(taken, None)
    if number is None:
        raise pytest.UsageError("all of Valkey's databases are in use: end another test run")
    os.environ["REDIS_URL"] = urlunsplit(address._replace(path=f"/{number}"))
    _running.callback(_give_back_valkey, number)


def _give_back_valkey(number: int) -> None:
    with Redis.from_url(os.environ["REDIS_URL"]) as mine:
        mine.flushdb()
    address = urlsplit(os.environ["REDIS_URL"])
    with Redis.from_url(urlunsplit(address._replace(path="/0"))) as roll:
        roll.delete(f"taken:{number}")


def _clusters() -> Iterator[psycopg.Connection]:
    """Yield a connection of the owner to each cluster's own database."""
    for key in ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_EAST"):
        if key in os.environ:
            address = urlunsplit(urlsplit(os.environ[key])._replace(path="/guildhall"))
            with psycopg.connect(address, autocommit=True) as connection:
                yield connection


def _drop_leftovers() -> None:
    """Drop the clones of runs that were killed."""
    for connection in _clusters():
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{CLONE}%"]
        ).fetchall()
        for (name,) in found:
            run = name.split("_")[2]
            if not run.isdecimal() or not Path(f"/proc/{run}").exists():
                _drop(connection, name)


def _drop_clones(run: str) -> None:
    for connection in _clusters():
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{CLONE}{run}\\_%"]
        ).fetchall()
        for (name,) in names:
            _drop(connection, name)


def _end_moves(connection: psycopg.Connection, name: str) -> None:
    """End what a killed move left in a database, which could not be dropped with it."""
    found = connection.execute(
        "SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
        " WHERE d.datname = %s",
        [name],
    ).fetchall()
    for (follower,) in found:
        info, each = connection.info, sql.Identifier(follower)
        address = make_conninfo(info.dsn, password=info.password, dbname=name)
        with psycopg.connect(address, autocommit=True) as inside:
            inside.execute(sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(each))
            inside.execute(sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(each))
            inside.execute(sql.SQL("DROP SUBSCRIPTION {}").format(each))
    connection.execute(
        "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
        " WHERE database = %s AND active",
        [name],
    )


def _drop(connection: psycopg.Connection, name: str) -> None:
    _end_moves(connection, name)
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(statement.format(sql.Identifier(name)))


def _urls_for(name: str, keys: Sequence[str] = URLS) -> dict[str, str]:
    given = [key for key in keys if key in os.environ]
    return {key: urlunsplit(urlsplit(os.environ[key])._replace(path=f"/{name}")) for key in given}


def _fingerprint() -> str:
    """Return a hash over everything that the template is made from."""
    digest = hashlib.sha256(BUILDER.read_bytes())
    sources = sorted(ROOT.glob("src/guildhall/*/migrations/*.py"))
    sources += sorted(ROOT.glob("tenants/**/migrations/*.py"))
    sources += [*ROOT.glob("tenants/schema/*"), ROOT / "tenants" / "provisioning.py"]
    sources += [ROOT / "src" / "guildhall" / "config" / "settings.py"]
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
