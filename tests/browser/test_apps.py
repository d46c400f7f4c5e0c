"""An owner registers an app and lets a device in, by hand; axe looks on."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from guildhall.identity import operations as identity
from guildhall.identity.oauth.models import App
from guildhall.identity.oauth.operations import start_device
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.browser.conftest import PASSWORD, Town, open_page, sign_in
from tests.browser.test_accessibility import LOOKS, _violations
from tests.identity.oauth.apps_lab import device_app, keyed_app

pytestmark = pytest.mark.browser

OWNER = "owner@example.com"


@pytest.fixture
def user_code(town: Town, stamp: Stamp) -> str:
    """Return what a device shows; there is an app with a key beside it, and an owner."""
    with enter(town.company.scope):
        identity.add_staff(OWNER, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
        keyed_app(stamp, description="Copies sales into the ledger.")
        app = App.objects.get(client_id=device_app(stamp))
        return start_device(app, scope=("orders:view",), stamp=stamp).user_code


@pytest.mark.usefixtures("user_code")
@pytest.mark.parametrize("look", LOOKS, ids=["wide-en-light", "narrow-zh-dark"])
def test_an_owner_registers_an_app_and_sees_its_secret_once(
    browser: Browser, town: Town, complaints: list[str], look: dict[str, Any]
) -> None:
    page = open_page(browser, complaints, **look)
    sign_in(page, town.url("alpha.localhost"), OWNER)

    page.goto(town.url("alpha.localhost", "/apps/register"))
    found = _violations(page)
    page.fill("input[name=name]", "Till books")
    page.fill("textarea[name=redirect_uris]", "https://books.example.com/back")
    page.check("input[value='orders:view']")
    page.click(".confirm-card button[type=submit]")
    page.wait_for_selector("#client-secret")
    secret = page.input_value("#client-secret")
    found += _violations(page)

    page.click(".confirm-card a.btn-primary")
    page.wait_for_selector(".apps-facts")
    found += _violations(page)
    shown = page.content()
    for path in ("/install", "/secret", "/off"):
        page.goto(f"{page.url.split('/apps/')[0]}/apps/{_client_id(shown)}{path}")
        found += _violations(page)

    assert secret.startswith("ghs_")
    assert secret not in shown
    assert found == []
    assert complaints == []


@pytest.mark.parametrize("look", LOOKS, ids=["wide-en-light", "narrow-zh-dark"])
def test_an_owner_lets_a_device_in(
    browser: Browser, town: Town, complaints: list[str], user_code: str, look: dict[str, Any]
) -> None:
    page = open_page(browser, complaints, **look)
    sign_in(page, town.url("alpha.localhost"), OWNER)

    page.goto(town.url("alpha.localhost", f"/oauth/device?user_code={user_code}"))
    found = _violations(page)
    page.click("form[action='/oauth/device'] button")
    page.wait_for_selector("button[value=allow]")
    found += _violations(page)
    page.click("button[value=allow]")
    page.wait_for_selector("a[href='/'].btn")
    found += _violations(page)

    assert found == []
    assert complaints == []


def _client_id(shown: str) -> str:
    return shown.split("/edit", maxsplit=1)[0].rpartition("/")[2]
