"""Who bought is masked where nobody needs to know, and looking is kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.kernel.models import Fact
from guildhall.kernel.personal import conceal, reveal
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.orders import operations
from guildhall.orders.errors import CustomerNotFound
from guildhall.orders.models import Order
from guildhall.orders.queries import list_orders, reach_of_customers
from guildhall.orders.queries.customers import customer_subject
from guildhall.orders.types import OrderFilter
from tests.console.reading import rows_of, text_of
from tests.factories.company import Company, make_order

ALICE = ("Alice Miller", "alice@example.com")

type SignIn = Callable[..., Client]


def _seen(answer: object) -> list[bool]:
    told = answer.content.decode()  # type: ignore[attr-defined]
    return [word in told for word in ALICE]


@pytest.fixture
def number(shop: Company, stamp: Stamp) -> str:
    number: str = make_order(shop, {"APPLE": 1}, stamp=stamp).row.number
    operations.confirm_order(number, stamp=stamp)
    return number


def test_whoever_looks_at_pages_sees_masks(number: str, sign_in: SignIn) -> None:
    owner = sign_in(Role.OWNER)

    pages = [owner.get(page) for page in ("/", "/orders", f"/orders/{number}")]

    assert [_seen(page) for page in pages] == [[False, False]] * 3
    assert "A*** M***" in text_of(pages[1])
    assert "a***@example.com" in text_of(pages[2])


@pytest.mark.parametrize("role", [Role.OWNER, Role.SUPPORT, Role.WAREHOUSE])
def test_who_looks_who_bought_says_why_and_is_written_down(
    number: str, sign_in: SignIn, role: Role
) -> None:
    somebody = sign_in(role)

    shown = somebody.post(f"/orders/{number}/customer", {"reason": "delivery"})

    assert _seen(shown) == [True, True]
    assert _seen(somebody.get(f"/orders/{number}")) == [False, False]
    told = Fact.objects.get(type="order.customer_shown")
    assert (told.subject, told.reason) == (f"order:{number}", "delivery")
    assert told.payload == {"number": number, "reason": "delivery"}
    assert (told.actor_kind, bool(told.session)) == ("staff", True)
    assert "Customer shown To deliver" in text_of(somebody.get(f"/orders/{number}"))


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_without_a_reason_nobody_sees_a_customer(
    number: str, sign_in: SignIn, reason: str
) -> None:
    answer = sign_in(Role.OWNER).post(f"/orders/{number}/customer", {"reason": reason})

    assert answer.status_code == 422
    assert _seen(answer) == [False, False]
    assert not Fact.objects.filter(type="order.customer_shown").exists()


def test_who_may_only_read_cannot_look(number: str, sign_in: SignIn) -> None:
    reader = sign_in(Role.READ_ONLY)

    answer = reader.post(f"/orders/{number}/customer", {"reason": "other"})

    assert answer.status_code == 403
    assert _seen(answer) == [False, False]
    assert "customer?" not in text_of(reader.get(f"/orders/{number}"))
    assert f"/orders/{number}/customer" not in reader.get(f"/orders/{number}").content.decode()


@pytest.mark.parametrize(("role", "found"), [(Role.SUPPORT, 1), (Role.READ_ONLY, 0)])
@pytest.mark.parametrize("words", ["alice", ALICE[1]])
def test_only_who_may_see_customers_can_search_for_them(
    number: str, sign_in: SignIn, role: Role, found: int, words: str
) -> None:
    """Otherwise a name could be guessed letter by letter."""
    somebody = sign_in(role)

    assert rows_of(somebody.get(f"/orders?q={words}")) == found
    assert rows_of(somebody.get(f"/orders?q={number}")) == 1


def test_customers_are_found_where_one_may_see_them_alone(shop: Company, stamp: Stamp) -> None:
    make_order(shop, {"APPLE": 1}, store="S1", stamp=stamp)
    make_order(shop, {"APPLE": 1}, store="S2", stamp=stamp)
    actor = Actor("staff", "staff:1", (Grant("orders:view"), Grant("orders:edit", "store:S1")))

    chosen = OrderFilter(
        text="alice", scopes=actor.reach("orders:view"), known=reach_of_customers(actor)
    )

    assert [row.store for row in list_orders(chosen).items] == ["S1"]


def test_an_erased_customer_is_gone_and_the_numbers_stay(
    number: str, shop: Company, stamp: Stamp
) -> None:
    make_order(shop, {"BREAD": 2}, stamp=stamp)
    before = list(Order.objects.order_by("id").values_list("number", "total", "state"))
    kept = conceal("a gift for Bob", subject=customer_subject(ALICE[1]))

    assert operations.erase_customer("ALICE@example.com", stamp=stamp) == 2

    assert list(Order.objects.order_by("id").values_list("number", "total", "state")) == before
    assert not Order.objects.exclude(customer_name="", customer_email="").exists()
    assert reveal([kept]) == {}
    receipt = Fact.objects.get(type="customer.erased")
    assert receipt.payload["orders"] == 2
    assert "alice" not in str(receipt.payload).lower()
    with pytest.raises(CustomerNotFound):
        operations.erase_customer(ALICE[1], stamp=stamp)


def test_an_export_holds_all_orders_of_one_customer_alone(
    number: str, shop: Company, stamp: Stamp
) -> None:
    other = make_order(shop, {"BREAD": 2}, stamp=stamp).row.number
    Order.objects.filter(number=other).update(customer_email="bob@example.com")

    cards = operations.export_customer(ALICE[1], stamp=stamp)

    assert [card.row.number for card in cards] == [number]
    assert cards[0].customer.email == ALICE[1]


@pytest.mark.parametrize("act", [operations.erase_customer, operations.export_customer])
def test_who_lacks_the_right_erases_and_exports_nobody(
    number: str, stamp: Stamp, act: Callable[..., object]
) -> None:
    clerk = Stamp(
        Actor("staff", "staff:1", (Grant("orders:edit"), Grant("orders:view"))), stamp.at
    )

    with pytest.raises(NotPermitted):
        act(ALICE[1], stamp=clerk)

    assert Order.objects.filter(customer_email=ALICE[1]).exists()
