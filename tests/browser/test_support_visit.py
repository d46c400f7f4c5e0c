"""A support visit by real browsers: in by a link, a banner on each page, out by a button."""

import pytest
from playwright.sync_api import Browser, expect

from guildhall.identity.operations import add_staff
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tests.browser.conftest import PASSWORD, Town, open_page, sign_in

pytestmark = pytest.mark.browser

OPERATOR, OWNER = "operator@example.com", "owner@example.com"


def test_an_operator_looks_around_and_the_owner_sees_it(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    with enter(PLATFORM):
        add_staff(OPERATOR, name="Oscar", password=PASSWORD, role=Role.OPERATOR, stamp=stamp)
    with enter(town.company.scope):
        add_staff(OWNER, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    operator = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    owner = open_page(browser, complaints, viewport={"width": 390, "height": 844})

    sign_in(operator, town.url("hq.localhost", "/operators"), OPERATOR)
    operator.get_by_role("link", name="Alpha", exact=True).click()
    operator.get_by_role("link", name="Support visit").click()
    operator.get_by_label("Why").fill("Ticket 12: the stock list is empty.")
    operator.get_by_role("button", name="Prepare the visit").click()
    operator.get_by_role("link", name="Enter").click()
    operator.wait_for_url(town.url("alpha.localhost"))

    expect(operator.locator(".banner")).to_contain_text("Support visit of Oscar")
    assert operator.url == town.url("alpha.localhost")
    operator.goto(town.url("alpha.localhost", "/stock"))
    expect(operator.locator(".banner")).to_contain_text("Ticket 12")

    sign_in(owner, town.url("alpha.localhost", "/company/visits"), OWNER)
    owner.get_by_role("link", name="Oscar").click()
    expect(owner.locator("tbody")).to_contain_text("/stock")

    operator.get_by_role("button", name="End the visit").click()
    expect(operator.locator("h1")).to_have_text("The visit is over")
    owner.reload()
    expect(owner.locator(".page-states")).to_contain_text("Over")
    assert complaints == []
