"""Pages of customers: masked until somebody says why, and every change once."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.customers.models import Customer
from guildhall.customers.operations import add_address
from guildhall.customers.queries import get_customer
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import text_of
from tests.factories.company import Company
from tests.factories.customers import HOME, make_customer

type SignIn = Callable[..., Client]


@pytest.fixture
def alice(shop: Company, stamp: Stamp) -> Customer:
    assert shop.site.number
    made = make_customer("Alice Miller", "alice@example.com", "+12025550114", stamp=stamp)
    add_address(made.number, HOME, stamp=stamp)
    return made


def _told(answer: object) -> list[bool]:
    text = answer.content.decode()  # type: ignore[attr-defined]
    return [word in text for word in ("Alice Miller", "alice@example.com", "1 Long Road")]


def test_a_customer_is_masked_until_somebody_says_why(alice: Customer, sign_in: SignIn) -> None:
    support = sign_in(Role.SUPPORT)

    pages = [support.get(path) for path in ("/customers", f"/customers/{alice.number}")]
    shown = support.post(f"/customers/{alice.number}/details", {"reason": "question"})

    assert [_told(each) for each in pages] == [[False] * 3] * 2
    assert _told(shown) == [True] * 3
    assert "To answer a question" in text_of(support.get(f"/customers/{alice.number}"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ALICE@example.com", True),
        ("q=%28202%29+555-0114", True),
        ("q=mill", True),
        ("q=bob", False),
        ("member=1", False),
        ("kind=organization", False),
        ("state=blocked", False),
    ],
)
def test_customers_are_found_by_what_the_address_says(
    alice: Customer, sign_in: SignIn, query: str, *, found: bool
) -> None:
    page = sign_in(Role.SUPPORT).get(f"/customers?{query}")

    assert (alice.number in text_of(page)) is found


def test_a_customer_is_written_down_edited_and_blocked(alice: Customer, sign_in: SignIn) -> None:
    support = sign_in(Role.SUPPORT)
    new = {"kind": "organization", "name": "Acme", "email": "a@acme.example"}
    made = support.post("/customers/new", {**new, "token": str(new_id())})
    number = made.headers["Location"].rpartition("/")[2]

    support.post(
        f"/customers/{number}/edit",
        {"kind": "organization", "name": "Acme Ltd", "group": "trade", "token": str(new_id())},
    )
    support.post(f"/customers/{number}/block", {"reason": "fraud", "token": str(new_id())})

    row = Customer.objects.get(number=number)
    assert (row.name, row.group, row.state) == ("Acme Ltd", "trade", "blocked")
    taken = support.post(
        f"/customers/{alice.number}/contact",
        {"contact": "a@acme.example", "token": str(new_id())},
    )
    assert taken.status_code == 409
    assert number in text_of(taken)


def test_two_are_merged_after_a_look_at_what_that_brings(
    alice: Customer, sign_in: SignIn, stamp: Stamp
) -> None:
    other = make_customer("alice miller", "am@example.com", stamp=stamp)
    support = sign_in(Role.SUPPORT)
    page = support.get(f"/customers/{alice.number}")
    preview = support.get(f"/customers/{alice.number}/merge?merged={other.number}")
    sent = {"merged": other.number, "sure": "1", "token": str(new_id())}
    support.post(f"/customers/{alice.number}/merge", sent)
    merged = get_customer(other.number).merged_into

    support.post(
        f"/customers/{alice.number}/separate",
        {"merged": other.number, "token": str(new_id())},
    )

    assert other.number in text_of(page)
    assert f"{other.number} becomes {alice.number}" in text_of(preview)
    assert merged == alice.number
    assert get_customer(other.number).merged_into == ""


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.FINANCE])
def test_who_may_not_see_customers_sees_none(alice: Customer, sign_in: SignIn, role: Role) -> None:
    browser = sign_in(role)

    assert browser.get("/customers").status_code == 403
    assert browser.get(f"/customers/{alice.number}").status_code == 403
