"""The judgements of which the demo's data layer is made."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from guildhall.config.demo.barcodes import check_digit, in_store_barcode
from guildhall.config.demo.cast import shopper
from guildhall.config.demo.catalog import regular_prices
from guildhall.config.demo.selection import best_window, busiest, deal_out, trading_day
from guildhall.config.demo.sieve import why_unsold
from guildhall.config.demo.types import Article, SaleLine, Unsold
from guildhall.config.demo.wording import brand_of, kind_name, names, size_name


def line(*, product: int = 1, quantity: int = 1, regular_cents: int = 100) -> SaleLine:
    return SaleLine(
        datetime(2017, 5, 15, 20, tzinfo=UTC), 7, 367, 9, product, quantity, regular_cents
    )


def article(
    number: int = 1,
    *,
    department: str = "GROCERY",
    category: str = "SOUP",
    kind: str = "CONDENSED SOUP",
    size: str = "10.5 OZ",
    brand: str = "National",
) -> Article:
    return Article(number, 69, brand, department, category, kind, size)


@pytest.mark.parametrize("barcode", ["4006381333931", "9780201379624", "0012345678905"])
def test_the_check_digit_is_that_of_barcodes_in_the_world(barcode: str) -> None:
    assert check_digit(barcode[:12]) == barcode[12]


def test_an_invented_barcode_lies_in_the_range_for_shops() -> None:
    assert in_store_barcode(1082185) == "2000010821853"


@pytest.mark.parametrize("number", [0, -5, 10**9])
def test_a_number_that_fits_no_barcode_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="one to nine digits"):
        in_store_barcode(number)


def test_stores_are_dealt_back_and_forth() -> None:
    assert deal_out([10, 9, 8, 7, 6, 5], hands=3) == ((10, 5), (9, 6), (8, 7))


def test_the_busiest_store_comes_first_and_ties_go_to_the_smaller_number() -> None:
    assert busiest([5, 5, 3, 3, 8, 1], count=3) == [3, 5, 1]


def test_an_evening_belongs_to_the_day_on_which_it_began() -> None:
    assert trading_day(datetime(2017, 5, 16, 3, 30, tzinfo=UTC)) == date(2017, 5, 15)
    assert trading_day(datetime(2017, 5, 16, 8, 0, tzinfo=UTC)) == date(2017, 5, 16)


def test_the_window_is_the_fullest_run_and_the_earliest_of_equals() -> None:
    first = date(2017, 1, 1)
    tally = [1, 4, 4, 0, 4, 4]
    days = [first + timedelta(days=n) for n, baskets in enumerate(tally) for _ in range(baskets)]

    window = best_window(days, length=2)

    assert (window.first_day, window.days) == (date(2017, 1, 2), 2)


def test_a_window_longer_than_the_year_begins_with_the_year() -> None:
    assert best_window([date(2017, 1, 1), date(2017, 1, 3)], length=9).first_day == date(
        2017, 1, 1
    )


@pytest.mark.parametrize(
    ("sold", "listed", "reason"),
    [
        (line(), None, Unsold.UNKNOWN_PRODUCT),
        (line(quantity=12_345), article(department="FUEL", category="FUEL"), Unsold.FUEL),
        (
            line(),
            article(department="MISCELLANEOUS", kind="GASOLINE-REG UNLEADED"),
            Unsold.FUEL,
        ),
        (line(), article(department="COUPON"), Unsold.NOT_GOODS),
        (line(), article(category="COUPON/MISC ITEMS"), Unsold.NOT_GOODS),
        (line(), article(kind="PREPAID WIRELESS CARDS"), Unsold.NOT_GOODS),
        (line(quantity=0), article(), Unsold.NO_QUANTITY),
        (line(regular_cents=0), article(), Unsold.NO_VALUE),
        (line(), article(), None),
    ],
)
def test_a_line_is_refused_for_its_first_reason(
    sold: SaleLine, listed: Article | None, reason: Unsold | None
) -> None:
    assert why_unsold(sold, article=listed) is reason


def test_the_price_is_the_median_per_piece_in_whole_cents() -> None:
    lines = [line(regular_cents=100), line(quantity=3, regular_cents=599), line(regular_cents=250)]

    assert regular_prices(lines) == {1: Decimal("2.00")}


def test_nothing_costs_less_than_a_cent() -> None:
    assert regular_prices([line(quantity=54, regular_cents=1)]) == {1: Decimal("0.01")}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("BANANAS", "Bananas"),
        ("FRZN FRENCH FRIES", "Frozen French Fries"),
        ("PREMIUM", "Soup, premium"),
        ("CHEESE CRACKERS (CHEEZ-ITS/GOL", "Cheese Crackers"),
        ("ORANGES NAVELS ALL", "Oranges Navels"),
        ("SNACKS/APPETIZERS", "Snacks & Appetizers"),
    ],
)
def test_shorthand_is_spelled_out(kind: str, name: str) -> None:
    assert kind_name(article(kind=kind)) == name


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("16 OZ", "16 oz"),
        (".50 OZ", "0.5 oz"),
        ("GAL", "1 gal"),
        ("1/2 GAL", "1/2 gal"),
        ("100 CT", "100 ct"),
        ("524116 CTN", ""),
        ("ALL  12 OZ", ""),
        ("", ""),
    ],
)
def test_a_size_is_read_or_left_out(code: str, size: str) -> None:
    assert size_name(code) == size


def test_a_private_label_carries_the_house_brand() -> None:
    assert brand_of(article(brand="Private")) == "Evergate Choice"
    assert brand_of(article(brand="National")) != "Evergate Choice"


def test_names_that_would_be_equal_carry_their_number() -> None:
    told = names([article(11), article(12), article(13, kind="BANANAS")])

    assert told[11].endswith("no. 11")
    assert told[12].endswith("no. 12")
    assert "no." not in told[13]


def test_nobody_is_offered_a_crate_of_bananas() -> None:
    assert names([article(1, department="PRODUCE", kind="BANANAS", size="40 LB")]) == {
        1: "Bananas"
    }


def test_households_have_people_with_addresses_of_their_own() -> None:
    emails = Counter(shopper(household).email for household in range(2_500))

    assert max(emails.values()) == 1
    assert all(email.endswith(".example") for email in emails)
