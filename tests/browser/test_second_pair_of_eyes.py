"""A count that differs much waits; another person says yes by keyboard; a worker books it."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from guildhall.approvals.operations import set_rule
from guildhall.approvals.types import RuleTerms
from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.inventory import operations as stock
from guildhall.inventory.types import CountScan
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from tests.browser.conftest import CLERK, PASSWORD, Town, open_page, sign_in
from tests.factories.warehouse import level_of
from tests.harness.processes import wait_until

pytestmark = pytest.mark.browser

ALPHA = "alpha.localhost"
BOSS = "boss@example.com"


def on_hand(town: Town) -> Decimal:
    with enter(town.company.scope):
        return Decimal(level_of("APPLE", "S1").on_hand)


def test_a_count_that_differs_much_waits_for_somebody_else_and_is_then_booked(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    number = _counted(town, stamp)
    clerk = open_page(browser, complaints, viewport={"width": 390, "height": 844})
    boss = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    sign_in(clerk, town.url(ALPHA), CLERK)
    sign_in(boss, town.url(ALPHA), BOSS)

    clerk.goto(town.url(ALPHA, f"/warehouse/counts/{number}"))
    clerk.get_by_role("button", name="Book the accepted lines").click()
    expect(clerk.locator("body")).to_contain_text("waits for somebody else's yes")
    assert on_hand(town) == Decimal(50)

    _say_yes_by_keyboard(boss, town)
    expect(boss.locator("body")).to_contain_text("Approved")

    wait_until(lambda: on_hand(town) == Decimal(38), what="the count booked by a worker")
    clerk.goto(town.url(ALPHA, "/approvals/mine"))
    expect(clerk.locator("tbody tr")).to_contain_text("Done")
    assert complaints == []


def _counted(town: Town, stamp: Stamp) -> str:
    """Let ten units of difference need a yes, and count twelve too few."""
    with enter(town.company.scope):
        set_rule(RuleTerms(action="stock.count", threshold=Decimal(10)), stamp=stamp)
        add_staff(BOSS, name="Bea", password=PASSWORD, role=Role.ADMIN, stamp=stamp)
        number = stock.start_stocktake("S1", skus=["APPLE"], stamp=stamp)
        stock.count_stock(number, scans=[CountScan("APPLE", Decimal(38))], stamp=stamp)
        stock.finish_counting(number, stamp=stamp)
    return number


def _say_yes_by_keyboard(boss: Page, town: Town) -> None:
    boss.goto(town.url(ALPHA, "/"))
    boss.locator("a.tile", has_text="Waiting for your yes").click()
    expect(boss.locator("tbody th a")).to_be_focused()
    for key in ("x", "r"):
        boss.keyboard.press(key)
    boss.keyboard.type("seen")
    # Deny comes first, then Approve.
    for key in ("Tab", "Tab", "Enter"):
        boss.keyboard.press(key)
