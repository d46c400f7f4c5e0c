"""The way from an empty folder to an open house, shared by the demo and its check."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guildhall.config.local.health import is_healthy
from guildhall.config.local.ports import free_port
from guildhall.config.local.programs import command, lasting_programs, program_environment
from guildhall.config.local.servers import local_servers
from guildhall.config.local.state import Entry, recall, remember
from guildhall.config.local.supervisor import Supervisor

OPENING_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the real year is loaded: stores per tenant, and days."""

    stores: int
    days: int


@dataclass(frozen=True, slots=True)
class Stage:
    supervisor: Supervisor
    env: Mapping[str, str]
    port: int

    def run(self, *words: str, on_terminal: bool = True) -> None:
        """Run a management command while the house is open."""
        self.supervisor.run(command(self.env, *words, on_terminal=on_terminal))


@contextmanager
def open_house(data_dir: Path, size: Size) -> Iterator[Stage]:
    """Start the servers, load what is missing, start every program; stop all at the end."""
    folder = data_dir.absolute()
    tell(f"Starting PostgreSQL and Valkey under {folder} …")
    with local_servers(folder) as servers, Supervisor(folder / "logs") as supervisor:
        env = program_environment(servers, folder)
        supervisor.run(
            command(env, "migrate_public"),
            command(env, "collectstatic", "--no-input", "--verbosity", "0"),
        )
        loading = ("--stores", str(size.stores), "--days", str(size.days))
        supervisor.run(command(env, "load_journey", *loading))
        yield Stage(supervisor, env, _open_doors(supervisor, env, folder))


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _open_doors(supervisor: Supervisor, env: Mapping[str, str], folder: Path) -> int:
    last = recall(folder, "web")
    port = free_port(None if last is None else last.port)
    for program in lasting_programs(env, web_port=port):
        supervisor.start(program)
    remember(folder, "web", Entry(port=port, pid=supervisor.pid_of("web")))
    supervisor.wait_until(
        lambda: is_healthy(port), what="The web server is not healthy", seconds=OPENING_SECONDS
    )
    return port
