"""Guests: whatever somebody writes into an order, nobody is shown what is another's."""

from dataclasses import replace
from uuid import UUID

import pytest

from guildhall.customers import queries
from guildhall.customers.events import ContactVerified
from guildhall.customers.models import Contact, Customer
from guildhall.customers.operations import know_buyer, merge_customers
from guildhall.customers.types import Buyer
from guildhall.flows.customers import claim_orders
from guildhall.kernel.delivery.reactions import Delivered
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries import is_order_of
from tests.factories.company import Company, make_order
from tests.factories.customers import make_customer, signed_in

ALICE = "alice@example.com"
PHONE = "+12025550114"
GUEST = Buyer("Mallory", "mallory@example.com", "+1 202 555 0114", "US", "en", ("channel:web",))

pytestmark = pytest.mark.usefixtures("company")


def _verify(value: str, stamp: Stamp) -> None:
    assert Contact.objects.filter(value=value).update(verified_at=stamp.at)


def test_a_phone_that_nobody_verified_makes_an_order_nobody_s(stamp: Stamp) -> None:
    alice = make_customer("Alice", ALICE, PHONE, stamp=stamp)

    found = know_buyer(GUEST, stamp=stamp)

    assert found not in {None, alice.id}
    assert Contact.objects.get(value=PHONE).customer_id == alice.id
    assert queries.who_has([("email", GUEST.email)]) == {("email", GUEST.email): found}


def test_a_phone_that_its_owner_verified_is_theirs(stamp: Stamp) -> None:
    alice = make_customer("Alice", ALICE, PHONE, stamp=stamp)
    _verify(PHONE, stamp)

    assert know_buyer(replace(GUEST, email=""), stamp=stamp) == alice.id


def test_an_address_that_was_never_read_proves_nothing_beside_another(stamp: Stamp) -> None:
    make_customer("Alice", ALICE, "second@example.com", stamp=stamp)
    _verify(ALICE, stamp)
    before = Customer.objects.count()

    assert know_buyer(replace(GUEST, email="second@example.com", phone=""), stamp=stamp) is None
    assert Customer.objects.count() == before


def test_a_guest_is_known_again_by_all_that_they_told(stamp: Stamp) -> None:
    first = know_buyer(GUEST, stamp=stamp)

    assert know_buyer(replace(GUEST, scopes=("channel:pos",)), stamp=stamp) == first
    assert first is not None
    assert know_buyer(replace(GUEST, email=""), stamp=stamp) is None


def test_what_a_merged_customer_verified_is_the_survivor_s(stamp: Stamp) -> None:
    alice = make_customer("Alice", ALICE, stamp=stamp)
    former = make_customer("Alice M.", PHONE, stamp=stamp)
    _verify(PHONE, stamp)
    merge_customers(alice.number, former.number, stamp=stamp)

    assert know_buyer(replace(GUEST, email=""), stamp=stamp) == alice.id


def test_orders_of_a_guest_are_theirs_once_they_read_a_code(
    company: Company, stamp: Stamp
) -> None:
    make_customer("Alice", ALICE, PHONE, stamp=stamp)
    number = make_order(company, stamp=stamp).row.number
    others = make_order(company, stamp=stamp).row.number
    claimed = make_customer("Bob", "bob@example.com", stamp=stamp)
    _, shopper = signed_in(ALICE, site=company.site, stamp=stamp)
    _, stranger = signed_in("bob@example.com", site=company.site, stamp=stamp)

    for who in (stranger, shopper):
        _claim(who.number, who.id, stamp)

    assert is_order_of(number, [shopper.id])
    assert is_order_of(others, [shopper.id])
    assert not is_order_of(number, [claimed.id])


def _claim(number: str, customer: UUID, stamp: Stamp) -> None:
    """Do what follows a verified contact."""
    told = ContactVerified(number=number, customer=customer, kind="email", stamp=stamp)
    claim_orders(told, Delivered(new_id(), 1, new_id(), stamp.at))
