"""A PgBouncer of a test's own: in transaction mode, on the loopback, by default with one server.

With one connection to PostgreSQL everybody takes turns on it: whatever one transaction leaves
behind the next one has, and whoever waits inside a transaction for another one waits for ever.
"""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit, urlunsplit

import psycopg
from psycopg.rows import dict_row

from guildhall.config.local.accounts import Account, choose_account
from guildhall.config.local.children import Launch, end, log_tail, spawn
from guildhall.config.local.ports import LOOPBACK, free_port
from tests.harness.processes import wait_until

WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
SHORT = 10  # seconds that a client waits for a server: a deadlock fails a test, it hangs none


@dataclass(frozen=True, slots=True)
class Pooler:
    """Where it listens, and what it was put in front of."""

    port: int
    app_url: str
    owner_url: str
    admin_url: str

    @property
    def env(self) -> dict[str, str]:
        """What a process needs to work through it. The relay and the owner go around it."""
        return {"DATABASE_URL": self.app_url, "GUILDHALL_POOLER": "transaction"}

    def show(self, what: str) -> list[dict[str, Any]]:
        """Return a table of PgBouncer's console, such as `pools`."""
        with psycopg.connect(
            self.admin_url, autocommit=True, row_factory=dict_row, prepare_threshold=None
        ) as console:
            return console.execute(f"SHOW {what}".encode()).fetchall()


@contextmanager
def pgbouncer(
    folder: Path, *, pool_size: int = 1, before: Mapping[str, str] = os.environ
) -> Iterator[Pooler]:
    """Run one in front of this worker's database, or another one's, until the block ends."""
    app, owner = (urlsplit(before[f"DATABASE{name}_URL"]) for name in ("", "_OWNER"))
    account = choose_account(folder)
    account.home.mkdir(exist_ok=True)
    port = free_port()
    settings = _settings(app, port=port, home=account.home, pool_size=pool_size)
    _write(account, "users.txt", "".join(f'"{u.username}" "{u.password}"\n' for u in (app, owner)))
    told = _write(account, "pgbouncer.ini", settings)
    log = folder / "pgbouncer.log"
    launch = Launch(
        argv=(_program(), str(told)),
        log=log,
        prefix=account.prefix,
        uid=account.uid,
        folder=account.home,
        farewell=signal.SIGTERM,
    )
    child = spawn(launch)
    admin = urlunsplit(_by(port, owner)._replace(path="/pgbouncer"))
    try:
        wait_until(
            lambda: child.poll() is not None or _answers(admin),
            what=f"pgbouncer: {log_tail(log)}",
        )
        assert child.poll() is None, log_tail(log)
        yield Pooler(port, urlunsplit(_by(port, app)), urlunsplit(_by(port, owner)), admin)
    finally:
        end(child.pid, mark=str(told), steps=((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)))
        child.wait()


def _program() -> str:
    found = shutil.which("pgbouncer", path=WHERE)
    assert found, "install pgbouncer (Debian's name), as `make test` does when it is root"
    return found


def _settings(server: SplitResult, *, port: int, home: Path, pool_size: int) -> str:
    settings = {
        "listen_addr": LOOPBACK,
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "scram-sha-256",
        "auth_file": home / "users.txt",
        "admin_users": "guildhall_owner",
        "pool_mode": "transaction",
        "default_pool_size": pool_size,
        "max_client_conn": 500,
        "query_wait_timeout": SHORT,
        "server_idle_timeout": 600,
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    where = f"host={server.hostname} port={server.port}"
    return f"[databases]\n* = {where}\n\n[pgbouncer]\n{lines}"


def _write(account: Account, name: str, text: str) -> Path:
    path = account.home / name
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    account.give(path)
    return path


def _by(port: int, url: SplitResult) -> SplitResult:
    who = url.netloc.rpartition("@")[0]
    return url._replace(netloc=f"{who}@{LOOPBACK}:{port}")


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=2) as console:
            console.execute("SHOW version")
    except psycopg.OperationalError:
        return False
    return True
