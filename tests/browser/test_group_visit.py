"""Somebody of the group comes in by a real browser, and the company ends it at once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from guildhall.identity.operations import add_staff, change_grants
from guildhall.identity.states import Role
from guildhall.identity.types import Terms
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.queries import list_groups
from tests.browser.conftest import PASSWORD, Town, open_page, sign_in

pytestmark = pytest.mark.browser

HANA, OWNER = "hana@example.com", "owner@example.com"


def come_in(hana: Page, town: Town) -> None:
    sign_in(hana, town.url("hq.localhost", "/companies/alpha"), HANA)
    hana.get_by_role("link", name="Visit").click()
    hana.get_by_label("Why").fill("Month end: three orders are open.")
    hana.get_by_role("button", name="Prepare the visit").click()
    hana.get_by_role("link", name="Enter").click()
    hana.wait_for_url(town.url("alpha.localhost"))
    expect(hana.locator(".banner")).to_contain_text("Visit of Hana, of the group")


def test_a_company_ends_the_visit_of_its_group_and_the_next_click_is_out(
    browser: Browser, town: Town, complaints: list[str], stamp: Stamp
) -> None:
    with enter(PLATFORM):
        north = next(group.id for group in list_groups() if group.slug == "north")
        group = f"group:{north}"
        hana_id = add_staff(
            HANA, name="Hana", password=PASSWORD, role=Role.CONTROLLER, scope=group, stamp=stamp
        )
        terms = [Terms(role, group) for role in (Role.CONTROLLER, Role.OPERATOR)]
        change_grants(hana_id, terms=terms, stamp=stamp)
    with enter(town.company.scope):
        add_staff(OWNER, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
    hana = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    owner = open_page(browser, complaints, viewport={"width": 390, "height": 844})

    come_in(hana, town)
    hana.goto(town.url("alpha.localhost", "/orders?q=Zhang"))

    sign_in(owner, town.url("alpha.localhost", "/company/visits"), OWNER)
    expect(owner.locator("body")).to_contain_text("Hana is inside now")
    owner.get_by_role("button", name="End the visit").click()
    owner.wait_for_load_state()
    hana.get_by_role("link", name="Stock", exact=True).first.click()

    expect(hana.locator("h1")).to_have_text("The visit is over")
    owner.goto(town.url("alpha.localhost", "/company/visits"))
    owner.get_by_role("link", name="Hana").click()
    expect(owner.locator("tbody")).to_contain_text("/orders?q=Zhang")
    owner.goto(town.url("alpha.localhost", "/audit"))
    expect(owner.locator("tbody")).to_contain_text("visit")
    expect(owner.locator("tbody")).not_to_contain_text("Zhang")
    assert complaints == []
