"""What an order owes goes back once, whatever happened meanwhile: defects that a model found."""

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
from guildhall.orders.operations import cancel_order, cancel_units, note_packed
from guildhall.orders.queries import get_order
from guildhall.orders.types import OrderCard
from guildhall.payments import operations
from guildhall.payments.models import PaymentEvent
from guildhall.payments.queries import payments_of, refunds_of, totals_of
from guildhall.payments.states import Step
from guildhall.payments.types import NewRefund, ProviderStep, RefundCard
from tests.factories.company import make_company, make_order
from tests.factories.orders import line_ids
from tests.factories.payments import begin, now_stamp, open_plain, plain_offered, send
from tests.flows.test_reactions import deliver_all
from tests.flows.test_refunds import all_sent, paid
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


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def lose_one_apple_twice(number: str, stamp: Stamp) -> None:
    """Call off two of four apples, one after the other, before anything follows."""
    for _ in range(2):
        units = {line_ids(number)["APPLE"]: Decimal(1)}
        cancel_units(number, units=units, reason="gone", stamp=stamp)
    deliver_all()


def given(number: str) -> Money:
    return totals_of(number, currency="USD").refunded


def by_hand(number: str, amount: str) -> None:
    operations.record_manual_payment(
        number, amount=usd(amount), key="cash", stamp=now_stamp(), scope=("channel:web",)
    )


def granted(number: str, amount: str) -> RefundCard:
    new = NewRefund(usd(amount), "broken")
    made = operations.grant_refund(number, new, key="g", stamp=now_stamp())
    assert isinstance(made, RefundCard)
    return made


def test_two_cancellations_in_a_row_are_given_back_once(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    paid(order)

    lose_one_apple_twice(number, stamp)
    all_sent()

    assert given(number) == usd("5")


def test_what_waits_for_a_yes_is_not_asked_for_again(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    paid(order)
    set_rule(RuleTerms(action=ActionCode.PAYMENTS_REFUND, threshold=Decimal(1)), stamp=stamp)

    lose_one_apple_twice(number, stamp)

    boss = stamp_as(hire(Role.ADMIN, stamp, name="boss"), stamp)
    waiting = list_approvals(ApprovalFilter(), stamp=boss).items
    assert sum(each.measure for each in waiting) == Decimal(5)
    for each in waiting:
        grant(each.id, stamp=boss)
        deliver_all()
    all_sent()
    assert given(number) == usd("5")


def test_what_comes_after_an_order_was_called_off_goes_back(
    order: OrderCard, stamp: Stamp
) -> None:
    number = order.row.number
    paid(order, capture=False)
    (card,) = payments_of(number)
    call = operations.capture_payment(card.id, amount=usd("4"), key="c", stamp=stamp)

    cancel_order(number, reason="changed my mind", stamp=stamp)
    deliver_all()
    send(call)
    deliver_all()
    all_sent()

    totals = totals_of(number, currency="USD")
    assert (totals.charged, totals.refunded) == (usd("4"), usd("4"))


def test_a_packed_order_that_is_called_off_is_packed_no_more(
    order: OrderCard, stamp: Stamp
) -> None:
    number = order.row.number
    note_packed(number, packed={line_ids(number)["APPLE"]: Decimal(3)}, stamp=stamp)

    cancel_order(number, reason="changed my mind", stamp=stamp)

    card = get_order(number)
    assert (card.row.state, card.row.total) == ("canceled", usd("0.00"))
    assert card.lines[0].counts["fulfilled"] == 0


def test_what_was_given_back_by_hand_is_not_given_back_by_card_as_well(
    order: OrderCard, twin: PlainTwin, stamp: Stamp
) -> None:
    number = order.row.number
    by_hand(number, "5")
    send(begin(number, amount="5", capture=True, scopes=order.scopes).id)
    refund = granted(number, "8")
    (theirs,) = twin.payments.values()
    theirs["taken"] = "0"
    operations.execute_refund(refund.id, stamp=stamp)
    all_sent()
    assert (refunds_of(number)[0].state, given(number)) == ("failure", usd("5"))

    theirs["taken"] = "5"
    operations.execute_refund(refund.id, stamp=stamp)
    all_sent()

    assert (refunds_of(number)[0].state, given(number)) == ("success", usd("8"))


def test_what_the_bank_sent_back_is_given_back_again(order: OrderCard, stamp: Stamp) -> None:
    number = order.row.number
    card = begin(number, amount="10", capture=True, scopes=order.scopes)
    send(card.id)
    refund = granted(number, "4")
    operations.execute_refund(refund.id, stamp=stamp)
    all_sent()
    told = PaymentEvent.objects.get(step=Step.REFUND_SUCCESS)
    back = ProviderStep(
        told.psp_reference, Step.REFUND_REVERSE, usd("4"), now_stamp().at, key=told.change
    )
    operations.note_steps(card.id, (back,), source="notice", stamp=now_stamp())
    assert (refunds_of(number)[0].state, given(number)) == ("failure", usd("0"))

    operations.execute_refund(refund.id, stamp=now_stamp())
    all_sent()

    assert (refunds_of(number)[0].state, given(number)) == ("success", usd("4"))
