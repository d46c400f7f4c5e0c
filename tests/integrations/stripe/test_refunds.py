"""What goes back by Stripe: in parts, once, and sometimes not for good."""

from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import a_change, an_order, usd
from tests.twins.stripe import StripeTwin

stripe = StripeProvider()


def test_money_goes_back_in_parts_and_never_more_than_came(
    twin: StripeTwin, account: Account
) -> None:
    order = an_order()
    begun = stripe.begin(account, order)
    parts = [a_change(order, begun, CallKind.REFUND, amount=usd(a)) for a in ("2", "10.90", "1")]

    answers = [stripe.refund(account, part) for part in parts]

    assert [a.outcome for a in answers] == [Outcome.DONE, Outcome.DONE, Outcome.REFUSED]
    assert answers[2].reason is Reason.ALREADY_DONE
    steps = [s for s in stripe.look(account, parts[0]).steps if s.step is Step.REFUND_SUCCESS]
    assert {s.key for s in steps} == {parts[0].key, parts[1].key}


def test_a_refund_that_failed_at_500_is_made_once(twin: StripeTwin, account: Account) -> None:
    order = an_order()
    change = a_change(order, stripe.begin(account, order), CallKind.REFUND, amount=usd("5"))
    twin.faults.fail_after_commit = 1

    answer = stripe.refund(account, change)
    standing = stripe.look(account, change)
    again = stripe.refund(account, change)

    assert answer.outcome is Outcome.UNKNOWN
    assert standing.answer.outcome is again.outcome is Outcome.DONE
    assert len(twin.every("refund")) == 1


def test_a_refund_that_comes_back_is_told(twin: StripeTwin, account: Account) -> None:
    order = an_order(token="pm_card_refundFail")
    change = a_change(order, stripe.begin(account, order), CallKind.REFUND)

    answer = stripe.refund(account, change)
    standing = stripe.look(account, change)

    assert answer.outcome is Outcome.DONE
    assert (standing.answer.outcome, standing.answer.reason) == (
        Outcome.REFUSED,
        Reason.EXPIRED_MEANS,
    )
    assert standing.steps[-1].step is Step.REFUND_FAILURE


def test_a_refund_takes_its_time(twin: StripeTwin, account: Account) -> None:
    order = an_order(token="pm_card_pendingRefund")
    change = a_change(order, stripe.begin(account, order), CallKind.REFUND)

    answer = stripe.refund(account, change)
    twin.do_settle_refund(answer.psp_reference)

    assert answer.outcome is Outcome.PENDING
    assert stripe.look(account, change).answer.outcome is Outcome.DONE
