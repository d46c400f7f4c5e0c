"""Stripe's webhooks: believed when they are signed, and read as steps."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import CallKind, Step
from guildhall.payments.types import Account, Notice, Received
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import a_change, an_order, usd
from tests.integrations.stripe.conftest import SECRET
from tests.twins.stripe import StripeTwin

stripe = StripeProvider()


def told(twin: StripeTwin) -> list[Received]:
    """Return all that Stripe has told since, as it comes."""
    written = [each.write(twin.faults.wrong_signature) for each in twin.outbox.take()]
    return [Received(body, headers, clock.now()) for headers, body in written]


@pytest.fixture
def listening(twin: StripeTwin) -> StripeTwin:
    twin.do_listen("http://127.0.0.1:1/hook", SECRET)
    return twin


def read(account: Account, received: list[Received]) -> dict[str, Notice]:
    notices = [stripe.read_notice(account, each) for each in received]
    return {notice.kind: notice for notice in notices}


def test_what_was_held_taken_and_given_back_is_told(
    listening: StripeTwin, account: Account
) -> None:
    order = an_order(capture=False)
    held = stripe.begin(account, order)
    stripe.capture(account, a_change(order, held, CallKind.CAPTURE))
    refund = a_change(order, held, CallKind.REFUND, amount=usd("1"))
    stripe.refund(account, refund)

    notices = read(account, told(listening))

    authorized = notices["payment_intent.amount_capturable_updated"]
    assert authorized.payment == order.key
    assert [s.step for s in authorized.steps] == [Step.AUTHORIZE_SUCCESS]
    taken = notices["payment_intent.succeeded"].steps
    assert [s.step for s in taken] == [Step.AUTHORIZE_SUCCESS, Step.CHARGE_SUCCESS]
    (gone,) = notices["refund.created"].steps
    assert (gone.step, gone.key, gone.amount) == (Step.REFUND_SUCCESS, refund.key, usd("1.00"))
    assert notices["charge.refunded"].look
    assert notices["charge.refunded"].payment == order.key


def test_a_decline_and_a_cancel_are_told(listening: StripeTwin, account: Account) -> None:
    stripe.begin(account, an_order(token="pm_card_visa_chargeDeclined"))
    order = an_order(capture=False)
    stripe.void(account, a_change(order, stripe.begin(account, order), CallKind.VOID))

    notices = read(account, told(listening))

    (failed,) = notices["payment_intent.payment_failed"].steps
    assert (failed.step, failed.vendor_code) == (Step.CHARGE_FAILURE, "generic_decline")
    assert notices["payment_intent.canceled"].steps[-1].step is Step.CANCEL_SUCCESS


def test_a_refund_by_hand_asks_to_be_looked_at(listening: StripeTwin, account: Account) -> None:
    order = an_order()
    begun = stripe.begin(account, order)
    listening.do_refund_by_hand(begun.psp_reference, 100)

    notices = read(account, told(listening))

    assert notices["refund.created"].payment == ""
    assert notices["refund.created"].psp_reference == begun.psp_reference
    assert (notices["charge.refunded"].payment, notices["charge.refunded"].look) == (
        order.key,
        True,
    )


def test_a_charge_back_is_told_with_its_deadline(listening: StripeTwin, account: Account) -> None:
    order = an_order(token="pm_card_createDispute")
    begun = stripe.begin(account, order)
    (dispute,) = listening.every("dispute")
    listening.do_close_dispute(dispute["id"], won=True)

    notices = read(account, told(listening))
    steps = stripe.look(account, a_change(order, begun, CallKind.BEGIN)).steps

    opened = notices["charge.dispute.created"]
    assert opened.psp_reference == begun.psp_reference
    assert opened.dispute is not None
    assert (opened.dispute.amount, opened.dispute.reason) == (usd("12.90"), "fraudulent")
    assert opened.dispute.due_by is not None
    assert opened.dispute.due_by > clock.now() + timedelta(days=8)
    closed = notices["charge.dispute.closed"].dispute
    assert closed is not None
    assert closed.state == "won"
    assert [s.step for s in steps[1:]] == [Step.CHARGE_BACK, Step.CHARGE_BACK_REVERSE]


def test_a_strangers_signature_is_refused(listening: StripeTwin, account: Account) -> None:
    stripe.begin(account, an_order())
    listening.faults.wrong_signature = True

    for received in told(listening):
        with pytest.raises(NoticeForged):
            stripe.read_notice(account, received)


def test_a_changed_body_or_none_at_all_is_refused(listening: StripeTwin, account: Account) -> None:
    stripe.begin(account, an_order())
    received = told(listening)[0]

    changed = replace(received, body=received.body.replace(b"1290", b"1"))
    unsigned = replace(received, headers={})
    odd = replace(received, headers={"stripe-signature": "v1=x"})

    for each in (changed, unsigned, odd):
        with pytest.raises(NoticeForged):
            stripe.read_notice(account, each)


def test_an_old_notification_is_refused(listening: StripeTwin, account: Account) -> None:
    stripe.begin(account, an_order())
    received = told(listening)[0]

    for minutes in (6, -6):
        late = replace(received, at=received.at + timedelta(minutes=minutes))
        with pytest.raises(NoticeForged):
            stripe.read_notice(account, late)


def test_secrets_may_be_rotated_on_both_sides(twin: StripeTwin, account: Account) -> None:
    twin.do_listen("http://127.0.0.1:1/hook", "whsec_old", "whsec_new")
    stripe.begin(account, an_order())
    received = told(twin)[0]

    for known in ("whsec_old", "whsec_new", "whsec_other whsec_new"):
        ours = replace(account, secrets={"webhook_secret": known})
        assert stripe.read_notice(ours, received).event_id


def test_an_event_of_the_other_mode_is_nothing_of_ours(
    listening: StripeTwin, account: Account
) -> None:
    stripe.begin(account, an_order())

    notice = stripe.read_notice(replace(account, live=True), told(listening)[0])

    assert (notice.payment, notice.psp_reference, notice.steps) == ("", "", ())
