"""What is taken of an authorization: never more than is due, and the rest is let go."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.kernel.money import Money
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import worth_of
from guildhall.organization.operations import open_channel
from guildhall.payments import operations
from guildhall.payments.errors import AccountNotFound, NothingToCapture
from guildhall.payments.models import PaymentCall
from guildhall.payments.ports import bind_worth
from guildhall.payments.queries import payments_of, totals_of
from guildhall.payments.states import CallKind, Stand
from tests.factories.payments import begin, now_stamp, open_plain, pay, send
from tests.twins.plain.server import PlainTwin

USD = "USD"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), USD)


@pytest.fixture
def worth() -> Iterator[dict[str, Money]]:
    """Say what references come to; nobody else knows."""
    known: dict[str, Money] = {}
    bind_worth(lambda reference, _currency: known.get(reference))
    yield known
    bind_worth(worth_of)


def _capture(payment: object, *, key: str = "c", **terms: object) -> None:
    send(operations.capture_payment(payment, key=key, stamp=now_stamp(), **terms))  # type: ignore[arg-type] # handed on by name


def test_what_was_cut_is_not_taken_and_its_rest_is_let_go(
    shop: Scope, twin: PlainTwin, worth: dict[str, Money]
) -> None:
    card = pay()
    worth["R-1"] = usd("6")

    _capture(card.id)

    totals = totals_of("R-1", currency=USD)
    assert (totals.charged, totals.canceled, totals.capturable) == (usd("6"), usd("4"), usd("0"))
    assert [Decimal(each["taken"]) for each in twin.payments.values()] == [6]


def test_no_more_is_taken_than_is_due(
    shop: Scope, twin: PlainTwin, worth: dict[str, Money]
) -> None:
    card = pay()
    worth["R-1"] = usd("6")

    with pytest.raises(NothingToCapture) as refused:
        operations.capture_payment(card.id, amount=usd("7"), key="c", stamp=now_stamp())
    assert refused.value.facts["left"] == usd("6")
    assert not twin.calls("POST", ".*/captures")


def test_two_payments_together_take_what_is_due(shop: Scope, worth: dict[str, Money]) -> None:
    first, second = pay(key="a"), pay(key="b")
    worth["R-1"] = usd("15")

    _capture(first.id)
    _capture(second.id)

    assert totals_of("R-1", currency=USD).charged == usd("15")
    with pytest.raises(NothingToCapture):
        operations.capture_payment(second.id, key="again", stamp=now_stamp())


def test_a_capture_that_is_on_its_way_counts(shop: Scope, worth: dict[str, Money]) -> None:
    first, second = pay(key="a"), pay(key="b")
    worth["R-1"] = usd("10")
    operations.capture_payment(first.id, key="c", stamp=now_stamp())

    with pytest.raises(NothingToCapture):
        operations.capture_payment(second.id, key="c", stamp=now_stamp())


def test_payments_that_are_needed_no_more_are_let_go_latest_first(
    shop: Scope, worth: dict[str, Money]
) -> None:
    pay(amount="10", key="a")
    pay(amount="5", key="b")
    worth["R-1"] = usd("8")

    for _ in range(2):
        operations.let_go_of_surplus("R-1", currency=USD, reason="cut", key="s", stamp=now_stamp())
    for call in PaymentCall.objects.filter(kind=CallKind.VOID):
        send(call.id)

    assert [card.stand for card in payments_of("R-1")] == [Stand.AUTHORIZED, Stand.VOIDED]
    assert PaymentCall.objects.filter(kind=CallKind.VOID).count() == 1


def test_who_knows_nothing_of_a_reference_lets_nothing_of_it_go(
    shop: Scope, worth: dict[str, Money]
) -> None:
    pay()

    assert not operations.let_go_of_surplus(
        "R-1", currency=USD, reason="cut", key="s", stamp=now_stamp()
    )
    assert payments_of("R-1")[0].stand == Stand.AUTHORIZED


def test_two_who_call_off_the_same_tell_the_provider_once(shop: Scope, twin: PlainTwin) -> None:
    card = pay(token="act")

    first = operations.void_payment(card.id, reason="undone", key="undo", stamp=now_stamp())
    second = operations.void_payment(card.id, reason="canceled", key="order", stamp=now_stamp())
    for call in PaymentCall.objects.filter(kind=CallKind.VOID):
        send(call.id)

    assert first == second
    assert len(twin.calls("POST", ".*/voids")) == 1
    assert payments_of("R-1")[0].stand == Stand.VOIDED


def test_nobody_pays_one_brand_at_the_account_of_another(shop: Scope) -> None:
    for code in ("mine", "other"):
        open_channel(code, name=code, brand=(code, code), currency=USD, stamp=now_stamp())
    open_plain("others", brand="other")

    with pytest.raises(AccountNotFound):
        begin(account="others", scopes=("channel:mine", "brand:mine"))
    assert begin(account="others", scopes=("channel:other", "brand:other")).account == "others"
