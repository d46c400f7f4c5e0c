"""The way from an empty folder to an open house, shared by the demo and its check."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from guildhall.config.local.health import is_healthy
from guildhall.config.local.ports import LOOPBACK, free_port
from guildhall.config.local.programs import (
    command,
    lasting_programs,
    mail_catcher,
    program_environment,
)
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
    mails: int | None
    """Where caught mails are shown; None where MAIL_URL names a server of somebody's own."""

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
        supervisor.run(command(env, "fleet", "migrate"))  # companies of a former release
        loading = ("--stores", str(size.stores), "--days", str(size.days))
        supervisor.run(command(env, "load_journey", *loading))
        env, mails = _with_mail(supervisor, env, folder)
        port = _free_port_of("web", folder)
        env |= {"GUILDHALL_WEB_PORT": str(port)}
        _open_doors(supervisor, env, port=port)
        remember(folder, "web", Entry(port=port, pid=supervisor.pid_of("web")))
        yield Stage(supervisor, env, port, mails)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _with_mail(
    supervisor: Supervisor, env: dict[str, str], folder: Path
) -> tuple[dict[str, str], int | None]:
    """Start the mail catcher, unless mails have somewhere to go."""
    if env.get("MAIL_URL") or env.get("MAIL_URL_FILE"):
        return env, None
    smtp, page = _free_port_of("smtp", folder), _free_port_of("mail", folder)
    supervisor.start(mail_catcher(env, smtp_port=smtp, page_port=page))
    for name, port in (("smtp", smtp), ("mail", page)):
        remember(folder, name, Entry(port=port, pid=supervisor.pid_of("mail")))
    return env | {"MAIL_URL": f"smtp+plain://{LOOPBACK}:{smtp}"}, page


def _open_doors(supervisor: Supervisor, env: Mapping[str, str], *, port: int) -> None:
    for program in lasting_programs(env, web_port=port):
        supervisor.start(program)
    supervisor.wait_until(
        lambda: is_healthy(port), what="The web server is not healthy", seconds=OPENING_SECONDS
    )


def _free_port_of(name: str, folder: Path) -> int:
    """Return the port that a program had the last time, where it is still free."""
    last = recall(folder, name)
    return free_port(None if last is None else last.port)
