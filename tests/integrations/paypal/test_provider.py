"""The adapter of PayPal against its twin: approved there, taken here, once."""

from dataclasses import replace
from datetime import timedelta

from guildhall.kernel.money import Money
from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account, Answer, PaymentOrder
from integrations.paypal.provider import PayPalProvider
from tests.integrations.asking import a_change, an_order, usd
from tests.twins.paypal import PayPalTwin

paypal = PayPalProvider()
BACK = "https://shop.example/back"


def approved(
    twin: PayPalTwin, account: Account, *, capture: bool = True, funding: str = "ok"
) -> tuple[PaymentOrder, Answer]:
    """Return an order that its buyer has approved at PayPal."""
    order = an_order(capture=capture, way="page", return_url=BACK)
    begun = paypal.begin(account, order)
    twin.do_approve(begun.psp_reference, funding)
    return order, begun


def held(twin: PayPalTwin, account: Account) -> tuple[PaymentOrder, Answer]:
    """Return an order whose money is authorized."""
    order, begun = approved(twin, account, capture=False)
    answer = paypal.look(account, a_change(order, begun, CallKind.BEGIN)).answer
    assert answer.outcome is Outcome.DONE
    return order, answer


def test_the_customer_is_sent_to_paypal(twin: PayPalTwin, account: Account) -> None:
    order = an_order(way="page", return_url=BACK)

    first, again = (paypal.begin(account, order) for _each in range(2))

    assert first == again
    assert first.outcome is Outcome.ACTION_REQUIRED
    assert first.action["redirect_url"].startswith(f"{twin.url}/checkoutnow")
    assert len(twin.orders) == 1
    change = a_change(order, first, CallKind.BEGIN)
    assert paypal.look(account, change).answer.outcome is Outcome.ACTION_REQUIRED


def test_what_was_approved_is_taken_once(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account)
    change = a_change(order, begun, CallKind.BEGIN)

    first, again = (paypal.look(account, change) for _each in range(2))

    assert first == again
    assert (first.answer.outcome, first.answer.amount) == (Outcome.DONE, usd("12.90"))
    assert first.answer.fee == usd("0.94")
    (taken,) = first.steps
    assert (taken.step, taken.key) == (Step.CHARGE_SUCCESS, order.key)
    assert taken.psp_reference == first.answer.psp_reference
    assert len(twin.moved) == 1


def test_a_500_in_the_middle_takes_once(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account)
    change = a_change(order, begun, CallKind.BEGIN)
    twin.faults.fail_after_commit = 1

    first, again = (paypal.look(account, change).answer for _each in range(2))

    assert (first.outcome, again.outcome) == (Outcome.UNKNOWN, Outcome.DONE)
    assert len(twin.moved) == 1


def test_declined_means_send_the_customer_back(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account, funding="declined")
    change = a_change(order, begun, CallKind.BEGIN)

    asked = paypal.look(account, change).answer
    twin.do_approve(begun.psp_reference)
    again = paypal.look(account, change).answer

    assert asked.outcome is Outcome.ACTION_REQUIRED
    assert "again=1" in asked.action["redirect_url"]
    assert again.outcome is Outcome.DONE


def test_a_review_is_pending(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account, funding="review")
    change = a_change(order, begun, CallKind.BEGIN)

    waiting = paypal.look(account, change)
    twin.do_review(waiting.answer.psp_reference)

    assert waiting.answer.outcome is Outcome.PENDING
    assert [s.step for s in waiting.steps] == [Step.CHARGE_REQUEST]
    assert paypal.look(account, change).answer.outcome is Outcome.DONE


def test_a_review_that_fails_is_a_no(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account, funding="review")
    change = a_change(order, begun, CallKind.BEGIN)
    twin.do_review(paypal.look(account, change).answer.psp_reference, passed=False)

    answer = paypal.look(account, change).answer

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.DECLINED)


def test_what_is_held_is_taken_in_parts(twin: PayPalTwin, account: Account) -> None:
    order, begun = held(twin, account)
    first = a_change(order, begun, CallKind.CAPTURE, amount=usd("10"))
    last = a_change(order, begun, CallKind.CAPTURE, amount=usd("1"), final=True)

    answers = [paypal.capture(account, each) for each in (first, first, last)]

    assert [a.amount for a in answers] == [usd("10.00"), usd("10.00"), usd("1.00")]
    standing = paypal.look(account, first)
    assert [(s.step, s.amount, s.key) for s in standing.steps] == [
        (Step.AUTHORIZE_SUCCESS, usd("12.90"), order.key),
        (Step.CANCEL_SUCCESS, usd("1.90"), ""),
        (Step.CHARGE_SUCCESS, usd("10"), first.key),
        (Step.CHARGE_SUCCESS, usd("1"), last.key),
    ]
    assert standing.answer == answers[0]


def test_a_capture_nobody_heard_of_is_found(twin: PayPalTwin, account: Account) -> None:
    order, begun = held(twin, account)
    change = a_change(order, begun, CallKind.CAPTURE)
    twin.faults.fail_after_commit = 1

    answer = paypal.capture(account, change)

    assert answer.outcome is Outcome.UNKNOWN
    assert paypal.look(account, change).answer.outcome is Outcome.DONE
    assert paypal.capture(account, change).outcome is Outcome.DONE
    assert len(twin.moved) == 1


