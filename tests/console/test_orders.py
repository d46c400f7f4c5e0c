from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.facts import facts_about
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.orders.queries import get_order
from guildhall.payments.queries import totals_of
from tests.console.reading import rows_of, statements_of, text_of, token_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    return make_order(shop, {"APPLE": 2, "BREAD": 1}, stamp=stamp).row.number


@pytest.fixture
def confirmed(number: str, stamp: Stamp) -> str:
    operations.confirm_order(number, stamp=stamp)
    return number


def _send(client: Client, path: str, **fields: str) -> int:
    return client.post(path, {"token": str(new_id()), **fields}).status_code


def test_an_order_shows_its_lines_its_customer_and_who_did_what(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()
    _send(clerk, f"/orders/{number}/confirm")

    told = text_of(clerk.get(f"/orders/{number}"))

    for words in ("Apple of the house", "A*** M***", "$7.50", "Order confirmed"):
        assert words in told
    assert "operations all" in told[told.index("Order confirmed") :]


def test_a_clerk_confirms_and_ships_an_order(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()

    assert _send(clerk, f"/orders/{number}/confirm") == 302
    assert _send(clerk, f"/orders/{number}/ship") == 302

    assert get_order(number).row.fulfillment_state == "fulfilled"


def test_the_second_click_on_a_form_changes_nothing_and_shows_no_error(
    sign_in: SignIn, confirmed: str
) -> None:
    clerk = sign_in()
    token = token_of(clerk.get(f"/orders/{confirmed}"))

    answers = [clerk.post(f"/orders/{confirmed}/ship", {"token": token}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    shipped = [f for f in facts_about([f"order:{confirmed}"]) if f.type == "order.shipped"]
    assert len(shipped) == 1


def test_what_cannot_be_done_is_told_on_the_page_itself(sign_in: SignIn, number: str) -> None:
    answer = sign_in().post(f"/orders/{number}/ship", {"token": str(new_id())})

    assert answer.status_code == 409
    assert f"Order {number} is placed: only a confirmed order can be shipped." in text_of(answer)
    assert "Apple of the house" in text_of(answer)


def test_an_order_is_canceled_with_a_reason_and_never_without(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()

    assert _send(clerk, f"/orders/{number}/cancel", reason="") == 422
    assert get_order(number).row.state == "placed"
    assert _send(clerk, f"/orders/{number}/cancel", reason="ordered twice") == 302

    assert get_order(number).row.state == "canceled"
    assert "ordered twice" in text_of(clerk.get(f"/orders/{number}"))


def test_a_payment_is_offered_at_what_is_due_and_recorded_once(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()
    page = clerk.get(f"/orders/{number}")
    assert 'name="amount" value="7.50"' in page.content.decode()
    form = {"token": token_of(page), "amount": "7.50", "currency": "USD"}

    for _ in range(2):
        assert clerk.post(f"/orders/{number}/pay", form).status_code == 302

    assert totals_of(number, currency="USD").kept == Money(Decimal("7.50"), "USD")


def test_no_more_is_taken_than_is_due(sign_in: SignIn, number: str) -> None:
    status = _send(sign_in(), f"/orders/{number}/pay", amount="7.51", currency="USD")

    assert status == 422
    assert not totals_of(number, currency="USD").kept


def test_what_is_no_amount_is_asked_for_again(sign_in: SignIn, number: str) -> None:
    clerk = sign_in()
    odd = ["", "-1", "0", "NaN", "1e99", "seven"]

    answers = [_send(clerk, f"/orders/{number}/pay", amount=a, currency="USD") for a in odd]

    assert answers == [422] * len(odd)
    assert not totals_of(number, currency="USD").kept


def test_coming_back_to_the_page_of_a_deed_does_nothing_and_leads_on(
    sign_in: SignIn, number: str
) -> None:
    clerk = sign_in()

    for deed in ("confirm", "ship"):
        assert clerk.get(f"/orders/{number}/{deed}")["Location"] == f"/orders/{number}"
    assert get_order(number).row.state == "placed"


def test_the_list_shows_what_its_address_says(
    shop: Company, sign_in: SignIn, confirmed: str, stamp: Stamp
) -> None:
    make_order(shop, store="S1", stamp=stamp)
    make_order(shop, store="S2", stamp=stamp)
    clerk = sign_in()
    shown = {
        f"q={confirmed}": 1,
        "q=alice": 3,
        "q=ALICE@example.com": 3,
        "q=nobody": 0,
        "state=open": 3,
        "state=confirmed": 1,
        "payment=paid": 0,
        "fulfillment=unfulfilled": 3,
        "store=S2": 1,
        "due=late": 0,
        "since=2000-01-01&until=2000-12-31": 0,
        "state=nonsense": 3,
        "since=nonsense": 3,
    }

    assert {query: rows_of(clerk.get(f"/orders?{query}")) for query in shown} == shown


def test_a_cursor_that_somebody_made_up_is_refused(sign_in: SignIn) -> None:
    answer = sign_in().get("/orders?cursor=made-up")

    assert answer.status_code == 422
    assert "This cursor is not valid here." in text_of(answer)


def test_an_unknown_order_is_a_page_that_says_so(sign_in: SignIn) -> None:
    answer = sign_in().get("/orders/ORD-1999-1")

    assert answer.status_code == 404
    assert "There is no order ORD-1999-1 here." in text_of(answer)


def test_who_may_only_look_can_change_nothing(sign_in: SignIn, number: str) -> None:
    viewer = sign_in(Role.READ_ONLY)
    form = {"reason": "x", "amount": "1", "currency": "USD"}
    deeds = ("confirm", "ship", "cancel", "pay")

    answers = [_send(viewer, f"/orders/{number}/{deed}", **form) for deed in deeds]

    assert answers == [403] * len(deeds)
    assert get_order(number).row.state == "placed"
    page = viewer.get(f"/orders/{number}").content.decode()
    assert [deed for deed in deeds if f"/orders/{number}/{deed}" in page] == []


def test_an_order_of_another_store_is_not_shown(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    elsewhere = make_order(shop, store="S2", stamp=stamp).row.number

    assert (
        sign_in(Role.OPERATIONS, scope="store:S1").get(f"/orders/{elsewhere}").status_code == 403
    )


def test_lists_and_orders_take_a_constant_number_of_statements(
    shop: Company, sign_in: SignIn, number: str, stamp: Stamp
) -> None:
    clerk = sign_in()
    small = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    few = statements_of(clerk, "/orders"), statements_of(clerk, f"/orders/{small}")

    _send(clerk, f"/orders/{number}/confirm")
    _send(clerk, f"/orders/{number}/pay", amount="7.50", currency="USD")
    for _ in range(5):
        make_order(shop, store="S1", stamp=stamp)
    many = statements_of(clerk, "/orders"), statements_of(clerk, f"/orders/{number}")

    # Which orders are on the page and what they are is asked one after the other; the last of
    # them asks whether anything waits for a yes, for the menu.
    assert many[0] == few[0] <= 11
    # Two more: a person acted, who has a name, and a payment may have calls.
    assert many[1] == few[1] + 2 <= 30
