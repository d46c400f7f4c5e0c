"""付款码: what a till may meet between the scan and the password."""

import pytest

from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account
from integrations.wechat.provider import WeChatPay
from tests.integrations.wechat.asking import change, order, yuan
from tests.twins.wechat import WeChatTwin

BEGIN, VOID = CallKind.BEGIN, CallKind.VOID


def test_a_small_scan_is_paid_at_once(wechat: WeChatPay, account: Account) -> None:
    answer = wechat.begin(account, order("scan"))

    assert (answer.outcome, answer.amount) == (Outcome.DONE, yuan("12.34"))


def test_a_password_that_is_being_typed_is_no_answer_yet(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")

    assert wechat.begin(account, asked).outcome is Outcome.PENDING
    assert wechat.look(account, change(asked, BEGIN)).answer.outcome is Outcome.PENDING
    twin.do_pay(asked.key)

    assert wechat.look(account, change(asked, BEGIN)).answer.outcome is Outcome.DONE


def test_a_scan_sent_again_while_it_is_paid_asks_for_no_more(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")
    wechat.begin(account, asked)

    assert wechat.begin(account, asked).outcome is Outcome.PENDING
    twin.do_pay(asked.key)
    assert wechat.begin(account, asked).outcome is Outcome.DONE
    assert len(twin.orders) == 1


def test_a_customer_who_closed_the_box_declined(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")
    wechat.begin(account, asked)
    twin.do_cancel(asked.key)

    answer = wechat.look(account, change(asked, BEGIN)).answer

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.DECLINED)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("NOTENOUGH", Reason.INSUFFICIENT_FUNDS),
        ("AUTHCODEEXPIRE", Reason.EXPIRED_MEANS),
        ("AUTH_CODE_INVALID", Reason.WRONG_CODE),
    ],
)
def test_a_scan_that_cannot_be_paid_says_why(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, code: str, reason: Reason
) -> None:
    twin.do_scan(code)

    answer = wechat.begin(account, order("scan"))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)


def test_a_scan_in_doubt_is_revoked_and_stays_so(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")
    wechat.begin(account, asked)
    twin.do_wait(20)

    assert wechat.void(account, change(asked, VOID)).outcome is Outcome.PENDING
    assert wechat.void(account, change(asked, VOID)).outcome is Outcome.PENDING
    assert wechat.look(account, change(asked, VOID)).answer.outcome is Outcome.DONE
    assert twin.do_pay(asked.key) == {"paid": False}
    assert twin.hasty == []
    assert wechat.look(account, change(asked, VOID)).steps == ()


def test_a_payment_that_lands_before_the_reverse_is_given_back_by_it(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")
    wechat.begin(account, asked)
    wechat.look(account, change(asked, BEGIN))
    twin.do_pay(asked.key)

    answer = wechat.void(account, change(asked, VOID))
    found = wechat.look(account, change(asked, VOID))

    assert (answer.outcome, found.answer.outcome) == (Outcome.PENDING, Outcome.DONE)
    assert [s.step for s in found.steps] == [Step.CHARGE_SUCCESS, Step.REFUND_SUCCESS]
    assert found.steps[0].amount == found.steps[1].amount


def test_what_never_arrived_has_nothing_to_revoke(wechat: WeChatPay, account: Account) -> None:
    assert wechat.void(account, change(order("scan"), VOID)).outcome is Outcome.DONE


def test_wechat_gives_up_a_scan_by_itself(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("scan")
    twin.do_scan("USERPAYING")
    wechat.begin(account, asked)
    twin.do_wait(46)

    answer = wechat.look(account, change(asked, BEGIN)).answer

    assert (answer.outcome, answer.vendor_code) == (Outcome.REFUSED, "REVOKED")
