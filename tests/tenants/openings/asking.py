"""What tests of the way in ask for, and how they read mails."""

import os
import re
import socket
import sys
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.openings.operations import request_opening
from tenants.openings.types import NewOpening
from tests.harness.processes import Process

SMALL = "small"
OLGA = NewOpening(
    slug="olgas-shop",
    name="Olga's Shop",
    email="olga@example.com",
    person="Olga Ivanova",
    plan=SMALL,
)
LINK = re.compile(r"https?://\S+")


def ask(new: NewOpening = OLGA, *, stamp: Stamp, token: str = "", **changes: str) -> UUID:
    """Ask for a company as the form does."""
    with enter(PLATFORM):
        wanted = replace(new, **changes)
        return request_opening(wanted, token=token or str(new_id()), stamp=stamp)


def link_in(mail: EmailMessage) -> str:
    """Return the first link of a mail's text."""
    part = mail.get_body(("plain",))
    assert part is not None
    found = LINK.search(part.get_content())
    assert found is not None, "no link"
    return found[0]


def answers_smtp(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def openings_command(
    folder: Path, *words: str, faulty: tuple[str, str] = ("", ""), **env: str
) -> int:
    """Run `manage.py openings …` in a process of its own, perhaps to its death."""
    before = ("-m", "tests.harness.faulty", *faulty) if faulty[0] else ("manage.py",)
    argv = (sys.executable, *before, "openings", *words)
    process = Process(argv, {**os.environ, **env}, folder / "openings.log")
    process.start()
    return process.ended()