def test_an_old_authorization_is_renewed_before_it_is_taken(
    twin: PayPalTwin, account: Account
) -> None:
    order, begun = held(twin, account)
    twin.ahead = timedelta(days=4)
    change = a_change(order, begun, CallKind.CAPTURE)
    later = replace(change, at=change.at + timedelta(days=4))

    answer = paypal.capture(account, later)

    assert answer.outcome is Outcome.DONE
    assert len(twin.calls("POST", r".*/reauthorize")) == 1
    assert [s.step for s in paypal.look(account, later).steps] == [
        Step.AUTHORIZE_SUCCESS,
        Step.CHARGE_SUCCESS,
    ]


def test_after_a_month_nothing_is_held(twin: PayPalTwin, account: Account) -> None:
    order, begun = held(twin, account)
    twin.ahead = timedelta(days=30)
    change = a_change(order, begun, CallKind.CAPTURE)

    answer = paypal.capture(account, replace(change, at=change.at + timedelta(days=30)))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.EXPIRED)
    last = paypal.look(account, change).steps[-1]
    assert (last.step, last.reason) == (Step.CANCEL_SUCCESS, Reason.EXPIRED)


def test_what_is_held_is_let_go(twin: PayPalTwin, account: Account) -> None:
    order, begun = held(twin, account)
    change = a_change(order, begun, CallKind.VOID)

    answers = [paypal.void(account, each) for each in (change, replace(change, key="another"))]

    assert {a.outcome for a in answers} == {Outcome.DONE}
    standing = paypal.look(account, change)
    assert standing.answer.outcome is Outcome.DONE
    assert standing.steps[-1].step is Step.CANCEL_SUCCESS


def test_an_order_called_off_is_not_taken_when_it_is_approved_later(
    twin: PayPalTwin, account: Account
) -> None:
    order = an_order(way="page", return_url=BACK)
    begun = paypal.begin(account, order)
    off = paypal.void(account, a_change(order, begun, CallKind.VOID))

    twin.do_approve(begun.psp_reference)
    standing = paypal.look(account, a_change(order, begun, CallKind.BEGIN))

    assert off.outcome is Outcome.DONE
    assert (standing.answer.outcome, standing.answer.reason) == (
        Outcome.REFUSED,
        Reason.CUSTOMER_CANCELED,
    )
    assert [s.step for s in standing.steps] == [Step.CANCEL_SUCCESS]
    assert twin.moved == []


def test_what_was_taken_cannot_be_called_off(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account)
    paypal.look(account, a_change(order, begun, CallKind.BEGIN))

    answer = paypal.void(account, a_change(order, begun, CallKind.VOID))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.NOT_POSSIBLE_ANY_MORE)


def test_money_goes_back_in_parts_and_once(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account)
    taken = paypal.look(account, a_change(order, begun, CallKind.BEGIN)).answer
    first = a_change(order, begun, CallKind.REFUND, amount=usd("2"))
    rest = a_change(
        order, begun, CallKind.REFUND, amount=usd("10.90"), charge_reference=taken.psp_reference
    )
    more = a_change(order, begun, CallKind.REFUND, amount=usd("1"))

    answers = [paypal.refund(account, each) for each in (first, first, rest, more)]

    assert [a.outcome for a in answers] == [Outcome.DONE] * 3 + [Outcome.REFUSED]
    assert answers[3].reason is Reason.ALREADY_DONE
    steps = [s for s in paypal.look(account, first).steps if s.step is Step.REFUND_SUCCESS]
    assert [s.key for s in steps] == [first.key, rest.key]


def test_a_refund_nobody_heard_of_is_found(twin: PayPalTwin, account: Account) -> None:
    order, begun = approved(twin, account)
    paypal.look(account, a_change(order, begun, CallKind.BEGIN))
    change = a_change(order, begun, CallKind.REFUND, amount=usd("2"))
    twin.faults.fail_after_commit = 1

    answer = paypal.refund(account, change)

    assert answer.outcome is Outcome.UNKNOWN
    assert paypal.look(account, change).answer.outcome is Outcome.DONE
    never = replace(change, key="0" * 32)
    assert paypal.look(account, never).answer.outcome is Outcome.ABSENT


def test_what_was_never_heard_or_never_there_is_absent(twin: PayPalTwin, account: Account) -> None:
    order = an_order()
    nothing = a_change(order, Answer(Outcome.UNKNOWN), CallKind.BEGIN)

    assert paypal.look(account, nothing).answer.outcome is Outcome.ABSENT
    assert paypal.void(account, nothing).outcome is Outcome.ABSENT
    gone = replace(nothing, psp_reference="NOWHERE")
    assert paypal.look(account, gone).answer.outcome is Outcome.ABSENT


def test_a_token_is_kept_and_fetched_anew_when_it_is_not_taken(
    twin: PayPalTwin, account: Account
) -> None:
    for _each in range(3):
        paypal.begin(account, an_order())
    twin.tokens.clear()

    answer = paypal.begin(account, an_order())

    assert answer.outcome is Outcome.ACTION_REQUIRED
    assert len(twin.calls("POST", "/v1/oauth2/token")) == 2


def test_a_cut_line_makes_one_order(twin: PayPalTwin, account: Account) -> None:
    twin.faults.change({"drop": 2, "only": "/v2/"})

    answer = paypal.begin(account, an_order())

    assert answer.outcome is Outcome.ACTION_REQUIRED
    assert len(twin.orders) == 1


def test_an_amount_that_paypal_cannot_write_is_never_sent(
    twin: PayPalTwin, account: Account
) -> None:
    answer = paypal.begin(account, an_order(Money(usd("10.5").amount, "JPY")))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.AMOUNT_NOT_TAKEN)
    assert not twin.heard
