"""The adapter of Stripe against its twin: what is asked for, once, whatever breaks."""

from dataclasses import replace
from datetime import timedelta

from guildhall.kernel import clock
from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import a_change, an_order, usd
from tests.twins.stripe import StripeTwin

stripe = StripeProvider()


def test_money_is_taken_at_once(twin: StripeTwin, account: Account) -> None:
    order = an_order()

    answer = stripe.begin(account, order)

    assert (answer.outcome, answer.amount) == (Outcome.DONE, usd("12.90"))
    assert answer.fee == usd("0.67")
    standing = stripe.look(account, a_change(order, answer, CallKind.BEGIN))
    assert [(s.step, s.amount, s.key) for s in standing.steps] == [
        (Step.CHARGE_SUCCESS, usd("12.90"), order.key)
    ]


def test_money_is_held_and_a_part_of_it_taken(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    held = stripe.begin(account, order)
    change = a_change(order, held, CallKind.CAPTURE, amount=usd("10"))

    taken = stripe.capture(account, change)

    assert held.amount == order.amount
    assert held.expires_at is not None
    assert held.expires_at - clock.now() > timedelta(days=6)
    assert (taken.outcome, taken.amount) == (Outcome.DONE, usd("10.00"))
    steps = stripe.look(account, change).steps
    assert [(s.step, s.amount) for s in steps] == [
        (Step.AUTHORIZE_SUCCESS, usd("12.90")),
        (Step.CHARGE_SUCCESS, usd("10.00")),
        (Step.CANCEL_SUCCESS, usd("2.90")),
    ]
    assert steps[1].key == change.key


def test_the_same_key_takes_money_once(twin: StripeTwin, account: Account) -> None:
    order = an_order()

    first, again = (stripe.begin(account, order) for _each in range(2))

    assert first == again
    assert len(twin.every("payment_intent")) == 1


def test_the_same_key_with_other_words_is_no_answer(twin: StripeTwin, account: Account) -> None:
    order = an_order()
    stripe.begin(account, order)

    answer = stripe.begin(account, replace(order, amount=usd("13")))

    assert (answer.outcome, answer.vendor_code) == (Outcome.UNKNOWN, "idempotency_error")


def test_a_cut_line_is_asked_again_and_takes_money_once(
    twin: StripeTwin, account: Account
) -> None:
    twin.faults.drop = 2

    answer = stripe.begin(account, an_order())

    assert answer.outcome is Outcome.DONE
    assert len(twin.every("payment_intent")) == 1


def test_a_500_after_it_was_done_is_unknown_and_then_found(
    twin: StripeTwin, account: Account
) -> None:
    twin.faults.fail_after_commit = 1
    order = an_order()

    answer = stripe.begin(account, order)
    standing = stripe.look(account, a_change(order, answer, CallKind.BEGIN))
    again = stripe.begin(account, order)

    assert answer.outcome is Outcome.UNKNOWN
    assert standing.answer.outcome is Outcome.DONE
    assert (again.outcome, again.psp_reference) == (
        Outcome.DONE,
        standing.answer.psp_reference,
    )
    assert len(twin.every("payment_intent")) == 1


def test_a_500_that_did_nothing_is_sent_again_beside_its_key(
    twin: StripeTwin, account: Account
) -> None:
    twin.faults.fail_before = 1
    order = an_order()

    answer = stripe.begin(account, order)
    standing = stripe.look(account, a_change(order, answer, CallKind.BEGIN))
    again = stripe.begin(account, order)

    assert answer.outcome is Outcome.UNKNOWN
    assert standing.answer.outcome is Outcome.ABSENT
    assert again.outcome is Outcome.DONE
    assert len(twin.every("payment_intent")) == 1


def test_what_the_index_does_not_know_yet_is_found_in_the_list(
    twin: StripeTwin, account: Account
) -> None:
    twin.search_lags = True
    order = an_order()
    begun = stripe.begin(account, order)

    change = replace(a_change(order, begun, CallKind.BEGIN), psp_reference="")
    found = stripe.look(account, change)

    assert found.answer.psp_reference == begun.psp_reference


def test_a_silent_vendor_is_unknown_within_the_deadline(
    twin: StripeTwin, account: Account
) -> None:
    twin.faults.delay_ms = 1_500

    answer = stripe.begin(replace(account, timeout=0.2), an_order())

    assert answer.outcome is Outcome.UNKNOWN


def test_two_calls_of_one_key_at_once_are_told_apart(twin: StripeTwin, account: Account) -> None:
    order = an_order()
    twin.flying.add(order.key)

    answer = stripe.begin(account, order)

    assert (answer.outcome, answer.vendor_code) == (Outcome.UNKNOWN, "idempotency_key_in_use")


def test_the_customer_is_sent_to_the_bank(twin: StripeTwin, account: Account) -> None:
    order = an_order(token="pm_card_authenticationRequired", return_url="https://shop.example/x")

    asked = stripe.begin(account, order)
    twin.do_authenticate(asked.psp_reference)
    standing = stripe.look(account, a_change(order, asked, CallKind.BEGIN))

    assert asked.outcome is Outcome.ACTION_REQUIRED
    assert asked.action["redirect_url"].startswith(twin.url)
    assert asked.action["client_secret"].startswith(asked.psp_reference)
    assert standing.answer.outcome is Outcome.DONE


def test_whom_the_bank_does_not_know_is_refused(twin: StripeTwin, account: Account) -> None:
    order = an_order(token="pm_card_authenticationRequired")
    asked = stripe.begin(account, order)

    twin.do_authenticate(asked.psp_reference, proven=False)

    answer = stripe.look(account, a_change(order, asked, CallKind.BEGIN)).answer
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.AUTHENTICATION_FAILED)


