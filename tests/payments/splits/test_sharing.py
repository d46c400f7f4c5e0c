"""Shares of a charge: never more than there is, sent once, and told leg by leg."""

from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.payments.errors import (
    MoreThanShareable,
    NotForSharing,
    ReceiverExists,
    ReceiverNotKnown,
    SharesInvalid,
    SharingOver,
)
from guildhall.payments.models import Split, SplitLeg, SplitReceiver, SplitTree
from guildhall.payments.operations import splits
from guildhall.payments.states import CallState
from tests.factories.payments import now_stamp
from tests.factories.splits import GUIDE, MAKER, legs, paid_by_scan, share, yuan
from tests.twins.wechat import WeChatTwin


def facts() -> list[str]:
    told = Fact.objects.order_by("sequence").values_list("type", flat=True)
    return [each for each in told if each.startswith(("payment.s", "payment_account.r"))]


def later() -> None:
    """Let leases end and what waits be due."""
    past = clock.now() - timedelta(minutes=30)
    Split.objects.update(next_at=past, lease_until=past)


def test_shares_reach_their_receivers(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()

    split = share(payment, ("maker", "60.00"), ("guide", "5.00"))

    tree = SplitTree.objects.get(payment=payment)
    assert Split.objects.get(pk=split).state == CallState.DONE
    assert (tree.charged, tree.fee, tree.shared) == (100, yuan("0.60").amount, 65)
    assert facts()[-2:] == ["payment.split_planned", "payment.split_ended"]
    assert sum(leg["amount"] for leg in wechat.shares[split.hex].legs) == 6500


def test_a_charge_can_be_shared_to_its_last_cent_but_the_fee(shop: Scope) -> None:
    payment = paid_by_scan()

    with pytest.raises(MoreThanShareable):
        share(payment, ("maker", "99.41"))
    share(payment, ("maker", "99.40"))
    with pytest.raises(MoreThanShareable):
        share(payment, ("guide", "0.01"))


def test_the_same_key_plans_shares_once(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()

    first = share(payment, ("maker", "60.00"), key="k")
    again = share(payment, ("maker", "60.00"), key="k")

    assert first == again
    assert len(wechat.shares) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [("maker", "1.00"), ("maker", "2.00")],
        [("maker", "0.00")],
        [("maker", "-1.00")],
        [("maker", "0.001")],
    ],
)
def test_shares_that_make_no_sense_are_refused(shop: Scope, wrong: list[tuple[str, str]]) -> None:
    payment = paid_by_scan()

    with pytest.raises(SharesInvalid):
        splits.plan_split(payment.id, legs(*wrong), key="k", stamp=now_stamp())


def test_a_receiver_has_to_be_known_first(shop: Scope) -> None:
    payment = paid_by_scan()

    with pytest.raises(ReceiverNotKnown):
        share(payment, ("stranger", "1.00"))


def test_what_was_not_marked_cannot_be_shared(shop: Scope) -> None:
    payment = paid_by_scan(will_split=False)

    with pytest.raises(NotForSharing):
        share(payment, ("maker", "1.00"))


def test_a_leg_that_fails_is_the_merchants_again(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()
    wechat.do_share_fails(GUIDE.vendor_account, "RECEIVER_HIGH_RISK")

    share(payment, ("maker", "60.00"), ("guide", "30.00"))

    tree = SplitTree.objects.get(payment=payment)
    assert tree.shared == 60
    assert facts()[-3:] == [
        "payment.split_planned",
        "payment.share_refused",
        "payment.split_ended",
    ]
    share(payment, ("maker", "30.00"))


def test_what_the_provider_refuses_gives_all_its_legs_back(
    shop: Scope, wechat: WeChatTwin
) -> None:
    payment = paid_by_scan()
    wechat.do_share_most(30)

    split = share(payment, ("maker", "31.00"))

    assert Split.objects.get(pk=split).state == CallState.REFUSED
    assert SplitLeg.objects.get(split=split).reason == "limit_exceeded"
    assert SplitTree.objects.get(payment=payment).shared == 0


@pytest.mark.parametrize("fault", ["drop", "fail_after_commit", "fail_before"])
def test_what_nobody_heard_is_asked_after_and_shared_once(
    shop: Scope, wechat: WeChatTwin, fault: str
) -> None:
    payment = paid_by_scan()
    wechat.faults.change({fault: 1})

    split = share(payment, ("maker", "60.00"))
    later()
    splits.run_split(split, now=clock.now)
    later()
    splits.run_split(split, now=clock.now)

    assert Split.objects.get(pk=split).state == CallState.DONE
    assert len(wechat.shares) == 1


def test_two_workers_send_shares_once(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()
    split = splits.plan_split(payment.id, legs(("maker", "1.00")), key="k", stamp=now_stamp())
    Split.objects.filter(pk=split).update(
        lease_until=clock.now() + timedelta(minutes=1), state=CallState.SENT
    )

    assert not splits.run_split(split, now=clock.now)
    assert wechat.shares == {}


def test_the_rest_is_set_free_once_and_for_all(shop: Scope, wechat: WeChatTwin) -> None:
    payment = paid_by_scan()
    share(payment, ("maker", "10.00"))

    share(payment, final=True)

    assert SplitTree.objects.get(payment=payment).finished_at is not None
    with pytest.raises(SharingOver):
        share(payment, ("maker", "1.00"))


def test_three_days_before_money_is_set_free_somebody_is_told_once(shop: Scope) -> None:
    payment = paid_by_scan()
    assert splits.open_trees() == 1
    at = SplitTree.objects.get(payment=payment).frees_at
    early, soon = now_stamp(), Stamp(now_stamp().by, at - timedelta(days=2))

    assert splits.warn_of_freeing(stamp=early) == 0
    assert splits.warn_of_freeing(stamp=soon) == 1
    assert splits.warn_of_freeing(stamp=soon) == 0
    assert facts()[-1] == "payment.split_frees_soon"


def test_money_that_was_set_free_by_time_cannot_be_shared(shop: Scope) -> None:
    payment = paid_by_scan()
    splits.open_trees()
    at = SplitTree.objects.get(payment=payment).frees_at

    assert splits.close_freed_trees(stamp=Stamp(now_stamp().by, at)) == 1
    with pytest.raises(SharingOver):
        share(payment, ("maker", "1.00"))


def test_a_receivers_name_is_forgotten_once_the_provider_has_it(
    shop: Scope, wechat: WeChatTwin
) -> None:
    assert set(SplitReceiver.objects.values_list("sealed_name", flat=True)) == {""}
    assert wechat.receivers["MERCHANT_ID", MAKER.vendor_account]["name"] == MAKER.name


def test_a_receivers_code_stays_theirs(shop: Scope) -> None:
    known = splits.add_receiver("wechat", MAKER, stamp=now_stamp())

    assert known == SplitReceiver.objects.get(code="maker").id
    with pytest.raises(ReceiverExists):
        splits.add_receiver("wechat", GUIDE.__class__("maker", "person", "x"), stamp=now_stamp())


def test_only_who_may_shares(shop: Scope) -> None:
    payment = paid_by_scan()
    nobody = Stamp(Actor("person", "nobody"), clock.now())

    with pytest.raises(NotPermitted):
        splits.plan_split(payment.id, legs(("maker", "1.00")), key="k", stamp=nobody)
