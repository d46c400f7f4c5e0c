"""A stranger becomes the owner of a company, in a real browser, with mails over real SMTP."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from guildhall.config.local.ports import free_port
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants import operations as roll
from tenants.types import PlanTerms
from tests.browser.conftest import open_page
from tests.harness.processes import Process, Web, background, wait_until, web_server
from tests.tenants.conftest import opened
from tests.tenants.openings.asking import answers_smtp, link_in
from tests.tenants.openings.conftest import Post, post

__all__ = ["opened", "post"]  # fixtures

PASSWORD = "correct horse battery"
WIDE, NARROW = (1440, 900), (390, 844)
SLOW = 60_000


@pytest.fixture
def street(
    browser: Browser, opened: object, post: Post, stamp: Stamp, tmp_path: Path
) -> Iterator[Web]:
    """Run the web and a worker that send mail; one plan is on offer."""
    with enter(PLATFORM):
        terms = PlanTerms(public=True)
        roll.offer_plan("small", name="Small", limits={"staff": 5}, terms=terms, stamp=stamp)
    with web_server(tmp_path, MAIL_URL=post.url) as web:
        worker = background(
            "worker", tmp_path, MAIL_URL=post.url, GUILDHALL_WEB_PORT=str(web.port)
        )
        worker.start()
        yield web
        worker.kill()


def ask_for_a_company(page: Page, site: str, *, slug: str, language: str) -> None:
    page.goto(f"{site}/plans")
    page.locator(".plan a").first.click()
    page.fill("input[name=name]", "Olga's Shop")
    expect(page.locator("input[name=slug]")).to_have_value("olga-s-shop")
    page.fill("input[name=slug]", "admin")
    expect(page.locator(".slug-bad")).to_be_visible()
    page.fill("input[name=slug]", slug)
    expect(page.locator(".slug-good")).to_be_visible()
    page.fill("input[name=person]", "Olga Ivanova")
    page.fill("input[name=email]", "olga@example.com")
    expect(page.locator("select[name=language]")).to_have_value(language)
    page.check("input[name=terms]")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/start/sent")


def confirm(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main button[type=submit]").click()
    expect(page.locator(".opening-steps .step-done")).to_have_count(4)


def set_password(page: Page, company: str) -> None:
    page.locator("#steps a.btn-primary").click()
    page.wait_for_url(f"{company}/accounts/invitation/*")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=again]", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{company}/")


def do_the_first_task_and_hide_the_rest(page: Page) -> None:
    expect(page.locator(".setup-tasks li")).to_have_count(6)
    expect(page.locator(".setup-done")).to_have_count(0)
    page.locator(".setup-tasks a").first.click()
    page.fill("input[name=code]", "S1")
    page.fill("input[name=name]", "High Street")
    page.fill("input[name=city]", "Springfield")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".setup-done")).to_have_count(1)
    page.locator(".setup-head button").click()
    expect(page.locator(".setup")).to_have_count(0)
    expect(page.locator(".page-head")).to_be_visible()


def must_fit(page: Page) -> None:
    """Check that a page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("size", "language", "locale"), [(WIDE, "en", "en-US"), (NARROW, "zh-hans", "zh-CN")]
)
def test_a_stranger_opens_a_company_and_finds_what_is_left_to_do(
    size: tuple[int, int],
    language: str,
    locale: str,
    browser: Browser,
    street: Web,
    post: Post,
    complaints: list[str],
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    page = open_page(browser, complaints, viewport=viewport, locale=locale)
    page.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    slug = f"olgas-shop-{language[:2]}"

    ask_for_a_company(page, f"http://localhost:{street.port}", slug=slug, language=language)
    confirmation = link_in(post.wait_for(1)[0])
    assert urlsplit(confirmation).port == street.port
    confirm(page, confirmation)
    must_fit(page)
    set_password(page, f"http://{slug}.localhost:{street.port}")
    must_fit(page)
    do_the_first_task_and_hide_the_rest(page)

    assert link_in(post.wait_for(2)[1]).startswith(f"http://{slug}.localhost:{street.port}/")
    assert not complaints, complaints


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[str]:
    """Run the mail catcher's page on one mail that is full of traps."""
    smtp, shown, folder = free_port(), free_port(), tmp_path / "shown"
    folder.mkdir()
    (folder / "000001.eml").write_text(
        "From: house@localhost\nTo: olga@example.com\nSubject: <b>Hello</b>\n\n"
        "Open http://localhost:1/x?a=1&b=2 <now>\n"
    )
    ports = ("--smtp", str(smtp), "--page", str(shown))
    argv = (sys.executable, "-m", "guildhall.config.local.mail_catcher", *ports)
    process = Process((*argv, "--folder", str(folder)), dict(os.environ), tmp_path / "catcher.log")
    process.start()
    wait_until(lambda: answers_smtp(smtp), what=f"the catcher: {process.told()}")
    yield f"http://localhost:{shown}/"
    process.kill()


def test_caught_mails_are_shown_as_text_with_live_links(
    browser: Browser, shown: str, complaints: list[str]
) -> None:
    page = open_page(browser, complaints)

    page.goto(shown)
    page.get_by_text("<b>Hello</b>").click()

    expect(page.locator("pre a")).to_have_attribute("href", "http://localhost:1/x?a=1&b=2")
    expect(page.locator("pre")).to_contain_text("<now>")
    expect(page.locator("h1")).to_have_text("<b>Hello</b>")
