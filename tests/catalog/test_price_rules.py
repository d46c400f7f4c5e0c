"""Rounding, endings, margins, tiers and windows: judgement that needs no database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.catalog.rules.pricing import (
    Candidate,
    ListWindow,
    ending_in,
    price_in_force,
    rounded_to,
)
from guildhall.catalog.states import Toward

AMOUNTS = st.decimals(0, 100_000, places=4)


STEPS = st.sampled_from([Decimal(each) for each in ("0.01", "0.05", "0.5", "1", "5", "10")])


TOWARD = st.sampled_from(list(Toward))


TODAY = date(2026, 11, 22)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@given(AMOUNTS, STEPS, TOWARD)
def test_what_is_rounded_is_a_multiple_next_to_it(
    amount: Decimal, step: Decimal, toward: Toward
) -> None:
    rounded = rounded_to(amount, step, toward)

    assert rounded % step == 0
    assert abs(rounded - amount) < step
    assert rounded_to(rounded, step, toward) == rounded


@given(AMOUNTS, STEPS)
def test_up_is_never_less_and_down_never_more(amount: Decimal, step: Decimal) -> None:
    up, down = rounded_to(amount, step, Toward.UP), rounded_to(amount, step, Toward.DOWN)

    assert down <= amount <= up
    assert rounded_to(amount, step, Toward.NEAREST) in {up, down}


@given(AMOUNTS, st.sampled_from([("0.99", "1"), ("0.95", "1"), ("9", "10"), ("0", "5")]), TOWARD)
def test_a_price_ends_as_it_is_to_end(
    amount: Decimal, told: tuple[str, str], toward: Toward
) -> None:
    ending, every = Decimal(told[0]), Decimal(told[1])

    price = ending_in(amount, ending, every=every, toward=toward)

    assert price % every == ending
    assert price >= ending
    assert abs(price - max(amount, ending)) < every
    assert ending_in(price, ending, every=every, toward=toward) == price


@pytest.mark.parametrize(
    ("amount", "toward", "price"),
    [
        ("12.30", Toward.UP, "12.99"),
        ("12.99", Toward.UP, "12.99"),
        ("13.00", Toward.UP, "13.99"),
        ("12.30", Toward.DOWN, "11.99"),
        ("12.30", Toward.NEAREST, "11.99"),
        ("12.49", Toward.NEAREST, "12.99"),
        ("0.10", Toward.DOWN, "0.99"),
    ],
)
def test_a_charm_price_is_next_to_what_was_worked_out(
    amount: str, toward: Toward, price: str
) -> None:
    found = ending_in(Decimal(amount), Decimal("0.99"), every=Decimal(1), toward=toward)

    assert found == Decimal(price)


def _at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


VIP = ListWindow("vip", customer_group="vip")


SALE = ListWindow("sale", priority=5, starts_at=_at(0), ends_at=_at(2))


@pytest.mark.parametrize(
    ("quantity", "hours", "group", "amount"),
    [
        ("1", 0, "", "8"),
        ("1", -1, "", "10"),
        ("1", 2, "", "10"),
        ("12", -1, "", "9"),
        ("11.999", -1, "", "10"),
        ("1", -1, "vip", "7"),
        ("1", 0, "vip", "8"),
        ("1", 5, "", "11"),
        ("12", 5, "", "9"),
    ],
)
def test_the_price_is_found_by_list_group_quantity_and_moment(
    quantity: str, hours: int, group: str, amount: str
) -> None:
    prices = [
        Candidate(Decimal(10)),
        Candidate(Decimal(11), valid_from=_at(5)),
        Candidate(Decimal(9), min_quantity=Decimal(12)),
        Candidate(Decimal(7), on=VIP),
        Candidate(Decimal(8), on=SALE),
        Candidate(Decimal(1), on=ListWindow("off", priority=9, is_active=False)),
        Candidate(Decimal(2), valid_from=_at(-9), valid_to=_at(-3)),
    ]

    found = price_in_force(prices, quantity=Decimal(quantity), at=_at(hours), customer_group=group)

    assert found is not None
    assert found.amount == Decimal(amount)


def test_of_equal_lists_the_one_for_a_group_comes_first() -> None:
    prices = [Candidate(Decimal(5), on=ListWindow("all")), Candidate(Decimal(6), on=VIP)]

    found = price_in_force(prices, quantity=Decimal(1), at=NOON, customer_group="vip")

    assert found is not None
    assert found.on is VIP


@given(st.integers(1, 60), st.integers(1, 60))
def test_no_tier_makes_more_pieces_count_for_another_tier(one: int, more: int) -> None:
    tiers = [Candidate(Decimal(100 - n), min_quantity=Decimal(n)) for n in (0, 5, 12, 48)]
    low, high = sorted((one, one + more))

    few, many = (
        price_in_force(tiers, quantity=Decimal(n), at=NOON).amount  # type: ignore[union-attr]
        for n in (low, high)
    )

    assert many <= few
