"""The data layer of the demo, against the real data set."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from guildhall.config.demo import stock
from guildhall.config.demo.journey import read_journey
from guildhall.config.demo.types import Journey, Unsold

SLUGS = ("acme", "borealis", "cordoba")


@pytest.fixture(scope="module")
def journey() -> Journey:
    return read_journey(SLUGS, stores=2, days=2)


@pytest.fixture(scope="module")
def week() -> Journey:
    return read_journey(SLUGS)


def test_the_default_week_is_the_busiest_of_the_fifteen_busiest_stores(week: Journey) -> None:
    assert (week.window.first_day, week.window.days) == (date(2017, 5, 15), 7)
    assert [chain.stores[0] for chain in week.chains] == ["S367", "S406", "S343"]
    assert [len(chain.stores) for chain in week.chains] == [5, 5, 5]


def test_the_default_week_has_the_counts_that_the_readme_tells(week: Journey) -> None:
    assert week.lines == 7_021
    assert week.refused == {
        Unsold.FUEL: 135,
        Unsold.UNKNOWN_PRODUCT: 32,
        Unsold.NOT_GOODS: 30,
        Unsold.NO_QUANTITY: 10,
        Unsold.NO_VALUE: 1,
    }
    assert [len(chain.baskets) for chain in week.chains] == [266, 226, 232]
    assert [len(chain.products) for chain in week.chains] == [1_804, 1_811, 1_571]


def test_every_line_is_sold_or_refused_with_a_reason(week: Journey) -> None:
    sold = sum(len(basket.lines) for chain in week.chains for basket in chain.baskets)

    assert sold + sum(week.refused.values()) == week.lines


def test_two_readings_are_the_same(journey: Journey) -> None:
    assert read_journey(SLUGS, stores=2, days=2) == journey


def test_no_store_belongs_to_two_companies(journey: Journey) -> None:
    stores = [store for chain in journey.chains for store in chain.stores]

    assert len(stores) == len(set(stores)) == 6


def test_baskets_come_in_order_of_time_and_lie_in_the_window(journey: Journey) -> None:
    for chain in journey.chains:
        moments = [basket.at for basket in chain.baskets]
        assert moments == sorted(moments)
        assert journey.window.opens <= moments[0] <= moments[-1] < journey.window.closes


def test_a_basket_names_a_product_once_and_only_products_of_its_chain(journey: Journey) -> None:
    for chain in journey.chains:
        catalog = {product.sku for product in chain.products}
        for basket in chain.baskets:
            skus = [line.sku for line in basket.lines]
            assert len(skus) == len(set(skus)) > 0
            assert catalog >= set(skus)


def test_every_product_has_a_name_a_price_and_a_barcode_of_its_own(journey: Journey) -> None:
    for chain in journey.chains:
        assert len({product.name for product in chain.products}) == len(chain.products)
        assert len({product.barcode for product in chain.products}) == len(chain.products)
        assert min(product.price for product in chain.products) >= Decimal("0.01")
        assert all(product.brand and product.category for product in chain.products)


def test_fuel_is_in_no_catalog(week: Journey) -> None:
    names = " ".join(product.name for chain in week.chains for product in chain.products)

    assert "gasoline" not in names.lower()


def test_stock_covers_the_window_but_for_twenty_scarce_skus(week: Journey) -> None:
    for chain in week.chains:
        received = {(r.store, r.sku): r.quantity for r in chain.receipts}
        short = {
            sku
            for (store, sku), wanted in stock.demand(chain.baskets).items()
            if received.get((store, sku), 0) < wanted
        }
        assert short == set(chain.scarce)
        assert len(chain.scarce) == 20


def test_one_day_asks_for_more_of_each_scarce_sku_than_there_is(week: Journey) -> None:
    for chain in week.chains:
        wanted: Counter[str] = Counter()
        day = stock.first_day_of(chain.baskets, window=week.window)
        for (_, sku), quantity in stock.demand(day).items():
            wanted[sku] += quantity
        received: Counter[str] = Counter()
        for receipt in chain.receipts:
            received[receipt.sku] += receipt.quantity

        assert all(wanted[sku] > received[sku] for sku in chain.scarce)


def test_a_barely_filled_shelf_is_never_received_as_nothing(journey: Journey) -> None:
    assert all(receipt.quantity > 0 for chain in journey.chains for receipt in chain.receipts)
