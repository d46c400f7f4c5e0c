"""A refund that was decided, and one that was given back, are two things."""

from decimal import Decimal

import pytest

from guildhall.approvals import operations as approvals
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Pending, RuleTerms
from guildhall.kernel.money import Money
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.errors import KeyUsed, MoreThanPaid, RefundInvalid
from guildhall.payments.models import GrantedRefund, PaymentCall
from guildhall.payments.queries import get_refund, needs_hands, refunds_of, totals_of
from guildhall.payments.states import GrantState, Step
from guildhall.payments.types import NewRefund, ProviderStep, RefundCard, RefundLine
from tests.factories.payments import now_stamp, pay, send
from tests.twins.plain.server import PlainTwin

USD = "USD"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), USD)


def grant(amount: str = "4", *, key: str = "g", **more: object) -> RefundCard:
    new = NewRefund(amount=usd(amount), reason="broken", **more)  # type: ignore[arg-type] # by name
    made = operations.grant_refund("R-1", new, key=key, stamp=now_stamp())
    assert isinstance(made, RefundCard)
    return made


def execute(refund: RefundCard) -> None:
    operations.execute_refund(refund.id, stamp=now_stamp())
    for call in PaymentCall.objects.filter(grant=refund.id):
        send(call.id)


def by_hand(amount: str, *, key: str = "cash") -> None:
    operations.record_manual_payment("R-1", amount=usd(amount), key=key, stamp=now_stamp())


def test_what_is_granted_has_not_been_given_back(shop: Scope) -> None:
    pay(capture=True)

    assert grant().state == GrantState.NONE

    assert not totals_of("R-1", currency=USD).refunded


def test_a_grant_is_a_success_once_the_provider_says_so(shop: Scope, twin: PlainTwin) -> None:
    pay(capture=True)
    refund = grant()
    operations.execute_refund(refund.id, stamp=now_stamp())
    assert get_refund(refund.id).state == GrantState.PENDING

    execute(refund)

    assert get_refund(refund.id).state == GrantState.SUCCESS
    assert totals_of("R-1", currency=USD).refunded == usd("4")
    assert len(twin.calls("POST", ".*/refunds")) == 1


def test_a_refund_that_fails_says_so_and_can_be_tried_again(shop: Scope, twin: PlainTwin) -> None:
    card = pay(capture=True)
    refund = grant()
    payment = next(iter(twin.payments.values()))
    payment["taken"] = "0"
    execute(refund)
    assert get_refund(refund.id).state == GrantState.FAILURE

    payment["taken"] = "10"
    execute(refund)

    assert get_refund(refund.id).state == GrantState.SUCCESS
    assert totals_of(card.reference, currency=USD).refunded == usd("4")


def test_a_refund_that_the_bank_sends_back_is_a_failure_after_all(shop: Scope) -> None:
    card = pay(capture=True)
    refund = grant()
    execute(refund)
    call = PaymentCall.objects.get(grant=refund.id)
    told = card.totals, call.id.hex
    back = ProviderStep("ref_9", Step.REFUND_REVERSE, usd("4"), now_stamp().at, key=told[1])

    operations.note_steps(card.id, (back,), source="notice", stamp=now_stamp())

    assert get_refund(refund.id).state == GrantState.FAILURE


def test_no_more_is_promised_than_was_paid(shop: Scope) -> None:
    pay(capture=True)
    grant("7")

    with pytest.raises(MoreThanPaid):
        grant("4", key="other")


def test_the_same_key_grants_once_and_another_amount_is_refused(shop: Scope) -> None:
    pay(capture=True)
    first = grant()

    assert grant().id == first.id
    with pytest.raises(KeyUsed):
        grant("5")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewRefund(usd("0"), "broken"), "amount"),
        (NewRefund(usd("4"), " "), "reason"),
        (NewRefund(usd("4"), "x", lines=(RefundLine("1", Decimal(1), usd("3")),)), "amount"),
        (NewRefund(usd("4"), "x", shipping=Money(Decimal(4), "EUR")), "currency"),
        (
            NewRefund(
                usd("4"), "x", lines=(RefundLine("1", Decimal(1), usd("-1")),), shipping=usd("5")
            ),
            "lines",
        ),
    ],
    ids=["nothing", "no reason", "not the sum", "another currency", "negative"],
)
def test_a_refund_that_does_not_add_up_is_refused_by_field(
    shop: Scope, new: NewRefund, field: str
) -> None:
    pay(capture=True)

    with pytest.raises(RefundInvalid) as no:
        operations.grant_refund("R-1", new, key="g", stamp=now_stamp())

    assert field in no.value.errors


