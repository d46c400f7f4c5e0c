"""Amounts recomputed from a payment's history."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money
from guildhall.payments.rules import shares, totals
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
        st.sampled_from(["", "key-1", "key-2"]),
    ),
    max_size=12,
)


def _step(
    step: Step, amount: str, *, minute: int = 0, psp: str = "psp-1", key: str = ""
) -> PaymentStep:
    return PaymentStep(psp, step, Decimal(amount), START + timedelta(minutes=minute), key)


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

    for each in fields(found):
        assert getattr(found, each.name) >= Money.zero("USD")
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


def test_a_request_is_answered_by_whatever_names_its_key() -> None:
    steps = [
        _step(Step.REFUND_REQUEST, "4", psp="", key="k"),
        _step(Step.REFUND_SUCCESS, "4", psp="re-1", key="k", minute=1),
    ]

    found = totals(steps, currency="USD")

    assert found.refunded.amount == 4
    assert not found.refund_pending


def test_a_notice_without_our_key_and_the_answer_with_it_are_one_refund() -> None:
    steps = [
        _step(Step.REFUND_REQUEST, "4", psp="", key="k"),
        _step(Step.REFUND_SUCCESS, "4", psp="re-1", minute=2),
        _step(Step.REFUND_SUCCESS, "4", psp="re-1", key="k", minute=1),
    ]

    assert totals(steps, currency="USD").refunded.amount == 4


def test_what_is_reserved_can_be_taken_once_and_the_rest_called_off() -> None:
    steps = [
        _step(Step.AUTHORIZE_SUCCESS, "10"),
        _step(Step.CHARGE_SUCCESS, "6", minute=1),
        _step(Step.CANCEL_SUCCESS, "4", minute=1, psp="void-1"),
    ]

    found = totals(steps, currency="USD")

    assert [m.amount for m in (found.authorized, found.charged, found.canceled)] == [10, 6, 4]
    assert not found.capturable


def test_an_adjustment_says_what_is_authorized_and_forgets_what_was() -> None:
    steps = [
        _step(Step.AUTHORIZE_SUCCESS, "10"),
        _step(Step.ADJUSTMENT, "7", minute=1),
        _step(Step.AUTHORIZE_SUCCESS, "2", psp="psp-2", minute=2),
    ]

    assert totals(steps, currency="USD").authorized.amount == 9


def test_what_was_called_off_is_not_pending_any_more_but_counts_if_it_was_paid_after_all() -> None:
    asked = _step(Step.CHARGE_REQUEST, "5", psp="", key="k")
    off = _step(Step.CANCEL_SUCCESS, "5", minute=1)
    late = _step(Step.CHARGE_SUCCESS, "5", psp="psp-2", key="k", minute=2)

    assert not totals([asked, off], currency="USD").charge_pending
    assert totals([asked, off, late], currency="USD").charged.amount == 5


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ([_step(Step.CHARGE_BACK, "10", psp="dp", minute=1)], "0"),
        (
            [
                _step(Step.CHARGE_BACK, "10", psp="dp", minute=1),
                _step(Step.CHARGE_BACK_REVERSE, "10", psp="dp", minute=2),
            ],
            "10",
        ),
        (
            [
                _step(Step.REFUND_SUCCESS, "4", psp="re", minute=1),
                _step(Step.REFUND_REVERSE, "4", psp="re", minute=2),
            ],
            "10",
        ),
        ([_step(Step.INFO, "3"), _step(Step.ACTION_REQUIRED, "3")], "10"),
    ],
    ids=["taken back", "won", "refund came home", "words alone"],
)
def test_what_is_kept_follows_disputes_and_refunds_that_come_home(
    steps: list[PaymentStep], kept: str
) -> None:
    charged = _step(Step.CHARGE_SUCCESS, "10")

    assert totals([charged, *steps], currency="USD").kept.amount == Decimal(kept)


@given(STEPS, STEPS)
def test_the_amounts_of_a_reference_are_those_of_its_payments_together(
    one: list[PaymentStep], other: list[PaymentStep]
) -> None:
    left, right = totals(one, currency="USD"), totals(other, currency="USD")

    assert (left + right).kept == left.kept + right.kept


@given(st.lists(STEPS, max_size=4), st.decimals("0.01", 500, places=2))
def test_a_refund_is_shared_so_that_no_payment_gives_back_more_than_it_kept(
    payments: list[list[PaymentStep]], amount: Decimal
) -> None:
    known = [(new_id(), totals(steps, currency="USD")) for steps in payments]
    wanted = Money(amount, "USD")

    found = dict(shares(wanted, known))

    none = Money.zero("USD")
    assert all(none < share <= dict(known)[payment].refundable for payment, share in found.items())
    most = sum((each.refundable for _, each in known), none)
    assert sum(found.values(), none) == min(wanted, most)
