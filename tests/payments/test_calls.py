"""A call is a row before it is made, and is made once however often it is sent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.money import Money
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.errors import KeyUsed, MoreThanPaid, NothingToCapture, NothingToVoid
from guildhall.payments.models import Payment, PaymentCall
from guildhall.payments.queries import get_payment, totals_of
from guildhall.payments.states import CallState, Stand, Step
from guildhall.payments.types import ProviderStep
from tests.factories.payments import begin, now_stamp, pay, send
from tests.harness.processes import wait_until
from tests.twins.plain.server import PlainTwin

USD = "USD"


def later(minutes: int = 30) -> None:
    """Let leases end and what waits be due."""
    past = clock.now() - timedelta(minutes=minutes)
    PaymentCall.objects.update(next_at=past)
    PaymentCall.objects.filter(lease_until__isnull=False).update(lease_until=past)


def facts() -> list[str]:
    return list(Fact.objects.order_by("sequence").values_list("type", flat=True))


def test_a_payment_is_authorized_captured_and_refunded(shop: Scope, twin: PlainTwin) -> None:
    card = pay()

    send(operations.capture_payment(card.id, key="c", stamp=now_stamp()))
    amount = card.amount * Decimal("0.4")
    back = operations.refund_payment(
        card.id, amount=amount, key="r", reason="broken", stamp=now_stamp()
    )
    send(back)

    found = get_payment(card.id)
    assert (found.stand, found.totals.charged, found.totals.refunded) == (
        Stand.CHARGED,
        card.amount,
        amount,
    )
    assert {call.state for call in found.calls} == {CallState.DONE}
    assert [f for f in facts() if f.startswith("payment.")] == [
        "payment.begun",
        "payment.authorized",
        "payment.charged",
        "payment.refunded",
    ]


def test_the_same_key_begins_one_payment_and_another_amount_is_refused(shop: Scope) -> None:
    first = begin()

    assert begin().id == first.id
    with pytest.raises(KeyUsed):
        begin(amount="11")


@pytest.mark.parametrize("fault", ["drop", "fail_after_commit", "fail_before"])
def test_what_nobody_heard_the_answer_to_is_asked_after_and_charged_once(
    shop: Scope, twin: PlainTwin, fault: str
) -> None:
    twin.faults.change({fault: 1})
    card = pay(capture=True)
    assert get_payment(card.id).calls[0].state == CallState.UNKNOWN

    later()
    assert send(card.id)

    assert get_payment(card.id).stand == Stand.CHARGED
    assert len(twin.payments) == 1
    assert facts().count("payment.charged") == 1


def test_whoever_dies_with_a_call_in_hand_leaves_it_to_be_looked_after(
    shop: Scope, twin: PlainTwin
) -> None:
    card = begin(capture=True)
    past = clock.now() - timedelta(minutes=5)
    operations.calling._claim(card.id, at=past)  # noqa: SLF001 - and nobody ever came back

    assert send(card.id)

    assert get_payment(card.id).stand == Stand.CHARGED
    assert len(twin.payments) == 1


def test_a_call_that_somebody_is_at_work_on_is_left_alone(shop: Scope, twin: PlainTwin) -> None:
    card = begin()
    operations.calling._claim(card.id, at=clock.now())  # noqa: SLF001 - at work

    assert not send(card.id)

    assert not twin.payments


def test_a_no_is_told_with_its_reason_and_nothing_is_pending(shop: Scope) -> None:
    card = pay(token="declined", capture=True)

    found = get_payment(card.id)
    assert (found.stand, found.reason) == (Stand.REFUSED, "declined")
    assert not found.totals.charge_pending
    assert facts()[-1] == "payment.refused"


def test_a_customer_who_has_to_act_is_told_how_and_paid_when_they_did(
    shop: Scope, twin: PlainTwin
) -> None:
    card = pay(token="act", capture=True)
    assert get_payment(card.id).stand == Stand.ACTION_NEEDED
    assert get_payment(card.id).action["redirect_url"]

    twin.do_pay(card.id.hex)
    later()
    send(card.id)

    assert get_payment(card.id).stand == Stand.CHARGED


def test_a_part_can_be_captured_and_the_rest_is_let_go(shop: Scope) -> None:
    card = pay()

    part = card.amount * Decimal("0.6")
    send(operations.capture_payment(card.id, amount=part, key="c", stamp=now_stamp()))

    found = get_payment(card.id).totals
    assert (found.charged, found.canceled) == (part, card.amount - part)
    assert not found.capturable


def test_no_more_is_captured_than_was_authorized(shop: Scope) -> None:
    card = pay()

    with pytest.raises(NothingToCapture):
        operations.capture_payment(card.id, amount=card.amount * 2, key="c", stamp=now_stamp())


def test_refunds_on_their_way_count_against_what_was_paid(shop: Scope) -> None:
    card = pay(capture=True)
    most = card.amount * Decimal("0.7")
    operations.refund_payment(card.id, amount=most, key="1", reason="x", stamp=now_stamp())

    with pytest.raises(MoreThanPaid):
        operations.refund_payment(card.id, amount=most, key="2", reason="x", stamp=now_stamp())


def test_a_refund_asked_twice_under_one_key_is_one(shop: Scope, twin: PlainTwin) -> None:
    card = pay(capture=True)
    asked = [
        operations.refund_payment(
            card.id, amount=card.amount, key="r", reason="", stamp=now_stamp()
        )
        for _ in range(2)
    ]
    send(asked[0])
    send(asked[1])

    assert len(set(asked)) == 1
    assert totals_of("R-1", currency=USD).refunded == card.amount
    assert len(twin.calls("POST", ".*/refunds")) == 1


def test_what_was_never_sent_is_called_off_without_a_word_to_anybody(
    shop: Scope, twin: PlainTwin
) -> None:
    card = begin()

    assert operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp()) is None

    assert get_payment(card.id).stand == Stand.VOIDED
    assert send(card.id)
    assert not twin.heard


def test_an_authorization_is_voided_and_cannot_be_voided_again(shop: Scope) -> None:
    card = pay()
    call = operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp())
    assert call is not None
    send(call)

    assert get_payment(card.id).stand == Stand.VOIDED
    with pytest.raises(NothingToVoid):
        operations.void_payment(card.id, reason="gone", key="w", stamp=now_stamp())


def test_a_capture_waits_for_a_void_that_is_on_its_way(shop: Scope, twin: PlainTwin) -> None:
    card = pay()
    operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp())

    with pytest.raises(NothingToCapture):
        operations.capture_payment(card.id, key="c", stamp=now_stamp())


def test_the_customers_means_are_gone_when_the_call_is_over(shop: Scope) -> None:
    card = begin()
    assert PaymentCall.objects.get(pk=card.id).sealed_means

    send(card.id)

    assert not PaymentCall.objects.get(pk=card.id).sealed_means


def test_a_call_beside_the_caller_ends_within_its_moment_or_goes_on(
    shop: Scope, twin: PlainTwin
) -> None:
    quick, slow = begin("R-1"), begin("R-2")
    assert operations.run_soon(quick.id, now=clock.now, within=5)

    twin.faults.change({"delay_ms": 300})
    assert not operations.run_soon(slow.id, now=clock.now, within=0.02)

    wait_until(lambda: get_payment(slow.id).stand == Stand.AUTHORIZED, what="the slow one")


def test_a_notification_that_names_no_call_ends_its_request_as_well(
    shop: Scope, twin: PlainTwin
) -> None:
    """A vendor told that it called a payment off before it answered us, who died meanwhile."""
    card = pay("R-1")
    operations.void_payment(card.id, reason="gone", key="v", stamp=now_stamp())
    known_as = Payment.objects.get(pk=card.id).psp_reference

    told = ProviderStep(known_as, Step.CANCEL_SUCCESS, card.amount, clock.now())
    totals = operations.note_steps(card.id, (told,), source="notice", stamp=now_stamp())

    assert (totals.canceled, totals.cancel_pending) == (card.amount, Money.zero("USD"))
    assert not PaymentCall.objects.exclude(state="done").exists()
