"""A day is well only if every number agrees."""

from dataclasses import replace

import pytest

from guildhall.config.demo.verdict import Count, verdict

GOOD = Count(
    slug="acme",
    orders=32,
    unshipped=5,
    facts=160,
    undelivered=0,
    ledger_differs=0,
    reserved_differs=0,
    oversold=0,
    hq_orders=32,
)


def test_a_day_that_adds_up_is_told_in_the_agreed_words() -> None:
    told = verdict([GOOD, replace(GOOD, slug="borealis")], platform_undelivered=0, seconds=1.26)

    assert told == {
        "ok": True,
        "tenants": 2,
        "orders": 64,
        "oversold": 0,
        "unshipped": 10,
        "facts": 320,
        "undelivered_facts": 0,
        "hq_orders": 64,
        "seconds": 1.3,
    }


@pytest.mark.parametrize(
    ("count", "problem"),
    [
        (replace(GOOD, oversold=1), "acme: levels oversold: 1"),
        (replace(GOOD, ledger_differs=2), "acme: levels unlike the sum of their movements: 2"),
        (
            replace(GOOD, reserved_differs=3),
            "acme: levels unlike the sum of their open reservations: 3",
        ),
        (replace(GOOD, undelivered=4), "acme: facts undelivered: 4"),
        (replace(GOOD, hq_orders=31), "acme: 32 orders, but HQ knows 31"),
        (replace(GOOD, orders=0, hq_orders=0), "acme: no orders at all"),
    ],
)
def test_what_does_not_add_up_is_named(count: Count, problem: str) -> None:
    told = verdict([count], platform_undelivered=0, seconds=0)

    assert told["ok"] is False
    assert told["problems"] == [problem]


def test_two_errors_that_cancel_out_are_still_found() -> None:
    more, less = replace(GOOD, hq_orders=33), replace(GOOD, slug="borealis", hq_orders=31)

    told = verdict([more, less], platform_undelivered=0, seconds=0)

    assert told["orders"] == told["hq_orders"]
    assert told["ok"] is False


def test_a_platform_fact_that_waits_is_a_problem() -> None:
    told = verdict([GOOD], platform_undelivered=1, seconds=0)

    assert told["problems"] == ["public: facts undelivered: 1"]


def test_no_company_is_a_problem() -> None:
    assert verdict([], platform_undelivered=0, seconds=0)["ok"] is False
