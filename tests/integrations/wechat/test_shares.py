"""Shares over the wire: taken on, done leg by leg, asked back, and the rest set free."""

import pytest

from guildhall.kernel.ids import new_id
from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account, Leg, Receiver, SplitOrder, SplitReturn
from integrations.wechat.provider import WeChatPay
from tests.integrations.wechat.asking import AT, order, yuan
from tests.twins.wechat import WeChatTwin

MAKER = Receiver("maker", "merchant", "1900000777", name="麦片厂有限公司", relation="SUPPLIER")
GUIDE = Receiver("guide", "person", "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", relation="STAFF")


@pytest.fixture
def paid(twin: WeChatTwin, wechat: WeChatPay, account: Account) -> str:
    """Return the number of a charge of 100 yuan that may be shared."""
    asked = order("native", "100.00", will_split=True)
    wechat.begin(account, asked)
    for each in (MAKER, GUIDE):
        assert wechat.add_receiver(account, each).outcome is Outcome.DONE
    return str(twin.do_pay(asked.key)["transaction_id"])


def split(paid: str, *amounts: tuple[Receiver, str], final: bool = False) -> SplitOrder:
    legs = tuple(Leg(new_id().hex, who, yuan(amount), "share") for who, amount in amounts)
    return SplitOrder(new_id().hex, "", paid, legs, AT, final=final)


def back_of(asked: SplitOrder, amount: str, leg: int = 0) -> SplitReturn:
    return SplitReturn(new_id().hex, asked.key, "", asked.legs[leg], yuan(amount), AT)


def test_a_receivers_name_arrives_and_is_read_by_wechat_alone(twin: WeChatTwin, paid: str) -> None:
    known = twin.receivers["MERCHANT_ID", "1900000777"]
    asked = twin.calls("POST", ".*/receivers/add")[0]

    assert known["name"] == "麦片厂有限公司"
    assert "麦片厂" not in asked.body.decode()


def test_shares_are_taken_on_and_done_later(
    wechat: WeChatPay, account: Account, paid: str
) -> None:
    asked = split(paid, (MAKER, "20.00"), (GUIDE, "5.00"))

    taken, done = wechat.split(account, asked), wechat.look_split(account, asked)

    assert (taken.outcome, done.outcome) == (Outcome.PENDING, Outcome.DONE)
    assert [(e.key, e.answer.outcome, e.answer.amount) for e in done.legs] == [
        (asked.legs[0].key, Outcome.DONE, yuan("20.00")),
        (asked.legs[1].key, Outcome.DONE, yuan("5.00")),
    ]


def test_the_same_shares_again_give_no_more(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, paid: str
) -> None:
    asked = split(paid, (MAKER, "20.00"))

    wechat.split(account, asked)
    wechat.split(account, asked)

    assert len(twin.shares) == 1


def test_a_leg_may_fail_alone(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, paid: str
) -> None:
    twin.do_share_fails(GUIDE.account, "RECEIVER_REAL_NAME_NOT_VERIFIED")
    asked = split(paid, (MAKER, "20.00"), (GUIDE, "5.00"))
    wechat.split(account, asked)

    legs = [each.answer for each in wechat.look_split(account, asked).legs]

    assert [e.outcome for e in legs] == [Outcome.DONE, Outcome.REFUSED]
    assert legs[1].reason is Reason.AUTHENTICATION_FAILED


def test_more_than_may_be_shared_is_refused_with_a_reason(
    wechat: WeChatPay, account: Account, paid: str
) -> None:
    answer = wechat.split(account, split(paid, (MAKER, "30.01")))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.LIMIT_EXCEEDED)


def test_a_charge_that_was_not_marked_cannot_be_shared(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("native", "100.00")
    wechat.begin(account, asked)
    number = str(twin.do_pay(asked.key)["transaction_id"])

    answer = wechat.split(account, split(number, (MAKER, "1.00")))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.REQUEST_INVALID)


def test_after_the_rest_was_set_free_nothing_can_be_shared(
    wechat: WeChatPay, account: Account, paid: str
) -> None:
    last = split(paid)

    assert wechat.unfreeze(account, last).outcome is Outcome.PENDING
    assert wechat.look_split(account, last).outcome is Outcome.DONE
    assert wechat.split(account, split(paid, (MAKER, "1.00"))).outcome is Outcome.REFUSED


def test_a_share_comes_back_once(wechat: WeChatPay, account: Account, paid: str) -> None:
    asked = split(paid, (MAKER, "20.00"))
    wechat.split(account, asked)
    wechat.look_split(account, asked)
    back = back_of(asked, "20.00")

    assert wechat.return_leg(account, back).outcome is Outcome.DONE
    assert wechat.return_leg(account, back).outcome is Outcome.DONE
    assert wechat.look_return(account, back).amount == yuan("20.00")
    assert wechat.return_leg(account, back_of(asked, "0.01")).outcome is Outcome.REFUSED


def test_a_receiver_without_money_is_asked_again_later(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, paid: str
) -> None:
    asked = split(paid, (MAKER, "20.00"))
    wechat.split(account, asked)
    wechat.look_split(account, asked)
    back = back_of(asked, "20.00")
    twin.do_share_poor(MAKER.account, poor=True)

    poor = wechat.return_leg(account, back)
    twin.do_share_poor(MAKER.account, poor=False)

    assert (poor.outcome, poor.reason) == (Outcome.REFUSED, Reason.BALANCE_TOO_LOW)
    assert wechat.look_return(account, back).outcome is Outcome.ABSENT
    assert wechat.return_leg(account, back).outcome is Outcome.DONE


def test_a_person_is_not_asked_back(wechat: WeChatPay, account: Account, paid: str) -> None:
    asked = split(paid, (GUIDE, "5.00"))
    wechat.split(account, asked)
    wechat.look_split(account, asked)

    assert wechat.return_leg(account, back_of(asked, "5.00")).outcome is Outcome.REFUSED


def test_shares_that_nobody_knows_are_absent(
    wechat: WeChatPay, account: Account, paid: str
) -> None:
    assert wechat.look_split(account, split(paid, (MAKER, "1.00"))).outcome is Outcome.ABSENT
