"""axe finds nothing serious on any page, wide or narrow, light or dark, English or 中文."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.browser.conftest import CLERK, CONTROLLER, Town, open_page, sign_in
from tests.factories.company import make_order

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "build/npm/node_modules/axe-core/axe.min.js"
RUN = "async () => (await axe.run()).violations"
LOOKS = (
    {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", "color_scheme": "light"},
    {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "color_scheme": "dark"},
)


@pytest.mark.parametrize("look", LOOKS, ids=["wide-en-light", "narrow-zh-dark"])
def test_no_page_of_the_console_has_a_serious_violation(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp, look: dict[str, Any]
) -> None:
    with enter(town.company.scope):
        number = make_order(town.company, stamp=stamp).row.number
    page = open_page(browser, complaints, **look)
    page.goto(town.url("alpha.localhost"))
    found = _violations(page)
    sign_in(page, town.url("alpha.localhost"), CLERK)

    for path in (
        *("/", "/orders", f"/orders/{number}", "/stock", "/orders?q=nothing-like-this"),
        *("/warehouse", "/warehouse/look-up?scan=APPLE", "/warehouse/counts/start"),
        *("/warehouse/receive", "/warehouse/movements"),
    ):
        page.goto(town.url("alpha.localhost", path))
        found += _violations(page)

    assert found == []
    assert complaints == []


@pytest.mark.parametrize("look", LOOKS, ids=["wide-en-light", "narrow-zh-dark"])
def test_no_page_of_hq_has_a_serious_violation(
    browser: Browser, town: Town, complaints: list[str], look: dict[str, Any]
) -> None:
    page = open_page(browser, complaints, **look)
    sign_in(page, town.url("hq.localhost"), CONTROLLER)

    found = []
    for path in ("/", "/companies"):
        page.goto(town.url("hq.localhost", path))
        found += _violations(page)

    assert found == []
    assert complaints == []


def test_axe_does_find_what_is_wrong(browser: Browser, town: Town, complaints: list[str]) -> None:
    page = open_page(browser, complaints)
    page.goto(town.url("alpha.localhost"))
    page.evaluate("() => document.querySelector('main').append(document.createElement('img'))")

    assert any("image-alt" in each for each in _violations(page))


def _violations(page: Page) -> list[str]:
    """Return what axe calls serious or critical, and any sideways scroll."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [
        f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in page.evaluate(RUN)
        if each["impact"] in {"serious", "critical"}
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{page.url}: scrolls sideways")
    return found
