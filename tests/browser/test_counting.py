"""A count on a phone with a scanner that types: nothing is clicked, and no scan is lost."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from guildhall.inventory.operations import start_stocktake
from guildhall.inventory.queries import get_stocktake, tallies_of
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.browser.conftest import CLERK, Town, open_page, sign_in

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}


def _scan(page: Page, *codes: str) -> None:
    """Type what a scanner types: quickly, with Enter behind, wherever the cursor is."""
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def _counted(town: Town, number: str) -> dict[str, int]:
    with enter(town.company.scope):
        return {each.sku: int(each.quantity) for each in tallies_of(number)}


def _begin(town: Town, stamp: Stamp) -> str:
    with enter(town.company.scope):
        return start_stocktake("S1", skus=["APPLE", "BREAD"], stamp=stamp)


def test_a_session_of_counting_by_scans_alone(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    number = _begin(town, stamp)
    page = open_page(browser, complaints, **PHONE)
    sign_in(page, town.url("alpha.localhost"), CLERK)
    page.goto(town.url("alpha.localhost", f"/warehouse/counts/{number}/scan"))
    said = page.locator(".scan-said")

    expect(page.locator("[data-scan-field]")).to_be_focused()
    _scan(page, "APPLE", "APPLE", "APPLE")
    expect(page.locator("tbody tr", has_text="APPLE").locator("strong")).to_have_text("3")
    _scan(page, "BREAD", "*50")
    expect(said).to_contain_text("50 × BREAD")
    page.get_by_role("button", name="Undo last scan").click()
    expect(page.locator("[data-scan-field]")).to_be_focused()
    _scan(page, "BREAD", "*49")
    expect(said).to_contain_text("49 × BREAD")
    page.get_by_role("button", name="Everybody is done: review").click()
    page.get_by_role("button", name="Book the accepted lines").click()

    expect(page.locator("h1")).to_contain_text("Booked")
    with enter(town.company.scope):
        lines = {line.sku: int(line.variance) for line in get_stocktake(number).lines}
    assert lines == {"APPLE": -47, "BREAD": -1}
    assert complaints == []


def test_an_unknown_code_is_said_aloud_and_the_field_stays_ready(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    number = _begin(town, stamp)
    page = open_page(browser, complaints, **PHONE)
    sign_in(page, town.url("alpha.localhost"), CLERK)
    page.goto(town.url("alpha.localhost", f"/warehouse/counts/{number}/scan"))

    _scan(page, "NOPE")
    expect(page.locator(".scan-said-bad")).to_contain_text("Nobody here knows the code NOPE")
    _scan(page, "APPLE")

    expect(page.locator(".scan-said-good")).to_contain_text("1 × APPLE")
    assert all("404" in each for each in complaints)


def test_scans_made_in_a_dead_spot_outlive_a_reload_and_count_once(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    number = _begin(town, stamp)
    page = open_page(browser, complaints, **PHONE)
    sign_in(page, town.url("alpha.localhost"), CLERK)
    url = town.url("alpha.localhost", f"/warehouse/counts/{number}/scan")
    page.goto(url)

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    page.route("**/scan", cut)
    _scan(page, "APPLE", "BREAD", "APPLE")
    expect(page.locator("[data-scan-count]")).to_have_text("3")
    before = _counted(town, number)
    page.unroute("**/scan")
    page.reload()

    expect(page.locator("tbody tr", has_text="APPLE").locator("strong")).to_have_text("2")
    expect(page.locator("[data-scan-waiting]")).to_be_hidden()
    assert before == {}
    assert _counted(town, number) == {"APPLE": 2, "BREAD": 1}
