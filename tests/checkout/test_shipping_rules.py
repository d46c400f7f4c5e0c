"""Zones and price tables, judged by plain values."""

from decimal import Decimal

import pytest

from guildhall.checkout import rules
from guildhall.checkout.states import RateBasis
from guildhall.checkout.types import Address, MethodTerms, RateTerms, ShippingStep, ZoneTerms

US = ZoneTerms("us", "US", countries=("US",))
CALIFORNIA = ZoneTerms("ca", "California", countries=("US",), regions=("US-CA",))
CITY = ZoneTerms("sf", "San Francisco", countries=("US",), postcodes=("941",))
BLOCK = ZoneTerms("block", "A block", countries=("US",), postcodes=("94103",))
WORLD = ZoneTerms("world", "World")
ZONES = (US, CALIFORNIA, CITY, BLOCK, WORLD)


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        (Address("US", postcode="10001"), "us"),
        (Address("US", region="US-CA", postcode="90001"), "ca"),
        (Address("US", region="US-CA", postcode="94110"), "sf"),
        (Address("US", region="US-CA", postcode="94103-1234"), "block"),
        (Address("CN", postcode="94103"), "world"),
    ],
)
def test_the_narrowest_zone_counts(address: Address, zone: str) -> None:
    found = rules.best_zone(ZONES, address)

    assert found is not None
    assert found.code == zone


@pytest.mark.parametrize(("postcode", "fits"), [("1500", True), ("999", False), ("2000", False)])
def test_a_range_of_postcodes_is_one_of_numbers(postcode: str, fits: bool) -> None:  # noqa: FBT001 - a parameter
    zone = ZoneTerms("z", "Z", postcodes=("1000-1999",))

    assert (rules.narrowness(zone, Address("CH", postcode=postcode)) is not None) is fits


def test_nowhere_is_in_no_zone() -> None:
    assert rules.best_zone((US,), Address("DE")) is None


@pytest.mark.parametrize(
    ("basis", "goods", "grams", "price"),
    [
        (RateBasis.TOTAL, "5", "0", "9"),
        (RateBasis.TOTAL, "20", "0", "5"),
        (RateBasis.TOTAL, "100", "0", "0"),
        (RateBasis.WEIGHT, "5", "1000", "5"),
        (RateBasis.WEIGHT, "5", "0", "9"),
    ],
)
def test_a_table_is_read_from_its_highest_step(
    basis: RateBasis, goods: str, grams: str, price: str
) -> None:
    steps = (ShippingStep(Decimal(0), Decimal(9)), ShippingStep(Decimal(20), Decimal(5)))
    rate = RateTerms("us", "USD", steps, basis=basis, free_from=Decimal(100))

    assert rules.price_of(rate, goods=Decimal(goods), grams=Decimal(grams)) == Decimal(price)


def test_a_table_without_a_step_for_so_little_offers_nothing() -> None:
    rate = RateTerms("us", "USD", (ShippingStep(Decimal(10), Decimal(9)),))

    assert rules.price_of(rate, goods=Decimal(5), grams=Decimal(0)) is None


def test_what_is_wrong_with_a_zone_is_named() -> None:
    bad = ZoneTerms("Bad!", " ", ("de",), ("CA",), ("2000-1000", "?"))

    assert rules.zone_faults(bad).keys() == {
        "code",
        "name",
        "countries.0",
        "regions.0",
        "postcodes.0",
        "postcodes.1",
    }


def test_what_is_wrong_with_a_way_is_named() -> None:
    twice = RateTerms("us", "USD", (ShippingStep(Decimal(-1), Decimal(1)),))
    bad = MethodTerms("Bad!", "", (twice, twice, RateTerms("mars", "dollar", ())))

    assert rules.method_faults(bad, zones=frozenset({"us"})).keys() == {
        "code",
        "name",
        "rates.0.steps",
        "rates.1.steps",
        "rates.1.zone",
        "rates.2.zone",
        "rates.2.currency",
        "rates.2.steps",
    }
