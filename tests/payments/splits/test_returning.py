"""Shares come back before the customer's money does, or somebody takes the difference."""

from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.kernel.tenancy import Scope
from guildhall.payments import operations
from guildhall.payments.errors import ReturnSharesFirst, ShareNotReturnable
from guildhall.payments.models import Payment, SplitLeg, SplitReturn, SplitTree
from guildhall.payments.operations import splits
from guildhall.payments.states import CallState, Step
from guildhall.payments.types import ProviderStep
from tests.factories.payments import now_stamp
from tests.factories.splits import GUIDE, MAKER, paid_by_scan, share, yuan
from tests.twins.wechat import WeChatTwin


def ask_back(payment: Payment, amount: str, *, receiver: str = "maker", key: str = "b") -> None:
    leg = SplitLeg.objects.get(split__tree__payment=payment, receiver__code=receiver)
    asked = splits.ask_back(leg.id, amount=yuan(amount), key=key, stamp=now_stamp())
    splits.run_return(asked, now=clock.now)


def refund(payment: Payment, amount: str, *, key: str = "r") -> None:
    call = operations.refund_payment(
        payment.id, amount=yuan(amount), key=key, reason="broken", stamp=now_stamp()
    )
    operations.run_call(call, now=clock.now)


def tell_refund_made_elsewhere(payment: Payment, amount: str) -> None:
    step = ProviderStep("50300-elsewhere", Step.REFUND_SUCCESS, yuan(amount), clock.now())
    operations.note_steps(payment.id, (step,), source="look", stamp=now_stamp())


def test_a_refund_waits_until_receivers_gave_back(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))

    with pytest.raises(ReturnSharesFirst) as refusal:
        refund(payment, "100.00")
    assert refusal.value.facts["lacking"] == yuan("60.00")
    ask_back(payment, "60.00")
    refund(payment, "100.00")

    tree = SplitTree.objects.get(payment=payment)
    assert (tree.returned, tree.refunded, tree.shortfall) == (60, 100, 0)


def test_what_was_not_shared_goes_back_at_once(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))

    refund(payment, "40.00")

    with pytest.raises(ReturnSharesFirst):
        refund(payment, "0.01", key="r2")


def test_somebody_may_take_the_shortfall(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))

    splits.take_shortfall(payment.id, amount=yuan("60.00"), reason="bankrupt", stamp=now_stamp())
    refund(payment, "100.00")

    tree = SplitTree.objects.get(payment=payment)
    assert (tree.refunded, tree.shortfall) == (100, 60)


def test_nobody_gives_back_more_than_they_got(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))
    ask_back(payment, "50.00")

    with pytest.raises(ShareNotReturnable) as refusal:
        ask_back(payment, "10.01", key="b2")
    assert refusal.value.facts["left"] == yuan("10.00")


def test_persons_are_not_asked_back(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("guide", "5.00"))

    with pytest.raises(ShareNotReturnable):
        ask_back(payment, "5.00", receiver="guide")
    assert GUIDE.kind == "person"


def test_a_share_of_half_a_year_ago_stays_where_it_is(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "5.00"))
    SplitLeg.objects.update(ended_at=clock.now() - timedelta(days=181))

    with pytest.raises(ShareNotReturnable):
        ask_back(payment, "5.00")


def test_a_receiver_without_money_is_asked_again_under_the_same_number(
    shop: Scope, wechat: WeChatTwin
) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))
    wechat.do_share_poor(MAKER.vendor_account, poor=True)
    ask_back(payment, "60.00")
    back = SplitReturn.objects.get()

    assert (back.state, back.reason) == (CallState.UNKNOWN, "balance_too_low")
    wechat.do_share_poor(MAKER.vendor_account, poor=False)
    splits.run_return(back.id, now=clock.now)

    assert SplitReturn.objects.get().state == CallState.DONE


def test_a_return_that_failed_for_good_is_held_by_the_receiver_again(
    shop: Scope, wechat: WeChatTwin
) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))
    wechat.do_share_fails(f"return:{MAKER.vendor_account}", "TIME_OUT_CLOSED")

    ask_back(payment, "60.00")

    back = SplitReturn.objects.get()
    assert (back.state, back.vendor_code) == (CallState.REFUSED, "TIME_OUT_CLOSED")
    assert SplitLeg.objects.get().returned == 0
    with pytest.raises(ReturnSharesFirst):
        refund(payment, "100.00")


def test_a_refund_made_elsewhere_is_a_shortfall_that_is_told(shop: Scope) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "60.00"))
    tell_refund_made_elsewhere(payment, "70.00")

    splits.recount_tree(payment.id, stamp=now_stamp())

    assert SplitTree.objects.get(payment=payment).shortfall == 30
