"""The page of one order: what happened, what can happen now, and why not."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.states import HoldReason
from tests.console.reading import statements_of, text_of
from tests.factories.company import Company, make_order
from tests.factories.orders import line_ids, pay, place, shipping, usd

type SignIn = Callable[..., Client]


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    return place(shop, {"APPLE": 2, "BREAD": 1}, charge=shipping(), stamp=stamp).row.number


def test_what_cannot_be_done_says_why_in_words_and_links_nowhere(
    sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    operations.hold_order(number, hold=HoldReason.ADDRESS, reason="", stamp=stamp)

    page = sign_in().get(f"/orders/{number}")

    told = text_of(page)
    assert "On hold: Address is not clear" in told
    assert f"Order {number} is on hold: Address is not clear. Release it first." in told
    assert f"Order {number} is placed: only a confirmed order can be shipped." in told
    assert "Nobody has asked for a review." in told
    assert f'action="/orders/{number}/confirm"' not in page.content.decode()
    assert f'action="/orders/{number}/release"' in page.content.decode()


def test_lines_tell_what_became_of_them_and_where_their_goods_are_held(
    sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    apple = line_ids(number)["APPLE"]
    operations.cancel_units(number, units={apple: Decimal(1)}, reason="one less", stamp=stamp)

    told = text_of(sign_in().get(f"/orders/{number}"))

    assert "Called off 1" in told
    assert "1 × APPLE held at S1" in told
    assert "1 × BREAD held at S1" in told


def test_the_total_is_told_step_by_step(sign_in: SignIn, number: str, stamp: Stamp) -> None:
    pay(number, "5.00", stamp=stamp)
    apple = line_ids(number)["APPLE"]
    operations.cancel_units(number, units={apple: Decimal(1)}, reason="one less", stamp=stamp)

    told = text_of(sign_in().get(f"/orders/{number}"))

    assert "By post $4.40" in told
    why = told[told.index("Why is the total this?") :]
    assert "When it was placed" in why
    assert "$11.90 Called off" in why
    assert "-$2.50 Total $9.40" in why
    assert "$4.40 to be paid" in told


def test_the_history_shows_one_part_of_it(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()

    whole = text_of(clerk.get(f"/orders/{number}"))
    goods = text_of(clerk.get(f"/orders/{number}?history=goods"))

    assert "Order placed" in whole
    assert "Stock reserved" in whole
    assert "Order placed" not in goods
    assert "Stock reserved" in goods


def test_a_duplicate_leads_to_the_other_order(
    shop: Company, sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    other = make_order(shop, stamp=stamp).row.number
    operations.mark_duplicate(number, other=other, stamp=stamp)

    page = sign_in().get(f"/orders/{number}")

    assert f'href="/orders/{other}"' in page.content.decode()
    assert "May be a duplicate of" in text_of(page)


def test_who_may_only_look_finds_no_form_but_the_reasons(sign_in: SignIn, number: str) -> None:
    page = sign_in(Role.READ_ONLY).get(f"/orders/{number}").content.decode()

    written = [deed for deed in ("notes", "tags", "hold", "edit") if f"/{number}/{deed}" in page]
    assert written == []
    assert "it needs orders:edit" in page


def test_a_page_takes_a_bounded_number_of_statements_however_much_happened(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    order = make_order(shop, {"APPLE": 9, "BREAD": 4, "CHEESE": 3}, stamp=stamp).row.number
    plain = statements_of(clerk, f"/orders/{order}")

    _let_happen(clerk, order, "one", stamp=stamp)
    few = statements_of(clerk, f"/orders/{order}")
    for key in ("two", "three", "four"):
        _let_happen(clerk, order, key, stamp=stamp)
    many = statements_of(clerk, f"/orders/{order}")

    # Two more than for a plain one: who wrote, and what was asked of providers and done by them.
    assert many == few == plain + 2 <= 30


def _let_happen(clerk: Client, number: str, key: str, *, stamp: Stamp) -> None:
    pay(number, "1.00", key=key, stamp=stamp)
    units = {line_ids(number)["APPLE"]: Decimal(1)}
    operations.cancel_units(number, units=units, reason="less", stamp=stamp)
    form = {"token": str(new_id()), "text": f"note {key}", "visibility": "team"}
    assert clerk.post(f"/orders/{number}/notes", form).status_code == 302


def test_the_page_looks_again_while_a_payment_is_on_its_way_to_the_order(
    sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    clerk = sign_in()
    before = clerk.get(f"/orders/{number}").content.decode()
    operations.take_payment(number, amount=usd("11.90"), key="k", stamp=stamp)

    after = clerk.get(f"/orders/{number}").content.decode()

    assert "?look=" not in before
    assert f'hx-get="/orders/{number}?look=1"' in after
