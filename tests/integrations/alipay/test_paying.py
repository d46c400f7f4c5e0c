"""Money asked of Alipay over the wire, given back, called off, and notified of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.kernel.clock import now
from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import CallKind, Outcome, Reason, Step
from guildhall.payments.types import Account, Received
from integrations.alipay.provider import Alipay
from integrations.alipay.rules.words import REASONS
from tests.integrations.alipay.asking import change, order, yuan
from tests.twins.alipay import keys
from tests.twins.alipay.twin import AlipayTwin

BEGIN, REFUND, VOID = CallKind.BEGIN, CallKind.REFUND, CallKind.VOID


def told(twin: AlipayTwin, *, forged: bool = False) -> list[Received]:
    heard = []
    for each in twin.outbox.take():
        headers, body = each.write(forged)
        heard.append(Received(body, {k.lower(): v for k, v in headers.items()}, now()))
    return heard


def test_a_scan_is_paid_at_once(twin: AlipayTwin, alipay: Alipay, account: Account) -> None:
    asked = order()

    answer = alipay.begin(account, asked)

    assert (answer.outcome, answer.amount) == (Outcome.DONE, yuan("12.34"))
    assert answer.psp_reference == twin.trades[asked.key].trade_no


def test_a_password_that_is_being_typed_is_no_answer_yet(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order()
    twin.do_scan("10003")

    assert alipay.begin(account, asked).outcome is Outcome.PENDING
    assert alipay.begin(account, asked).outcome is Outcome.PENDING
    assert alipay.look(account, change(asked, BEGIN)).answer.outcome is Outcome.PENDING
    twin.do_pay(asked.key)

    assert alipay.look(account, change(asked, BEGIN)).answer.outcome is Outcome.DONE
    assert len(twin.trades) == 1


def test_a_payment_that_lands_before_the_cancel_is_given_back_by_it(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order()
    twin.do_scan("10003")
    alipay.begin(account, asked)
    twin.do_pay(asked.key)

    assert alipay.void(account, change(asked, VOID)).outcome is Outcome.PENDING
    found = alipay.look(account, change(asked, VOID))

    assert found.answer.outcome is Outcome.DONE
    assert [s.step for s in found.steps] == [Step.CHARGE_SUCCESS, Step.REFUND_SUCCESS]


@pytest.mark.parametrize(("way", "name"), [("page", "redirect_url"), ("h5", "redirect_url")])
def test_a_browser_is_handed_a_signed_address(
    twin: AlipayTwin, alipay: Alipay, account: Account, way: str, name: str
) -> None:
    asked = order(way)

    answer = alipay.begin(account, asked)
    twin.do_open(answer.action[name])
    twin.do_pay(asked.key)

    assert answer.outcome is Outcome.ACTION_REQUIRED
    assert alipay.look(account, change(asked, BEGIN)).steps[0].amount == yuan("12.34")


def test_an_app_is_handed_a_signed_text(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("app")

    text = alipay.begin(account, asked).action["order_string"]

    assert twin.do_open(text)["trade_no"] == twin.trades[asked.key].trade_no


def test_what_was_handed_out_ends_with_its_time(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("page", expires_at=now() + timedelta(minutes=10))
    twin.do_open(alipay.begin(account, asked).action["redirect_url"])
    twin.do_wait(601)

    assert twin.do_pay(asked.key) == {"paid": False}
    assert alipay.look(account, change(asked, BEGIN)).answer.reason is Reason.EXPIRED


def test_a_code_that_nobody_scanned_is_called_off(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("native")
    assert alipay.begin(account, asked).action["qr_code"].startswith("https://qr.alipay.com/")

    answer = alipay.void(account, change(asked, VOID))

    assert (answer.outcome, answer.psp_reference) == (Outcome.DONE, asked.key)
    assert twin.do_pay(asked.key) == {"paid": False}


def test_what_was_paid_is_not_closed(twin: AlipayTwin, alipay: Alipay, account: Account) -> None:
    asked = order("native")
    alipay.begin(account, asked)
    twin.do_pay(asked.key)

    answer = alipay.void(account, change(asked, VOID))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.ALREADY_DONE)


def test_a_refund_is_one_however_often_it_is_asked(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order()
    alipay.begin(account, asked)
    back = change(asked, REFUND, amount="5.00")

    first, again = alipay.refund(account, back), alipay.refund(account, back)
    found = alipay.look(account, back)

    assert (first.outcome, again.outcome) == (Outcome.DONE, Outcome.PENDING)
    assert (found.answer.outcome, found.steps[0].amount) == (Outcome.DONE, yuan("5.00"))
    assert first.psp_reference == found.steps[0].psp_reference
    assert twin.trades[asked.key].refunded == yuan("5.00").amount


def test_a_refund_that_nobody_knows_is_absent(alipay: Alipay, account: Account) -> None:
    asked = order()
    alipay.begin(account, asked)

    assert alipay.look(account, change(asked, REFUND)).answer.outcome is Outcome.ABSENT


def test_a_trade_that_was_given_back_whole_was_still_paid(
    alipay: Alipay, account: Account
) -> None:
    asked = order()
    alipay.begin(account, asked)
    alipay.refund(account, change(asked, REFUND))

    found = alipay.look(account, change(asked, BEGIN))

    assert (found.answer.outcome, len(found.steps)) == (Outcome.DONE, 1)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_no_of_alipays_has_words_of_ours(
    twin: AlipayTwin, alipay: Alipay, account: Account, code: str
) -> None:
    twin.do_refuse(code)

    answer = alipay.begin(account, order())

    wanted = Outcome.UNKNOWN if code.startswith("isp.") else Outcome.REFUSED
    assert (answer.outcome, answer.vendor_code) == (wanted, code)


@pytest.mark.parametrize("code", ["ACQ.SYSTEM_ERROR", "isp.unknow-error"])
def test_an_error_of_theirs_is_no_no(
    twin: AlipayTwin, alipay: Alipay, account: Account, code: str
) -> None:
    twin.do_refuse(code)

    assert alipay.begin(account, order()).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("fault", ["drop", "fail_after_commit"])
def test_what_nobody_heard_is_found_when_asked(
    twin: AlipayTwin, alipay: Alipay, account: Account, fault: str
) -> None:
    asked = order()
    twin.faults.change({fault: 1})

    assert alipay.begin(account, asked).outcome is Outcome.UNKNOWN
    assert alipay.look(account, change(asked, BEGIN)).answer.outcome is Outcome.DONE


def test_an_answer_by_a_stranger_was_never_heard(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    twin.do_forge(forging=True)

    assert alipay.begin(account, order()).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("key", ["nonsense", "", keys.private_text(keys.STRANGER)])
def test_keys_that_are_not_the_merchants_are_a_no(
    alipay: Alipay, account: Account, key: str
) -> None:
    answer = alipay.begin(replace(account, secrets={"private_key": key}), order())

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.CREDENTIALS_REFUSED)


def test_a_payment_is_told_under_our_key(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("native")
    alipay.begin(account, asked)
    twin.do_pay(asked.key)

    notice = alipay.read_notice(account, told(twin)[0])

    assert (notice.payment, notice.kind, notice.look) == (asked.key, "TRADE_SUCCESS", False)
    assert [(s.step, s.amount) for s in notice.steps] == [(Step.CHARGE_SUCCESS, yuan("12.34"))]


def test_a_refund_that_is_told_is_asked_about(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("native")
    alipay.begin(account, asked)
    twin.do_pay(asked.key)
    alipay.refund(account, change(asked, REFUND, amount="5.00"))

    notices = [alipay.read_notice(account, each) for each in told(twin)]

    assert [each.look for each in notices] == [False, True]
    assert len({each.event_id for each in notices}) == 2


def test_a_notice_by_a_stranger_or_for_another_app_is_forged(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order("native")
    alipay.begin(account, asked)
    twin.do_pay(asked.key)
    waiting = twin.outbox.take()[0]
    theirs, forged = (Received(waiting.write(each)[1], {}, now()) for each in (False, True))
    another = replace(account, settings={**account.settings, "app_id": "2021000000000999"})

    for whose, received in ((account, forged), (another, theirs)):
        with pytest.raises(NoticeForged):
            alipay.read_notice(whose, received)


def test_alipay_hears_the_very_word(alipay: Alipay) -> None:
    assert alipay.reply(accepted=True).body == b"success"
    assert alipay.reply(accepted=False).body == b"fail"
