"""An order changed in a browser: a part called off, an edit with a preview, somebody called."""

import pytest
from playwright.sync_api import Browser, Page, expect

from guildhall.identity import operations as identity
from guildhall.identity.states import Role
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from guildhall.orders.queries import get_order
from tests.browser.conftest import PASSWORD, Town, open_page, sign_in
from tests.factories.orders import place, shipping, usd

pytestmark = pytest.mark.browser
OWNER = "owner@example.com"


@pytest.fixture
def number(town: Town, stamp: Stamp) -> str:
    with enter(town.company.scope):
        identity.add_staff(OWNER, name="Olga", password=PASSWORD, role=Role.OWNER, stamp=stamp)
        lines = {"APPLE": 3, "BREAD": 1}
        return place(town.company, lines, charge=shipping(), stamp=stamp).row.number


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["screen", "phone"])
def owner(
    browser: Browser,
    town: Town,
    number: str,
    complaints: list[str],
    request: pytest.FixtureRequest,
) -> Page:
    """Return the page of the order, to somebody who may do everything."""
    width, height = request.param
    page = open_page(browser, complaints, viewport={"width": width, "height": height})
    sign_in(page, town.url("alpha.localhost", f"/orders/{number}"), OWNER)
    return page


def test_what_calling_off_comes_to_is_seen_while_typing(
    town: Town, owner: Page, number: str, complaints: list[str]
) -> None:
    owner.get_by_role("link", name="Cancel a part").click()
    owner.get_by_role("spinbutton", name="Apple of the house").fill("2")

    expect(owner.locator("#preview")).to_contain_text("$9.40")
    expect(owner.locator("#preview")).to_contain_text("2 × APPLE")
    owner.get_by_label("Reason").fill("two less")
    owner.get_by_role("button", name="Call them off").click()

    expect(owner.locator(".timeline-list")).to_contain_text("two less")
    with enter(town.company.scope):
        assert get_order(number).row.total == usd("9.40")
    assert complaints == []


def test_an_edit_is_seen_before_it_is_confirmed(
    town: Town, owner: Page, number: str, complaints: list[str]
) -> None:
    owner.get_by_role("link", name="Edit", exact=True).click()
    owner.get_by_role("dialog").get_by_label("Reason").fill("they called")
    owner.get_by_role("button", name="Begin the edit").click()
    owner.locator("input[name^='q-']").first.fill("1")
    owner.locator("input[name='sku-0']").fill("CHEESE")
    owner.locator("input[name='many-0']").fill("3")
    owner.get_by_role("button", name="Show what it comes to").click()

    expect(owner.locator("#preview")).to_contain_text("$16.90")
    with enter(town.company.scope):
        assert get_order(number).row.total == usd("14.40")
        assert len(get_order(number).lines) == 2
    owner.get_by_role("button", name="Confirm the edit").click()

    expect(owner.locator(".timeline-list")).to_contain_text("Order edited")
    with enter(town.company.scope):
        assert [line.sku for line in get_order(number).lines] == ["APPLE", "BREAD", "CHEESE"]
    assert complaints == []


def test_somebody_is_called_to_a_note_by_the_first_letters_of_their_name(
    owner: Page, complaints: list[str]
) -> None:
    note = owner.locator("#note_text")
    note.press_sequentially("Please look, @car")

    owner.get_by_role("option", name="Carol").click()
    note.press_sequentially("thank you")
    owner.get_by_role("button", name="Keep the note").click()

    expect(owner.locator(".notes")).to_contain_text("Please look, @Carol thank you")
    expect(owner.locator(".notes")).to_contain_text("Called: Carol")
    assert complaints == []
