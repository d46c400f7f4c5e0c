"""Amounts recomputed from a payment's history."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money
from guildhall.payments.rules import totals
from guildhall.payments.states import Step
from guildhall.payments.types import PaymentStep

START = datetime(2026, 1, 1, tzinfo=UTC)
STEPS = st.lists(
    st.builds(
        PaymentStep,
        st.sampled_from(["psp-1", "psp-2"]),
        st.sampled_from(Step),
        st.decimals("0.01", 1_000, places=2),
        st.integers(0, 5).map(lambda minutes: START + timedelta(minutes=minutes)),
    ),
    max_size=12,
)


def _step(step: Step, amount: str, *, minute: int = 0, psp: str = "psp-1") -> PaymentStep:
    return PaymentStep(psp, step, Decimal(amount), START + timedelta(minutes=minute))


@given(STEPS, st.randoms())
def test_the_order_of_arrival_does_not_matter(steps: list[PaymentStep], random: object) -> None:
    shuffled = sorted(steps, key=lambda _: random.random())  # type: ignore[attr-defined] # hypothesis' own

    assert totals(steps, currency="USD") == totals(shuffled, currency="USD")


@given(STEPS, st.data())
def test_an_event_that_arrives_twice_counts_once(
    steps: list[PaymentStep], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(steps), max_size=3)) if steps else []

    assert totals([*steps, *again], currency="USD") == totals(steps, currency="USD")


@given(STEPS)
def test_no_total_is_negative_and_nothing_is_both_pending_and_done(
    steps: list[PaymentStep],
) -> None:
    found = totals(steps, currency="USD")

    for amount in (found.charged, found.refunded, found.charge_pending, found.refund_pending):
        assert amount >= Money.zero("USD")
    assert found.charged + found.charge_pending <= Money(
        sum((s.amount for s in steps), Decimal(0)), "USD"
    )


@pytest.mark.parametrize(
    ("steps", "charged", "pending"),
    [
        ([_step(Step.CHARGE_REQUEST, "5")], "0", "5"),
        ([_step(Step.CHARGE_REQUEST, "5"), _step(Step.CHARGE_SUCCESS, "5", minute=1)], "5", "0"),
        ([_step(Step.CHARGE_REQUEST, "5"), _step(Step.CHARGE_FAILURE, "5", minute=1)], "0", "0"),
        (
            [_step(Step.CHARGE_SUCCESS, "5"), _step(Step.CHARGE_FAILURE, "5", minute=1)],
            "0",
            "0",
        ),
        (
            [_step(Step.CHARGE_FAILURE, "5"), _step(Step.CHARGE_SUCCESS, "5", minute=1)],
            "5",
            "0",
        ),
        (
            [_step(Step.CHARGE_SUCCESS, "5"), _step(Step.CHARGE_SUCCESS, "7", psp="psp-2")],
            "12",
            "0",
        ),
    ],
    ids=["asked", "taken", "refused", "taken back", "taken in the end", "twice by two"],
)
def test_the_newer_answer_wins_and_an_unanswered_request_is_pending(
    steps: list[PaymentStep], charged: str, pending: str
) -> None:
    found = totals(steps, currency="USD")

    assert found.charged == Money(Decimal(charged), "USD")
    assert found.charge_pending == Money(Decimal(pending), "USD")


def test_what_is_kept_is_what_was_taken_and_not_given_back() -> None:
    steps = [_step(Step.CHARGE_SUCCESS, "10"), _step(Step.REFUND_SUCCESS, "4", minute=1)]

    assert totals(steps, currency="USD").kept == Money(Decimal(6), "USD")
