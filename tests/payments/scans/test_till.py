"""A till and a customer's 付款码: one charge at most, whatever the line and the customer do."""

from uuid import UUID

import pytest

from guildhall.kernel.stamp import system_stamp
from guildhall.payments import operations
from guildhall.payments.models import PaymentCall
from guildhall.payments.queries import get_payment
from guildhall.payments.queries.payments import due_calls
from guildhall.payments.states import CallKind, CallState, Stand
from guildhall.payments.types import NewPayment
from tests.factories.splits import yuan
from tests.payments.scans.conftest import Till

ASK = NewPayment(
    amount=yuan("12.34"), account="wechat", way="scan", title="麦片", token="134567890123456789"
)


def scan(till: Till, *, key: str = "p") -> UUID:
    """Scan a code; the attempt is kept before it is sent."""
    stamp = system_stamp("till", till.now())
    card = operations.begin_payment("R-1", ask=ASK, key=key, stamp=stamp)
    operations.run_call(card.id, now=till.now)
    return card.id


def work(till: Till, seconds: float, *, step: float = 1.0) -> None:
    """Let time pass, and do what falls due as the sweep does."""
    passed = 0.0
    while passed < seconds:
        till.wait(step)
        passed += step
        for call in due_calls(till.now(), limit=10):
            operations.run_call(call, now=till.now)
        operations.revoke_scans(stamp=system_stamp("sweep", till.now()))


def void_of(payment: UUID) -> PaymentCall:
    return PaymentCall.objects.get(payment=payment, kind=CallKind.VOID)


def test_a_password_that_comes_late_is_one_charge(till: Till) -> None:
    till.twin.do_scan("USERPAYING")
    payment = scan(till)
    work(till, 12)
    till.twin.do_pay(payment.hex)
    work(till, 10)

    card = get_payment(payment)
    assert (card.stand, card.totals.charged) == (Stand.CHARGED, yuan("12.34"))
    assert till.twin.calls("POST", ".*/reverse") == []


def test_a_till_asks_every_five_seconds(till: Till) -> None:
    till.twin.do_scan("USERPAYING")
    scan(till)
    work(till, 26)

    assert len(till.twin.calls("GET", ".*/out-trade-no/.*")) == 5


def test_a_customer_who_does_nothing_is_revoked_after_half_a_minute(till: Till) -> None:
    till.twin.do_scan("USERPAYING")
    payment = scan(till)
    work(till, 29)
    assert till.twin.calls("POST", ".*/reverse") == []
    work(till, 40)

    assert len(till.twin.calls("POST", ".*/reverse")) == 1
    assert till.twin.hasty == []
    card = get_payment(payment)
    assert (card.stand, bool(card.totals.charged)) == (Stand.VOIDED, False)
    assert till.twin.do_pay(payment.hex) == {"paid": False}


def test_a_payment_that_lands_before_the_revoke_is_given_back_and_booked_twice(
    till: Till,
) -> None:
    till.twin.do_scan("USERPAYING")
    payment = scan(till)
    work(till, 30.5, step=30.5)
    assert void_of(payment).state == CallState.WAITING
    assert till.twin.do_pay(payment.hex)["paid"]
    work(till, 120)

    totals = get_payment(payment).totals
    assert till.twin.orders[payment.hex].state == "REVOKED"
    assert not totals.charge_pending
    assert (totals.charged, totals.refunded) == (yuan("12.34"), yuan("12.34"))


def test_a_clerk_who_cancels_at_once_waits_fifteen_seconds(till: Till) -> None:
    till.twin.do_scan("USERPAYING")
    payment = scan(till)
    stamp = system_stamp("clerk", till.now())
    operations.void_payment(payment, reason="changed mind", key="v", stamp=stamp)
    work(till, 14)

    assert till.twin.calls("POST", ".*/reverse") == []
    work(till, 60)
    assert till.twin.hasty == []
    assert get_payment(payment).stand == Stand.VOIDED


@pytest.mark.parametrize("fault", ["drop", "fail_after_commit"])
def test_a_till_that_heard_nothing_asks_and_finds_the_money(till: Till, fault: str) -> None:
    till.twin.faults.change({fault: 1})
    payment = scan(till)
    work(till, 10)

    assert get_payment(payment).stand == Stand.CHARGED
    assert len(till.twin.orders) == 1


def test_a_power_cut_after_the_scan_goes_on_with_the_same_order(till: Till) -> None:
    stamp = system_stamp("till", till.now())
    card = operations.begin_payment("R-1", ask=ASK, key="p", stamp=stamp)
    again = operations.begin_payment("R-1", ask=ASK, key="p", stamp=stamp)
    work(till, 10)

    assert card.id == again.id
    assert get_payment(card.id).stand == Stand.CHARGED
    assert list(till.twin.orders) == [card.id.hex]


def test_a_line_that_is_dead_for_a_minute_charges_nobody_who_left(till: Till) -> None:
    till.twin.faults.change({"fail_before": 1_000})
    payment = scan(till)
    work(till, 60)
    till.twin.faults.change({"fail_before": 0})
    work(till, 300, step=10)

    assert till.twin.orders == {}
    assert not PaymentCall.objects.exclude(state__in=(CallState.DONE, CallState.REFUSED)).exists()
    assert not get_payment(payment).totals.charged


def test_a_scan_that_was_refused_needs_no_revoke(till: Till) -> None:
    till.twin.do_scan("NOTENOUGH")
    payment = scan(till)
    work(till, 60, step=5)

    card = get_payment(payment)
    assert (card.stand, card.reason) == (Stand.REFUSED, "insufficient_funds")
    assert till.twin.calls("POST", ".*/reverse") == []
