"""Money asked for over the wire, given back, called off; and every no that WeChat knows."""

import pytest

from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account
from integrations.wechat.provider import WeChatPay
from integrations.wechat.rules.words import REASONS
from tests.integrations.wechat.asking import change, order, yuan
from tests.twins.wechat import WeChatTwin, keys
from tests.twins.wechat.desk import STATUSES

BEGIN, REFUND, VOID = CallKind.BEGIN, CallKind.REFUND, CallKind.VOID


def test_a_native_order_shows_a_code(wechat: WeChatPay, account: Account) -> None:
    answer = wechat.begin(account, order())

    assert answer.outcome is Outcome.ACTION_REQUIRED
    assert answer.action["qr_code"].startswith("weixin://wxpay/")


def test_a_page_in_wechat_gets_signed_parameters(wechat: WeChatPay, account: Account) -> None:
    action = wechat.begin(account, order("jsapi")).action

    parts = (action["appId"], action["timeStamp"], action["nonceStr"], action["package"])
    assert keys.fits(action["paySign"], *parts)
    assert action["package"].startswith("prepay_id=wx")


def test_an_app_gets_parameters_of_its_own(wechat: WeChatPay, account: Account) -> None:
    action = wechat.begin(account, order("app")).action

    parts = (action["appid"], action["timestamp"], action["noncestr"], action["prepayid"])
    assert keys.fits(action["sign"], *parts)
    assert action["partnerid"] == keys.MCHID


def test_a_browser_is_sent_to_wechat_and_back(wechat: WeChatPay, account: Account) -> None:
    answer = wechat.begin(account, order("h5", return_url="https://shop.example/a?b=1"))

    assert answer.action["redirect_url"].endswith(
        "&redirect_url=https%3A%2F%2Fshop.example%2Fa%3Fb%3D1"
    )


@pytest.mark.usefixtures("twin")
def test_the_same_order_again_asks_for_no_more(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()

    first, again = wechat.begin(account, asked), wechat.begin(account, asked)

    assert {first.outcome, again.outcome} == {Outcome.ACTION_REQUIRED}
    assert len(twin.orders) == 1


def test_what_was_paid_is_told_with_its_time_and_number(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)
    paid = twin.do_pay(asked.key)

    found = wechat.look(account, change(asked, BEGIN))

    assert found.answer.outcome is Outcome.DONE
    assert [(s.step, s.amount, s.key) for s in found.steps] == [
        (Step.CHARGE_SUCCESS, yuan("12.34"), asked.key)
    ]
    assert found.steps[0].psp_reference == paid["transaction_id"]


def test_an_order_that_nobody_knows_is_absent(wechat: WeChatPay, account: Account) -> None:
    assert wechat.look(account, change(order(), BEGIN)).answer.outcome is Outcome.ABSENT


def test_an_order_that_is_closed_cannot_be_paid(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)

    assert wechat.void(account, change(asked, VOID)).outcome is Outcome.DONE
    assert twin.do_pay(asked.key) == {"paid": False}
    assert wechat.look(account, change(asked, VOID)).answer.outcome is Outcome.DONE
    assert wechat.look(account, change(asked, BEGIN)).answer.reason is Reason.EXPIRED


def test_an_order_that_was_paid_is_not_closed(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)
    twin.do_pay(asked.key)

    answer = wechat.void(account, change(asked, VOID))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.ALREADY_DONE)
    assert wechat.look(account, change(asked, VOID)).steps[0].step is Step.CHARGE_SUCCESS


def test_a_refund_is_taken_on_and_then_there(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    back = change(asked, REFUND, amount="5.00")

    assert wechat.refund(account, back).outcome is Outcome.PENDING
    assert wechat.refund(account, back).outcome is Outcome.DONE
    found = wechat.look(account, back)

    assert [(s.step, s.amount, s.key) for s in found.steps] == [
        (Step.REFUND_SUCCESS, yuan("5.00"), back.key)
    ]
    assert len(twin.refunds) == 1


def test_more_than_was_paid_does_not_go_back(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    wechat.refund(account, change(asked, REFUND, amount="10.00"))

    answer = wechat.refund(account, change(asked, REFUND, amount="10.00"))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.REQUEST_INVALID)


def test_a_refund_to_a_dead_card_is_neither_back_nor_ours(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order()
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    twin.do_slow_refunds(slow=True)
    back = change(asked, REFUND)
    wechat.refund(account, back)
    twin.do_end_refund(back.key, "ABNORMAL")

    found = wechat.look(account, back)

    assert (found.answer.outcome, found.answer.vendor_code) == (Outcome.PENDING, "ABNORMAL")
    assert found.steps == ()


@pytest.mark.parametrize("code", sorted(set(STATUSES) & set(REASONS)))
def test_a_no_of_wechats_has_words_of_ours(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, code: str
) -> None:
    twin.do_refuse(code)

    answer = wechat.begin(account, order())

    assert answer.outcome is Outcome.REFUSED
    assert (answer.reason, answer.vendor_code) == (REASONS[code], code)


@pytest.mark.parametrize("code", ["SYSTEM_ERROR", "BANK_ERROR"])
def test_an_error_of_theirs_is_no_no(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, code: str
) -> None:
    twin.do_refuse(code)

    assert wechat.begin(account, order()).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("fault", ["drop", "fail_after_commit"])
def test_what_nobody_heard_is_found_when_asked(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, fault: str
) -> None:
    asked = order("scan")
    twin.faults.change({fault: 3})

    answer = wechat.begin(account, asked)
    twin.faults.change({fault: 0})

    assert answer.outcome is Outcome.UNKNOWN
    assert wechat.look(account, change(asked, BEGIN)).answer.outcome is Outcome.DONE


def test_an_answer_by_a_stranger_was_never_heard(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    twin.do_forge(forging=True)

    assert wechat.begin(account, order()).outcome is Outcome.UNKNOWN


def test_keys_that_do_not_belong_together_are_a_no(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    stranger = Account(
        account.id,
        "wechat",
        live=False,
        settings=account.settings,
        secrets={**account.secrets, "private_key": keys.private_pem("stranger")},
        base_url=account.base_url,
    )

    answer = wechat.begin(stranger, order())

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.CREDENTIALS_REFUSED)


def test_a_key_that_is_none_is_a_no_and_not_an_accident(
    wechat: WeChatPay, account: Account
) -> None:
    broken = Account(account.id, "wechat", False, account.settings, {"private_key": "x"})  # noqa: FBT003 - not live

    answer = wechat.begin(broken, order())

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.CREDENTIALS_REFUSED)


@pytest.mark.parametrize("way", ["card", "page"])
def test_ways_that_wechat_does_not_have_are_refused_here(
    wechat: WeChatPay, account: Account, way: str
) -> None:
    assert wechat.begin(account, order(way)).reason is Reason.METHOD_NOT_TAKEN
