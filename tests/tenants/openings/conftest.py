"""Companies on their way: a public plan, an SMTP server, and everything gone afterwards."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from guildhall.config.local.mail_catcher import read_mail
from guildhall.config.local.ports import free_port
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import operations as roll
from tenants.types import PlanTerms
from tests.harness.processes import Process, wait_until
from tests.tenants.openings.asking import SMALL, answers_smtp


@dataclass(frozen=True, slots=True)
class Post:
    """A real SMTP server, and what it was given."""

    url: str
    folder: Path

    def mails(self) -> list[EmailMessage]:
        return [read_mail(path) for path in sorted(self.folder.glob("*.eml"))]

    def wait_for(self, number: int) -> list[EmailMessage]:
        wait_until(lambda: len(self.mails()) >= number, what=f"{number} mails")
        return self.mails()


@pytest.fixture
def openings(opened: dict[str, Scope], stamp: Stamp) -> dict[str, Scope]:
    """Offer a plan to strangers; afterwards neither it nor new companies are left."""
    with enter(PLATFORM):
        terms = PlanTerms(public=True)
        roll.offer_plan(SMALL, name="Small", limits={"products": 50}, terms=terms, stamp=stamp)
    return opened


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    port, folder = free_port(), tmp_path / "mail"
    argv = ("-m", "guildhall.config.local.mail_catcher", "--smtp", str(port), "--page", "0")
    process = Process((sys.executable, *argv, "--folder", str(folder)), {}, tmp_path / "smtp.log")
    process.start()
    wait_until(lambda: answers_smtp(port), what=f"the mail catcher: {process.told()}")
    yield Post(f"smtp+plain://127.0.0.1:{port}", folder)
    process.kill()
