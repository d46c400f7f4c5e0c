"""The main job, as people do it: an order arrives, a clerk ships it, HQ sees the number move."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CLERK, CONTROLLER, Town, open_page, sign_in
from tests.factories.company import SITE
from tests.harness.processes import wait_until

pytestmark = pytest.mark.browser


def test_a_clerk_ships_an_order_and_hq_sees_it(
    browser: Browser, town: Town, complaints: list[str]
) -> None:
    numbers = [_order(town, key) for key in ("first", "second")]
    clerk = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    controller = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    sign_in(controller, town.url("hq.localhost"), CONTROLLER)
    _until(controller, lambda: _tile(controller, "Shipped").startswith("0 of 2"))

    sign_in(clerk, town.url("alpha.localhost"), CLERK)
    clerk.goto(town.url("alpha.localhost", f"/orders?q={numbers[0]}"))
    clerk.get_by_role("link", name=numbers[0], exact=True).click()
    clerk.get_by_role("button", name="Ship", exact=True).click()

    expect(clerk.locator("body")).to_contain_text("Order shipped")
    _until(controller, lambda: _tile(controller, "Shipped").startswith("1 of 2"))
    assert _tile(controller, "Orders").startswith("none canceled")
    assert complaints == []


def test_a_number_opens_the_list_that_it_counts(
    browser: Browser, town: Town, complaints: list[str]
) -> None:
    for key in ("a", "b", "c"):
        _order(town, key)
    clerk = open_page(browser, complaints, viewport={"width": 390, "height": 844})
    sign_in(clerk, town.url("alpha.localhost"), CLERK)
    _until(clerk, lambda: "3" in clerk.locator("a.tile", has_text="To ship").inner_text())

    clerk.locator("a.tile", has_text="To ship").click()

    expect(clerk.locator("tbody tr")).to_have_count(3)
    assert complaints == []


def _order(town: Town, key: str) -> str:
    body = {"site": SITE, "currency": "USD", "lines": [{"sku": "APPLE", "quantity": "1"}]}
    with town.web.client(town.company.host, key=town.company.storefront_key) as shop:
        answer = shop.post("/storefront/v1/orders", json=body, headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


def _tile(page: Page, label: str) -> str:
    """Return the note below a tile's number."""
    tile = page.locator(".tile", has_text=re.compile(rf"^\s*{label}", re.MULTILINE)).first
    return tile.inner_text().strip().splitlines()[-1] if tile.count() else ""


def _until(page: Page, condition: Callable[[], bool]) -> None:
    """Reload until what facts bring about has come about."""

    def holds() -> bool:
        page.reload()
        return condition()

    wait_until(holds, what=page.inner_text("main"), seconds=30)
