"""PayPal's webhooks: believed when PayPal's own certificate signed them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import Settings

from guildhall.kernel import clock
from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import CallKind, Step
from guildhall.payments.types import Account, Notice, Received
from integrations.paypal.provider import PayPalProvider
from tests.integrations.asking import a_change, an_order, usd
from tests.integrations.paypal.conftest import WEBHOOK
from tests.twins.paypal import PayPalTwin

paypal = PayPalProvider()


@pytest.fixture
def listening(twin: PayPalTwin) -> PayPalTwin:
    twin.do_listen("http://127.0.0.1:1/hook", WEBHOOK)
    return twin


def told(twin: PayPalTwin) -> list[Received]:
    """Return all that PayPal has told since, as it comes."""
    written = [each.write(twin.faults.wrong_signature) for each in twin.outbox.take()]
    return [Received(body, headers, clock.now()) for headers, body in written]


def read(account: Account, received: list[Received]) -> dict[str, Notice]:
    notices = [paypal.read_notice(account, each) for each in received]
    return {notice.kind: notice for notice in notices}


def bought(twin: PayPalTwin, account: Account) -> tuple[str, str, str]:
    """Return our key, the order's id and the capture's, of what was paid."""
    order = an_order()
    begun = paypal.begin(account, order)
    twin.do_approve(begun.psp_reference)
    taken = paypal.look(account, a_change(order, begun, CallKind.BEGIN)).answer
    return order.key, begun.psp_reference, taken.psp_reference


def test_an_approval_asks_to_be_looked_at_and_a_capture_is_told(
    listening: PayPalTwin, account: Account
) -> None:
    key, order, capture = bought(listening, account)

    notices = read(account, told(listening))

    approval = notices["CHECKOUT.ORDER.APPROVED"]
    assert (approval.payment, approval.psp_reference, approval.look) == (key, order, True)
    taken = notices["PAYMENT.CAPTURE.COMPLETED"]
    (step,) = taken.steps
    assert (taken.payment, taken.psp_reference) == (key, order)
    assert (step.step, step.psp_reference, step.fee) == (
        Step.CHARGE_SUCCESS,
        capture,
        usd("0.94"),
    )


def test_a_refund_is_told(listening: PayPalTwin, account: Account) -> None:
    key, order, _capture = bought(listening, account)
    change = replace(
        a_change(an_order(), paypal.begin(account, an_order()), CallKind.REFUND),
        payment=key,
        psp_reference=order,
        amount=usd("2"),
    )
    paypal.refund(account, change)

    notice = read(account, told(listening))["PAYMENT.CAPTURE.REFUNDED"]

    assert (notice.payment, notice.look) == (key, True)
    assert [(s.step, s.amount, s.key) for s in notice.steps] == [
        (Step.REFUND_SUCCESS, usd("2.00"), change.key)
    ]


def test_a_dispute_leads_to_its_capture_and_takes_money_when_it_is_lost(
    listening: PayPalTwin, account: Account
) -> None:
    _key, _order, capture = bought(listening, account)
    listening.do_dispute(capture)
    listening.do_dispute(capture, decided="RESOLVED_BUYER_FAVOUR")

    notices = read(account, told(listening))

    opened = notices["CUSTOMER.DISPUTE.CREATED"]
    assert (opened.psp_reference, opened.steps) == (capture, ())
    assert opened.dispute is not None
    assert opened.dispute.due_by is not None
    lost = notices["CUSTOMER.DISPUTE.RESOLVED"]
    assert [(s.step, s.amount) for s in lost.steps] == [(Step.CHARGE_BACK, usd("12.90"))]


def test_a_strangers_signature_is_refused(listening: PayPalTwin, account: Account) -> None:
    paypal.begin(account, an_order())
    bought(listening, account)
    listening.faults.wrong_signature = True

    for received in told(listening):
        with pytest.raises(NoticeForged):
            paypal.read_notice(account, received)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("paypal-transmission-time", "2020-01-01T00:00:00Z"),
        ("paypal-transmission-sig", "no base64"),
        ("paypal-transmission-sig", ""),
        ("paypal-auth-algo", "none"),
        ("paypal-cert-url", "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1"),
        ("paypal-cert-url", "https://evil.example/v1/notifications/certs/CERT-twin"),
        ("paypal-cert-url", ""),
    ],
)
def test_what_is_not_as_paypal_signed_it_is_refused(
    header: str, value: str, listening: PayPalTwin, account: Account
) -> None:
    bought(listening, account)
    received = told(listening)[0]

    forged = replace(received, headers={**received.headers, header: value})

    with pytest.raises(NoticeForged):
        paypal.read_notice(account, forged)


def test_another_body_webhook_or_time_is_refused(listening: PayPalTwin, account: Account) -> None:
    bought(listening, account)
    received = told(listening)[0]
    paypal.read_notice(account, received)

    with pytest.raises(NoticeForged):
        paypal.read_notice(account, replace(received, body=received.body + b" "))
    with pytest.raises(NoticeForged):
        paypal.read_notice(replace(account, settings={"webhook_id": "WH-OTHER"}), received)
    late = replace(received, at=received.at + timedelta(days=36_500))
    with pytest.raises(NoticeForged):
        paypal.read_notice(account, late)


def test_without_an_address_of_ours_only_paypals_hosts_are_asked(
    listening: PayPalTwin, account: Account, settings: Settings
) -> None:
    bought(listening, account)
    received = told(listening)[0]

    for live in (True, False):
        with pytest.raises(NoticeForged):
            paypal.read_notice(replace(account, base_url="", live=live), received)
    path = r"/v1/notifications/certs/.*"
    assert listening.calls("GET", path) == []


def test_a_certificate_is_fetched_once(listening: PayPalTwin, account: Account) -> None:
    bought(listening, account)
    bought(listening, account)

    read(account, told(listening))

    assert len(listening.calls("GET", r"/v1/notifications/certs/.*")) == 1
