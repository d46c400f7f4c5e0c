"""What every provider must do, whatever its line and its notifications do wrong."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from guildhall.kernel.money import Money
from guildhall.payments import operations
from guildhall.payments.models import Notification, PaymentEvent, ProviderAccount
from guildhall.payments.states import Ability, CallState, Reason, Stand, Strategy
from tests.factories.payments import now_stamp, send
from tests.payments.contract.desk import Desk
from tests.twins.contract import Case, cases, nothing

FAULTS = ("drop", "fail_after_commit", "fail_before")
CASES = list(cases())


def for_cases(those: Iterable[Case]) -> pytest.MarkDecorator:
    """Run a test for some cases only: it says nothing of the others."""
    return pytest.mark.parametrize("desk", list(those), ids=lambda case: case.name, indirect=True)


def _is_open_or_reserved(case: Case) -> bool:
    """Return whether nothing is taken before the customer acts, or we do."""
    # A scan is not revoked at once: tests/payments/scans.
    if case.ask.way == "scan":
        return False
    waits = case.pays is not nothing or case.ask.strategy is Strategy.AUTHORIZE
    return waits and Ability.VOID in case.provider().abilities


def half(amount: Money) -> Money:
    return (amount * Decimal("0.5")).rounded()


def test_a_payment_is_taken_in_its_amount(desk: Desk) -> None:
    card = desk.paid()

    assert card.stand == Stand.CHARGED
    assert card.totals.charged == card.amount
    assert not card.totals.charge_pending
    assert desk.told("payment.charged") == 1


def test_a_success_names_the_movement(desk: Desk) -> None:
    desk.paid()

    successes = PaymentEvent.objects.filter(step__in=("charge_success", "authorize_success"))
    assert successes.exists()
    assert not successes.filter(psp_reference="").exists()


def test_a_look_alone_finds_what_nobody_told(desk: Desk) -> None:
    card = desk.pay()
    desk.twin.outbox.deliver = list
    desk.settle()

    reserves = desk.case.ask.strategy is Strategy.AUTHORIZE
    assert desk.card(card).stand == (Stand.AUTHORIZED if reserves else Stand.CHARGED)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_beginning_that_nobody_heard_the_answer_to_is_one_payment(
    desk: Desk, fault: str
) -> None:
    desk.twin.faults.change({fault: 1})

    card = desk.paid()

    assert card.totals.charged == card.amount
    assert desk.told("payment.charged") == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refund_that_nobody_heard_the_answer_to_is_given_once(desk: Desk, fault: str) -> None:
    card = desk.paid()
    desk.twin.faults.change({fault: 1})

    desk.refund(card, half(card.amount))
    desk.settle()

    found = desk.card(card)
    assert found.totals.refunded == half(card.amount)
    assert not found.totals.refund_pending
    assert desk.told("payment.refunded") == 1


@for_cases(case for case in CASES if case.ask.strategy is Strategy.AUTHORIZE)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_capture_that_nobody_heard_the_answer_to_is_taken_once(desk: Desk, fault: str) -> None:
    card = desk.pay()
    desk.settle()
    desk.twin.faults.change({fault: 1})
    operations.capture_payment(card.id, key="c", stamp=now_stamp())
    desk.settle()

    assert desk.card(card).totals.charged == card.amount
    assert desk.told("payment.charged") == 1


def test_two_refunds_of_a_payment_are_two(desk: Desk) -> None:
    card = desk.paid()

    desk.refund(card, half(card.amount), key="1")
    desk.settle()
    desk.refund(card, card.amount - half(card.amount), key="2")
    desk.settle()

    found = desk.card(card)
    assert (found.stand, found.totals.refunded) == (Stand.REFUNDED, card.amount)
    assert desk.told("payment.refunded") == 2


def test_notifications_told_many_times_and_last_first_change_nothing(desk: Desk) -> None:
    desk.twin.faults.change({"duplicate": 2, "reorder": True, "replay": True})
    card = desk.paid()
    desk.refund(card, half(card.amount))
    desk.settle()
    desk.hear()

    found = desk.card(card).totals
    assert (found.charged, found.refunded) == (card.amount, half(card.amount))
    assert (desk.told("payment.charged"), desk.told("payment.refunded")) == (1, 1)
    kept = Notification.objects.values_list("account", "event_id")
    assert len(set(kept)) == len(kept)


def test_a_forged_notification_is_refused_and_nothing_of_it_kept(desk: Desk) -> None:
    desk.twin.faults.change({"wrong_signature": True})
    desk.pay()

    statuses = desk.hear()

    assert Notification.objects.count() == 0
    assert set(statuses) <= {401}
    assert ProviderAccount.objects.get().forged == len(statuses)
    assert desk.told("payment.charged") <= 1


@for_cases(case for case in CASES if _is_open_or_reserved(case))
def test_what_nobody_took_is_called_off(desk: Desk) -> None:
    card = desk.begin()
    send(card.id)
    desk.finish_begin(card.id)

    call = operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp())
    desk.settle()

    assert call is not None
    found = desk.card(card)
    assert found.stand == Stand.VOIDED
    assert not found.totals.charged
    assert not found.totals.capturable


@for_cases(case for case in CASES if case.refused)
def test_a_no_has_a_reason_of_ours(desk: Desk) -> None:
    card = desk.begin(desk.case.refused)
    send(card.id)
    desk.settle()

    found = desk.card(card)
    assert (found.stand, found.calls[0].state) == (Stand.REFUSED, CallState.REFUSED)
    assert found.reason in set(Reason)
    assert not found.totals.charge_pending
    assert not found.totals.authorize_pending


def test_more_than_was_paid_is_never_asked_back(desk: Desk) -> None:
    card = desk.paid()
    desk.refund(card, card.amount)
    desk.settle()

    assert not desk.card(card).totals.refundable