def test_two_means_are_given_back_one_after_the_other(shop: Scope) -> None:
    pay(capture=True, amount="6", key="card-1")
    pay(capture=True, amount="5", key="card-2")
    refund = grant("8", lines=(RefundLine("1", Decimal(1), usd("5")),), shipping=usd("3"))

    execute(refund)

    calls = PaymentCall.objects.filter(grant=refund.id).order_by("created_at", "id")
    assert [call.amount for call in calls] == [6, 2]
    assert totals_of("R-1", currency=USD).kept == usd("3")
    assert get_refund(refund.id).state == GrantState.SUCCESS


def test_what_was_paid_by_hand_is_given_back_by_hand(shop: Scope) -> None:
    by_hand("9")
    refund = grant("9")
    assert needs_hands(refund.id)

    operations.execute_refund(refund.id, stamp=now_stamp())

    assert get_refund(refund.id).state == GrantState.SUCCESS
    assert totals_of("R-1", currency=USD).refunded == usd("9")


def test_a_grant_that_is_on_its_way_cannot_be_withdrawn(shop: Scope) -> None:
    pay(capture=True)
    waits, goes = grant("1", key="1"), grant("1", key="2")
    operations.execute_refund(goes.id, stamp=now_stamp())

    assert operations.withdraw_refund(waits.id, stamp=now_stamp()).state == "withdrawn"
    with pytest.raises(MoveNotAllowed):
        operations.withdraw_refund(goes.id, stamp=now_stamp())


def test_from_a_limit_on_somebody_else_has_to_say_yes(shop: Scope) -> None:
    pay(capture=True)
    approvals.set_rule(RuleTerms(ActionCode.PAYMENTS_REFUND, Decimal(3)), stamp=now_stamp())

    waits = operations.grant_refund(
        "R-1", NewRefund(usd("4"), "broken"), key="g", stamp=now_stamp()
    )

    assert isinstance(waits, Pending)
    assert not GrantedRefund.objects.exists()
    assert grant("2", key="small").state == GrantState.NONE


def _made_elsewhere(step: Step = Step.REFUND_SUCCESS) -> ProviderStep:
    return ProviderStep("ref_dash", step, usd("3"), now_stamp().at, key="not-a-uuid")


def test_a_refund_made_at_the_provider_is_kept_as_one(shop: Scope) -> None:
    card = pay(capture=True)

    for _ in range(2):
        operations.note_steps(card.id, (_made_elsewhere(),), source="notice", stamp=now_stamp())

    (found,) = refunds_of("R-1")
    assert (found.state, found.amount) == (GrantState.SUCCESS, usd("3"))
    assert totals_of("R-1", currency=USD).refunded == usd("3")
    with pytest.raises(MoreThanPaid):
        grant("8")


def test_a_refund_made_at_the_provider_may_come_back_too(shop: Scope) -> None:
    card = pay(capture=True)
    told = (_made_elsewhere(), _made_elsewhere(step=Step.REFUND_REVERSE))

    for each in told:
        operations.note_steps(card.id, (each,), source="notice", stamp=now_stamp())

    assert [found.state for found in refunds_of("R-1")] == [GrantState.FAILURE]
    assert not totals_of("R-1", currency=USD).refunded


def test_our_own_refund_is_no_stranger_though_it_is_told_without_our_key(shop: Scope) -> None:
    card = pay(capture=True)
    refund = grant()
    operations.execute_refund(refund.id, stamp=now_stamp())
    nameless = ProviderStep("ref_2", Step.REFUND_SUCCESS, usd("4"), now_stamp().at)
    operations.note_steps(card.id, (nameless,), source="notice", stamp=now_stamp())

    execute(refund)

    assert [found.id for found in refunds_of("R-1")] == [refund.id]


def test_whichever_call_of_a_refund_comes_back_fails_it(shop: Scope, twin: PlainTwin) -> None:
    card = pay(capture=True)
    refund = grant()
    payment = next(iter(twin.payments.values()))
    payment["taken"] = "0"
    execute(refund)
    payment["taken"] = "10"
    execute(refund)

    for call in PaymentCall.objects.filter(grant=refund.id, state="done"):
        back = ProviderStep(
            "ref_9", Step.REFUND_REVERSE, usd("4"), now_stamp().at, key=call.id.hex
        )
        operations.note_steps(card.id, (back,), source="notice", stamp=now_stamp())

    assert get_refund(refund.id).state == GrantState.FAILURE
