"""Money that a provider tells of after its order was closed, by the word of the channel."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from pytest_django import Settings

from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.operations import expire_order
from guildhall.orders.queries import get_order
from guildhall.orders.states import LatePayment
from guildhall.organization.models import Channel
from guildhall.payments.models import Notification, PaymentCall
from guildhall.payments.queries import refunds_of, totals_of
from tests.factories.company import make_company, make_order
from tests.factories.payments import begin, mailbox, open_plain, plain_offered, read_all, send
from tests.flows.test_reactions import deliver_all
from tests.harness.processes import wait_until
from tests.twins.plain.server import PlainTwin

FIVE = Money(Decimal(5), "USD")


@pytest.fixture
def twin(settings: Settings) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        yield running


@pytest.fixture
def expired(committed: dict[str, Scope], twin: PlainTwin, stamp: Stamp) -> Iterator[str]:
    """Have an order closed after its customer left the provider's page."""
    with enter(committed["alpha"]), mailbox(committed["alpha"]) as origin:
        company = make_company(stamp=stamp)
        open_plain()
        order = make_order(company, stamp=stamp)
        number = order.row.number
        ask = begin(
            number, token="act", amount="5", capture=True, origin=origin, scopes=order.scopes
        )
        send(ask.id)
        twin.do_give_up(ask.id.hex)
        _hear()
        assert expire_order(number, stamp=system_stamp("test", clock.now() + timedelta(hours=1)))
        deliver_all()
        yield number


def _hear() -> None:
    """Wait for the notice of the twin, and do all that follows."""
    wait_until(lambda: Notification.objects.filter(state="waiting").exists(), what="a notice")
    read_all()
    for _ in range(3):
        deliver_all()
        for call in PaymentCall.objects.exclude(state__in=("done", "refused")):
            send(call.id)


def _pay_after_all(twin: PlainTwin) -> None:
    (payment,) = twin.payments.values()
    payment["state"] = "open"
    twin.do_pay(payment["key"])
    _hear()


def test_it_goes_back_at_once_where_the_channel_says_so(expired: str, twin: PlainTwin) -> None:
    Channel.objects.update(late_payment=LatePayment.REFUND)

    _pay_after_all(twin)

    assert get_order(expired).row.state == "expired"
    assert totals_of(expired, currency="USD").refunded == FIVE
    assert [each.state for each in refunds_of(expired)] == ["success"]
    assert len(twin.calls("POST", ".*/refunds")) == 1


def test_the_order_is_taken_up_again_where_the_channel_says_so(
    expired: str, twin: PlainTwin
) -> None:
    Channel.objects.update(late_payment=LatePayment.REOPEN)

    _pay_after_all(twin)

    row = get_order(expired).row
    assert (row.state, row.payment_state, row.total) == ("placed", "paid", FIVE)
    assert not refunds_of(expired)
    assert not twin.calls("POST", ".*/refunds")


def test_a_notice_that_is_told_again_gives_nothing_back_again(
    expired: str, twin: PlainTwin
) -> None:
    Channel.objects.update(late_payment=LatePayment.REFUND)
    twin.faults.change({"replay": 1, "duplicate": 2})

    _pay_after_all(twin)
    read_all()
    deliver_all()

    assert len(twin.calls("POST", ".*/refunds")) == 1
