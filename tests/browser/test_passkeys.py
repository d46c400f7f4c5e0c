"""A key in a real browser: Chromium's own authenticator, as a laptop has one built in."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLERK, PASSWORD, Town, open_page, sign_in

pytestmark = pytest.mark.browser

HOST = "alpha.localhost"
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _with_a_finger(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": LAPTOP})


def _sign_out(page: Page, town: Town) -> None:
    page.goto(town.url(HOST))
    page.locator(".account").click()
    page.get_by_role("button", name="Sign out").click()


def test_a_passkey_signs_in_alone_and_is_a_second_step_beside_a_password(
    browser: Browser, town: Town, complaints: list[str]
) -> None:
    page = open_page(browser, complaints, viewport={"width": 390, "height": 844})
    _with_a_finger(page)
    sign_in(page, town.url(HOST), CLERK)

    page.goto(town.url(HOST, "/accounts/2fa/keys/add/"))
    page.get_by_label("Name").fill("Laptop")
    page.locator("input[name=passwordless]").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda url: "/keys/add/" not in url)
    page.goto(town.url(HOST, "/accounts/2fa/"))
    expect(page.locator("main")).to_contain_text("Laptop")

    _sign_out(page, town)
    page.goto(town.url(HOST, "/accounts/login/"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(town.url(HOST))

    _sign_out(page, town)
    page.goto(town.url(HOST, "/accounts/login/"))
    page.fill("input[name=login]", CLERK)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("One more step")
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(town.url(HOST))
    assert complaints == []
