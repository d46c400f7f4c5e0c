import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.test import Client

from guildhall.identity.states import Role
from guildhall.inventory.operations import adjust_stock
from guildhall.inventory.types import Correction, StockKey
from guildhall.kernel.stamp import Stamp
from guildhall.orders import operations
from guildhall.payments.queries import totals_of
from tests.console.reading import rows_of, statements_of, text_of, tiles_of
from tests.factories.company import Company, make_order

type SignIn = Callable[..., Client]


def _some_work(shop: Company, stamp: Stamp) -> str:
    """Leave three to ship, one of them late, and two to confirm, one of them paid.

    One more is canceled, and one SKU is gone from one store. Return the late one.
    """
    long_ago = Stamp(stamp.by, stamp.at - timedelta(hours=30))
    late = make_order(shop, stamp=long_ago).row.number
    operations.confirm_order(late, stamp=long_ago)
    for _ in range(2):
        operations.confirm_order(make_order(shop, stamp=stamp).row.number, stamp=stamp)
    make_order(shop, stamp=stamp)
    paid = make_order(shop, stamp=stamp).row
    operations.take_payment(paid.number, amount=paid.total, key="cash", stamp=stamp)
    operations.note_payment(
        paid.number, totals=totals_of(paid.number, currency="USD"), stamp=stamp
    )
    operations.cancel_order(make_order(shop, stamp=stamp).row.number, reason="test", stamp=stamp)
    spoiled = Correction(Decimal(-50), Decimal(50), "spoiled")
    adjust_stock(StockKey("DATES", "S2"), spoiled, stamp=stamp)
    return late


def test_each_number_opens_exactly_the_list_that_it_counts(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    _some_work(shop, stamp)
    clerk = sign_in()

    numbers = tiles_of(clerk.get("/"))

    assert list(numbers.values()) == [2, 3, 4, 1, 1]
    assert {url: rows_of(clerk.get(url)) for url in numbers} == numbers


def test_with_nothing_left_to_do_the_queue_says_so(sign_in: SignIn) -> None:
    assert "Everything is done" in text_of(sign_in().get("/"))


def test_what_waits_longest_for_shipment_comes_first(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    operations.confirm_order(make_order(shop, stamp=stamp).row.number, stamp=stamp)
    late = _some_work(shop, stamp)

    told = text_of(sign_in().get("/"))

    assert re.findall(r"ORD-\d{4}-\d{6}", told)[0] == late


def test_somebody_of_one_store_counts_the_orders_of_that_store_alone(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    make_order(shop, store="S1", stamp=stamp)
    make_order(shop, store="S2", stamp=stamp)

    clerk = sign_in(Role.OPERATIONS, scope="store:S1")

    assert tiles_of(clerk.get("/"))["/orders?state=placed"] == 1
    assert rows_of(clerk.get("/orders")) == 1


def test_the_queue_takes_as_many_statements_for_many_orders_as_for_one(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    operations.confirm_order(make_order(shop, stamp=stamp).row.number, stamp=stamp)
    few = statements_of(clerk, "/")

    _some_work(shop, stamp)

    assert statements_of(clerk, "/") == few <= 10