def test_without_a_token_the_browser_confirms(twin: StripeTwin, account: Account) -> None:
    order = an_order(token="", capture=False)

    asked = stripe.begin(account, order)
    twin.do_pay(asked.psp_reference)
    standing = stripe.look(account, a_change(order, asked, CallKind.BEGIN))

    assert asked.outcome is Outcome.ACTION_REQUIRED
    assert set(asked.action) == {"client_secret"}
    assert standing.answer.outcome is Outcome.DONE


def test_a_card_declined_in_the_browser_is_followed_by_another(
    twin: StripeTwin, account: Account
) -> None:
    order = an_order(token="")
    asked = stripe.begin(account, order)
    change = a_change(order, asked, CallKind.BEGIN)

    twin.do_pay(asked.psp_reference, "pm_card_visa_chargeDeclined")
    declined = stripe.look(account, change)
    twin.do_pay(asked.psp_reference)

    assert declined.answer.outcome is Outcome.ACTION_REQUIRED
    assert declined.steps == ()
    assert stripe.look(account, change).answer.outcome is Outcome.DONE


def test_what_is_held_is_called_off(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    change = a_change(order, stripe.begin(account, order), CallKind.VOID)

    answers = [stripe.void(account, change) for _each in range(2)]
    other = stripe.void(account, replace(change, key="another"))

    assert {answer.outcome for answer in (*answers, other)} == {Outcome.DONE}
    steps = stripe.look(account, change).steps
    assert [s.step for s in steps] == [Step.AUTHORIZE_SUCCESS, Step.CANCEL_SUCCESS]
    began = stripe.look(account, replace(change, kind=CallKind.BEGIN)).answer
    assert (began.outcome, began.amount) == (Outcome.DONE, usd("12.90"))


def test_what_nobody_heard_of_is_found_and_called_off(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    begun = stripe.begin(account, order)
    change = replace(a_change(order, begun, CallKind.VOID), psp_reference="")
    never = replace(change, payment="0" * 32)

    assert stripe.void(account, never).outcome is Outcome.ABSENT
    assert stripe.void(account, change).outcome is Outcome.DONE


def test_what_was_taken_cannot_be_called_off(twin: StripeTwin, account: Account) -> None:
    order = an_order()

    answer = stripe.void(account, a_change(order, stripe.begin(account, order), CallKind.VOID))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.NOT_POSSIBLE_ANY_MORE)


def test_a_second_capture_is_refused(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    held = stripe.begin(account, order)
    stripe.capture(account, a_change(order, held, CallKind.CAPTURE))

    answer = stripe.capture(account, a_change(order, held, CallKind.CAPTURE))

    assert answer.outcome is Outcome.REFUSED


def test_more_than_is_held_is_not_taken(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    held = stripe.begin(account, order)

    answer = stripe.capture(account, a_change(order, held, CallKind.CAPTURE, amount=usd("20")))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.AMOUNT_NOT_TAKEN)


def test_what_was_held_for_too_long_is_gone(twin: StripeTwin, account: Account) -> None:
    order = an_order(capture=False)
    held = stripe.begin(account, order)
    twin.ahead = timedelta(days=8)

    change = a_change(order, held, CallKind.CAPTURE)
    answer = stripe.capture(account, change)

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.NOT_POSSIBLE_ANY_MORE)
    last = stripe.look(account, change).steps[-1]
    assert (last.step, last.reason) == (Step.CANCEL_SUCCESS, Reason.EXPIRED)


def test_nothing_is_found_of_what_was_never_asked(twin: StripeTwin, account: Account) -> None:
    order = an_order()
    begun = stripe.begin(account, order)
    refund = a_change(order, begun, CallKind.REFUND)
    unknown = replace(refund, psp_reference="pi_unknown")

    assert stripe.look(account, refund).answer.outcome is Outcome.ABSENT
    assert stripe.look(account, unknown).answer.outcome is Outcome.ABSENT
