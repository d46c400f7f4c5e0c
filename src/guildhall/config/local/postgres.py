import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from guildhall.config.local.accounts import Account
from guildhall.config.local.children import Launch
from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.ports import LOOPBACK

SUPERUSER = "postgres"

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "150",
    # A compiled tenant schema locks every one of its tables and indexes in one transaction.
    "max_locks_per_transaction": "1024",
    "wal_level": "logical",
    # A company that moves takes a slot and a sender here, and a worker where it goes.
    "max_replication_slots": "20",
    "max_wal_senders": "20",
    "max_logical_replication_workers": "8",
    "max_worker_processes": "16",
    "autovacuum_max_workers": "6",
    "log_autovacuum_min_duration": "10s",
    "idle_in_transaction_session_timeout": "30s",
}

BUILTIN_LOCALES_SINCE = 17


@dataclass(frozen=True, slots=True)
class Postgres:
    """PostgreSQL from a wheel: TCP on the loopback alone, scram passwords, data kept."""

    account: Account
    log: Path
    password: str
    fsync: bool

    name = "postgres"
    # Fast, then immediate shutdown. A killed postmaster leaves shared memory behind, so last.
    ending: Sequence[tuple[signal.Signals, float]] = (
        (signal.SIGINT, 30.0),
        (signal.SIGQUIT, 10.0),
        (signal.SIGKILL, 5.0),
    )

    @property
    def cluster(self) -> Path:
        return self.account.home / "cluster"

    @property
    def pid_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    @property
    def mark(self) -> str:
        return f"-D {self.cluster}"

    def prepare(self) -> None:
        """Make the cluster where there is none; one whose making was cut off is made anew."""
        if self.cluster.exists():
            return
        fresh = self.account.home / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.account.give(fresh)
        password_file = self.account.home / "initial-password"
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        self.account.give(password_file)
        try:
            self._initdb(fresh, password_file)
        finally:
            password_file.unlink()
        fresh.rename(self.cluster)

    def _initdb(self, fresh: Path, password_file: Path) -> None:
        made = subprocess.run(  # noqa: S603 - our own words
            [
                *self.account.prefix,
                str(self.account.binaries / "initdb"),
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                *self._locale(),
                *([] if self.fsync else ["--no-sync"]),
            ],
            cwd=self.account.home,
            user=self.account.uid,
            group=self.account.uid,
            extra_groups=None if self.account.uid is None else [],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise LocalServerFailed(f"initdb failed under {fresh}:\n{made.stderr}{made.stdout}")

    def _locale(self) -> tuple[str, ...]:
        """Return how text is ordered: by code point, everywhere alike."""
        if self._major() < BUILTIN_LOCALES_SINCE:
            return ("--locale=C.UTF-8",)
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")

    def _major(self) -> int:
        told = subprocess.run(  # noqa: S603 - our own words
            [str(self.account.binaries / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(told.stdout.split()[2].partition(".")[0])

    def launch(self, port: int) -> Launch:
        settings = SETTINGS | {"port": str(port), "fsync": "on" if self.fsync else "off"}
        if not self.fsync:
            settings |= {"synchronous_commit": "off", "full_page_writes": "off"}
        options = [word for pair in settings.items() for word in ("-c", "=".join(pair))]
        return Launch(
            argv=(str(self.account.binaries / "postgres"), "-D", str(self.cluster), *options),
            log=self.log,
            prefix=self.account.prefix,
            uid=self.account.uid,
            folder=self.account.home,
            farewell=signal.SIGINT,
        )

    def url(self, port: int) -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@{LOOPBACK}:{port}/postgres"

    def answers(self, port: int) -> bool:
        try:
            with psycopg.connect(self.url(port), connect_timeout=2) as connection:
                found = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return found == (str(self.cluster),)
