"""Consent in a real browser, whose policies say where a form may lead."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.apps import make_app, told_in, wish
from tests.harness.processes import Web

EMAIL = "ann@example.com"
PASSWORD = "correct horse battery"


@pytest.fixture
def wanted(committed: dict[str, Scope], web: Web, stamp: Stamp) -> str:
    """Return an address that asks Ann to let an app in."""
    with enter(committed["alpha"]):
        app = make_app()
        add_staff(EMAIL, name="Ann", password=PASSWORD, role=Role.OPERATIONS, stamp=stamp)
    return f"http://alpha.localhost:{web.port}/oauth/authorize?{urlencode(wish(app))}"


@pytest.fixture
def page(browser: Browser, wanted: str) -> Page:
    """Let Ann sign in on the way to the app, which stands on a foreign host."""
    page = browser.new_page()
    page.route("https://app.example/**", _app)
    page.goto(wanted)
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("button[value=allow]")
    return page


def _app(route: Route) -> None:
    route.fulfill(body="the app", content_type="text/plain")


def test_a_person_signs_in_and_lets_an_app_in_and_is_not_asked_again(
    page: Page, wanted: str
) -> None:
    page.click("button[value=allow]")
    page.wait_for_url("https://app.example/**")
    first = told_in(page.url)
    page.context.clear_cookies()
    page.goto(wanted)
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("https://app.example/**")
    again = told_in(page.url)

    assert first["state"] == again["state"] == "s-1"
    assert first["code"] != again["code"]


def test_a_no_leads_back_to_the_app(page: Page) -> None:
    page.click("button[value=deny]")
    page.wait_for_url("https://app.example/**")

    assert told_in(page.url)["error"] == "access_denied"
