"""The pages about the APIs in a browser: they fit, axe is content, one finds one's way."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import open_page
from tests.browser.test_accessibility import LOOKS, _violations
from tests.harness.processes import Web

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed")]


@pytest.mark.parametrize("look", LOOKS, ids=["wide-en-light", "narrow-zh-dark"])
def test_the_reference_fits_and_its_contents_lead_to_an_operation(
    browser: Browser, web: Web, complaints: list[str], look: dict[str, Any]
) -> None:
    page = open_page(browser, complaints, **look)
    found = []
    for host, path in (("localhost", "/hq"), ("alpha.localhost", "/storefront")):
        page.goto(f"http://{host}:{web.port}{path}/v1/reference")
        found += _violations(page)

    if page.is_visible(".topbar-menu"):
        page.click(".topbar-menu")
    page.click("#navigation a[href='#list_products']")
    page.wait_for_url("**/reference#list_products")

    assert found == []
    assert complaints == []
    assert page.evaluate("document.querySelectorAll(':popover-open').length") == 0
    expect(page.locator("#list_products h3")).to_be_in_viewport()
    expect(page.locator(".topbar .tools")).to_be_in_viewport()
