"""What a clerk does with keyboard and mouse, impatience included."""

import pytest
from playwright.sync_api import Browser, Page, expect

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import enter
from guildhall.orders.operations import confirm_order
from guildhall.orders.queries import get_order
from guildhall.payments.queries import totals_of
from tests.browser.conftest import CLERK, Town, open_page, sign_in
from tests.factories.company import make_order

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(browser: Browser, town: Town, complaints: list[str]) -> Page:
    page = open_page(browser, complaints, viewport={"width": 1440, "height": 900})
    sign_in(page, town.url("alpha.localhost"), CLERK)
    return page


def _placed(town: Town, stamp: Stamp) -> str:
    with enter(town.company.scope):
        number = make_order(town.company, stamp=stamp).row.number
        confirm_order(number, stamp=stamp)
    return number


def test_a_double_click_takes_one_payment_and_the_page_follows_the_fact(
    town: Town, clerk: Page, complaints: list[str], stamp: Stamp
) -> None:
    number = _placed(town, stamp)
    clerk.goto(town.url("alpha.localhost", f"/orders/{number}"))

    clerk.get_by_role("link", name="Record payment").click()
    clerk.get_by_role("dialog").get_by_role("button", name="Record payment").dblclick()

    expect(clerk.locator(".page-states")).to_contain_text("Paid", timeout=20_000)
    with enter(town.company.scope):
        order = get_order(number).row
        assert totals_of(number, currency="USD").kept == Money(order.total.amount, "USD")
    assert complaints == []


def test_selected_orders_ship_together(
    town: Town, clerk: Page, complaints: list[str], stamp: Stamp
) -> None:
    numbers = [_placed(town, stamp) for _ in range(3)]
    clerk.goto(town.url("alpha.localhost", "/orders?state=confirmed"))
    preview = clerk.get_by_role("button", name="Preview")
    expect(preview).to_be_disabled()

    clerk.get_by_label(f"Select {numbers[0]}").check()
    clerk.get_by_label(f"Select {numbers[2]}").check()
    clerk.get_by_label("What to do").select_option("ship")
    preview.click()
    clerk.get_by_label("Yes, do this.").check()
    clerk.get_by_role("button", name="Ship: 2 orders").click()

    expect(clerk.locator("tbody tr")).to_have_count(2)
    expect(clerk.locator("tbody")).to_contain_text("Shipped")
    clerk.get_by_role("link", name="Back to the list").click()
    expect(clerk).to_have_url(town.url("alpha.localhost", "/orders?state=confirmed"))
    with enter(town.company.scope):
        states = [get_order(number).row.fulfillment_state for number in numbers]
    assert states == ["fulfilled", "unfulfilled", "fulfilled"]
    assert complaints == []


def test_orders_are_selected_by_keyboard(
    town: Town, clerk: Page, complaints: list[str], stamp: Stamp
) -> None:
    numbers = [_placed(town, stamp) for _ in range(3)]
    clerk.goto(town.url("alpha.localhost", "/orders"))

    clerk.keyboard.press("?")
    expect(clerk.get_by_role("dialog")).to_contain_text("Next order, previous order")
    clerk.keyboard.press("Escape")
    expect(clerk.get_by_role("dialog")).to_be_hidden()
    for key in "jxjjkx":
        clerk.keyboard.press(key)

    checked = [clerk.get_by_label(f"Select {number}").is_checked() for number in numbers]
    assert checked == [False, True, True]
    assert complaints == []


def test_an_order_is_found_and_canceled_without_a_mouse(
    town: Town, clerk: Page, complaints: list[str], stamp: Stamp
) -> None:
    number = _placed(town, stamp)
    clerk.goto(town.url("alpha.localhost", "/orders"))

    clerk.keyboard.press("/")
    clerk.keyboard.type(number)
    clerk.keyboard.press("Enter")
    clerk.get_by_role("link", name=number, exact=True).press("Enter")
    clerk.get_by_role("link", name="Cancel order").press("Enter")
    clerk.keyboard.type("ordered twice")
    clerk.keyboard.press("Enter")

    expect(clerk.locator(".timeline-list")).to_contain_text("ordered twice")
    expect(clerk.locator(".page-states")).to_contain_text("Canceled")
    assert complaints == []
