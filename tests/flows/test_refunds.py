"""What an order owes goes back by itself, from a limit on with somebody's yes."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from pytest_django import Settings

from guildhall.approvals.operations import grant, set_rule
from guildhall.approvals.queries import list_approvals
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import ApprovalFilter, RuleTerms
from guildhall.identity.states import Role
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.operations import cancel_order, cancel_units
from guildhall.orders.queries import get_order
from guildhall.orders.types import OrderCard
from guildhall.payments import operations
from guildhall.payments.models import PaymentCall
from guildhall.payments.queries import payments_of, refunds_of, totals_of
from guildhall.payments.states import Stand
from tests.factories.company import make_company, make_order
from tests.factories.orders import line_ids
from tests.factories.payments import begin, open_plain, plain_offered, send
from tests.flows.test_reactions import deliver_all
from tests.harness.processes import wait_until
from tests.identity.staffing import hire, stamp_as
from tests.twins.plain.server import PlainTwin


@pytest.fixture
def twin(settings: Settings) -> Iterator[PlainTwin]:
    with PlainTwin() as running, plain_offered():
        settings.PROVIDER_URLS = {"plain": running.url}
        yield running


@pytest.fixture
def order(committed: dict[str, Scope], twin: PlainTwin, stamp: Stamp) -> Iterator[OrderCard]:
    with enter(committed["alpha"]):
        company = make_company(stamp=stamp)
        open_plain()
        yield make_order(company, {"APPLE": 4}, stamp=stamp)


def paid(order: OrderCard, *, capture: bool = True) -> None:
    card = begin(order.row.number, amount="10", capture=capture, scopes=order.scopes)
    send(card.id)
    deliver_all()


def all_sent() -> None:
    """Send every call until it is over: also one that no answer came to the first time."""
    left = PaymentCall.objects.exclude(state__in=("done", "refused")).values_list("id", flat=True)
    wait_until(lambda: all(send(call) for call in left.all()), what="calls that are over")
    deliver_all()


def test_a_canceled_order_gives_back_what_was_paid(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    paid(order)
    assert get_order(number).row.payment_state == "paid"

    cancel_order(number, reason="changed my mind", stamp=stamp)
    deliver_all()
    all_sent()

    assert totals_of(number, currency="USD").refunded == Money(Decimal(10), "USD")
    assert [refund.state for refund in refunds_of(number)] == ["success"]
    assert get_order(number).row.payment_state == "refunded"


def test_a_canceled_order_lets_go_of_what_was_only_reserved(
    order: OrderCard, stamp: Stamp
) -> None:
    number = order.row.number
    paid(order, capture=False)
    assert get_order(number).row.payment_state == "authorized"

    cancel_order(number, reason="changed my mind", stamp=stamp)
    deliver_all()
    all_sent()

    assert payments_of(number)[0].stand == Stand.VOIDED
    assert not refunds_of(number)


def test_a_large_refund_waits_for_a_yes_and_then_goes(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    paid(order)
    set_rule(RuleTerms(action=ActionCode.PAYMENTS_REFUND, threshold=Decimal(5)), stamp=stamp)

    cancel_order(number, reason="changed my mind", stamp=stamp)
    deliver_all()
    assert not refunds_of(number)

    boss = stamp_as(hire(Role.ADMIN, stamp, name="boss"), stamp)
    (waits,) = list_approvals(ApprovalFilter(), stamp=boss).items
    grant(waits.id, stamp=boss)
    deliver_all()
    all_sent()

    assert [refund.state for refund in refunds_of(number)] == ["success"]


def test_what_was_paid_by_hand_waits_for_a_clerk(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    operations.record_manual_payment(
        number, amount=order.row.total, key="cash", stamp=stamp, scope=order.scopes
    )
    deliver_all()

    cancel_order(number, reason="changed my mind", stamp=stamp)
    deliver_all()

    assert [refund.state for refund in refunds_of(number)] == ["none"]


def test_an_order_that_was_cut_is_charged_what_is_left_of_it(
    order: OrderCard, twin: PlainTwin, stamp: Stamp
) -> None:
    number = order.row.number
    paid(order, capture=False)

    cancel_units(
        number,
        units={line_ids(number)[order.lines[0].sku]: Decimal(3)},
        reason="fewer",
        stamp=stamp,
    )
    deliver_all()
    (payment,) = payments_of(number)
    operations.capture_payment(payment.id, key="c", stamp=stamp)
    all_sent()

    totals = totals_of(number, currency="USD")
    left = Money(Decimal("2.5"), "USD")
    assert (totals.charged, totals.capturable) == (left, Money.zero("USD"))
    assert get_order(number).row.payment_state == "paid"
    assert not refunds_of(number)


def test_of_two_payments_the_one_that_is_needed_no_more_is_let_go(
    order: OrderCard, stamp: Stamp
) -> None:
    number = order.row.number
    for key in ("first", "second"):
        card = begin(number, amount="5", key=key, scopes=order.scopes)
        send(card.id)
    deliver_all()

    cancel_units(
        number,
        units={line_ids(number)[order.lines[0].sku]: Decimal(2)},
        reason="fewer",
        stamp=stamp,
    )
    deliver_all()
    all_sent()

    assert [card.stand for card in payments_of(number)] == [Stand.AUTHORIZED, Stand.VOIDED]
