"""Two who turn out to be one, and the way back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.customers import operations, queries
from guildhall.customers.errors import (
    MergedInto,
    MergeNotFound,
    MergeNotPossible,
    TooLateToSeparate,
)
from guildhall.customers.models import Customer
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from tests.factories.company import Company
from tests.factories.customers import HOME, make_customer, signed_in

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def three(stamp: Stamp) -> tuple[Customer, Customer, Customer]:
    a, b, c = (make_customer(name, f"{name}@example.com", stamp=stamp) for name in "abc")
    return a, b, c


def test_a_merge_brings_everything_together(
    three: tuple[Customer, ...], company: Company, stamp: Stamp
) -> None:
    first, second, _ = three
    operations.add_address(second.number, HOME, stamp=stamp)
    operations.note_consent(
        second.number, "email", given=True, source="staff", text_version="1", stamp=stamp
    )
    preview = operations.preview_merge(first.number, second.number, stamp=stamp)

    operations.merge_customers(first.number, second.number, stamp=stamp)

    seen = queries.get_customer(first.number)
    assert (len(seen.contacts), len(seen.addresses), len(seen.consents)) == (2, 1, 1)
    assert preview.merged.addresses
    assert not seen.addresses[0].draft.is_shipping_default
    assert queries.ids_of(first.id) == (first.id, second.id)
    assert signed_in("b@example.com", site=company.site, stamp=stamp)[1].id == first.id
    with pytest.raises(MergedInto):
        operations.add_contact(second.number, "d@example.com", stamp=stamp)


def test_who_was_merged_before_comes_along_and_comes_back(
    three: tuple[Customer, ...], stamp: Stamp
) -> None:
    first, second, third = three
    operations.merge_customers(second.number, third.number, stamp=stamp)
    operations.merge_customers(first.number, second.number, stamp=stamp)
    together = set(queries.ids_of(first.id))

    operations.separate_customers(first.number, second.number, stamp=stamp)

    assert together == {first.id, second.id, third.id}
    assert queries.ids_of(first.id) == (first.id,)
    assert set(queries.ids_of(second.id)) == {second.id, third.id}
    with pytest.raises(MergeNotFound):
        operations.separate_customers(first.number, second.number, stamp=stamp)


def test_a_merge_stays_after_a_month(three: tuple[Customer, ...], stamp: Stamp) -> None:
    operations.merge_customers(three[0].number, three[1].number, stamp=stamp)

    with pytest.raises(TooLateToSeparate):
        operations.separate_customers(
            three[0].number,
            three[1].number,
            stamp=replace(stamp, at=stamp.at + timedelta(days=31)),
        )


def test_nobody_is_merged_into_themselves_nor_while_blocked(
    three: tuple[Customer, ...], stamp: Stamp
) -> None:
    first, second, _ = three
    operations.block_customer(second.number, reason="fraud", stamp=stamp)

    with pytest.raises(MergeNotPossible):
        operations.merge_customers(first.number, first.number, stamp=stamp)
    with pytest.raises(MoveNotAllowed):
        operations.merge_customers(first.number, second.number, stamp=stamp)


def test_who_may_be_the_same_is_named(stamp: Stamp) -> None:
    alice = make_customer("Alice Miller", "alice@example.com", stamp=stamp)
    namesake = make_customer("alice miller", "am@example.com", stamp=stamp)
    elsewhere = make_customer("", "alice@example.org", stamp=stamp)
    make_customer("Bob", "bob@example.com", stamp=stamp)

    found = {row.number for row in queries.likely_duplicates(alice.number, scopes=())}

    assert found == {namesake.number, elsewhere.number}


def test_nothing_of_a_forgotten_customer_is_left(
    three: tuple[Customer, ...], company: Company, stamp: Stamp
) -> None:
    first, second, _ = three
    operations.add_address(second.number, HOME, stamp=stamp)
    operations.merge_customers(first.number, second.number, stamp=stamp)
    signed_in("b@example.com", site=company.site, stamp=stamp)

    operations.forget_customer(second.id, stamp=stamp)

    for each in (first, second):
        left = queries.get_customer(each.number)
        assert (left.draft.name, left.contacts, left.addresses) == ("", (), ())
        assert left.row.state == "erased"
    assert queries.who_has([("email", "a@example.com")]) == {}
