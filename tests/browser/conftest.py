"""A real Chromium, a real web server, relay and worker; people who can sign in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.queries import list_groups
from tests.factories.company import Company, make_company
from tests.harness.processes import Web, background

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PASSWORD = "correct horse battery"
CLERK = "clerk@example.com"
CONTROLLER = "controller@example.com"


@dataclass(frozen=True, slots=True)
class Town:
    """Tenant alpha with a shop and a clerk, and a controller of its group."""

    company: Company
    web: Web

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.web.port}{path}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run Chromium for one file of tests.

    Playwright's own loop runs in this thread, which makes Django refuse plain queries.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def town(
    browser: Browser, committed: dict[str, Scope], web: Web, stamp: Stamp, tmp_path: Path
) -> Iterator[Town]:
    """Open shop, hire people, and let facts be delivered."""
    with enter(committed["alpha"]):
        company = make_company(confirms_itself=True, stamp=stamp)
        identity.add_staff(
            CLERK, name="Carol", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp
        )
    with enter(PLATFORM):
        scope = f"group:{next(group.id for group in list_groups() if group.slug == 'north')}"
        identity.add_staff(
            CONTROLLER,
            name="Hugh",
            password=PASSWORD,
            role=Role.READ_ONLY,
            scope=scope,
            stamp=stamp,
        )
    processes = [background(name, tmp_path) for name in ("relay", "worker")]
    for process in processes:
        process.start()
    yield Town(company, web)
    for process in processes:
        process.kill()


@pytest.fixture
def complaints() -> list[str]:
    """Return what browsers' consoles said; every test ends by looking at it."""
    return []


def open_page(browser: Browser, complaints: list[str], **options: object) -> Page:
    """Return a page of a new visitor whose console is listened to."""
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(url)
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(url)
