"""Notifications as WeChat writes them: read, or refused."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from guildhall.kernel.clock import now
from guildhall.payments.errors import NoticeForged
from guildhall.payments.states import CallKind, Step
from guildhall.payments.types import Account, Received
from integrations.wechat.provider import WeChatPay
from tests.integrations.wechat.asking import change, order, yuan
from tests.twins.wechat import WeChatTwin

REFUND = CallKind.REFUND
URL = "http://127.0.0.1:9/notice"


def told(twin: WeChatTwin, *, forged: bool = False) -> list[Received]:
    """Return what the twin is about to tell, as it would arrive."""
    heard = []
    for each in twin.outbox.take():
        headers, body = each.write(forged)
        named = {name.lower(): value for name, value in headers.items()}
        heard.append(Received(body, named, now()))
    return heard


def test_a_payment_is_told_under_our_key(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order(notify_url=URL)
    wechat.begin(account, asked)
    twin.do_pay(asked.key)

    notice = wechat.read_notice(account, told(twin)[0])

    assert (notice.payment, notice.kind) == (asked.key, "TRANSACTION.SUCCESS")
    assert [(s.step, s.amount) for s in notice.steps] == [(Step.CHARGE_SUCCESS, yuan("12.34"))]


@pytest.mark.parametrize(
    ("state", "steps"),
    [("SUCCESS", [Step.REFUND_SUCCESS]), ("CLOSED", []), ("ABNORMAL", [])],
)
def test_a_refund_is_told_under_its_own_key(
    twin: WeChatTwin, wechat: WeChatPay, account: Account, state: str, steps: list[Step]
) -> None:
    asked = order(notify_url="")
    asked = replace(asked, notify_url=URL)
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    twin.do_slow_refunds(slow=True)
    back = change(asked, REFUND, amount="5.00", notify_url=URL)
    wechat.refund(account, back)
    told(twin)
    twin.do_end_refund(back.key, state)

    notice = wechat.read_notice(account, told(twin)[0])

    assert (notice.payment, notice.kind) == (asked.key, f"REFUND.{state}")
    assert [s.step for s in notice.steps if s.step is Step.REFUND_SUCCESS] == steps
    assert all(s.key == back.key for s in notice.steps)


def test_the_same_notification_told_twice_has_one_name(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order(notify_url=URL)
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    waiting = twin.outbox.take()[0]
    headers, body = waiting.write(False)  # noqa: FBT003 - the outbox's own word
    again, same = waiting.write(False)  # noqa: FBT003 - the outbox's own word

    notices = [
        wechat.read_notice(account, Received(b, {k.lower(): v for k, v in h.items()}, now()))
        for h, b in ((headers, body), (again, same))
    ]

    assert notices[0].event_id == notices[1].event_id
    assert headers != again


def of_another_merchant(received: Received, account: Account) -> tuple[Received, Account]:
    return received, replace(account, settings={**account.settings, "mchid": "1900000999"})


def with_another_key(received: Received, account: Account) -> tuple[Received, Account]:
    return received, replace(account, secrets={**account.secrets, "api_v3_key": "x" * 32})


def changed_on_its_way(received: Received, account: Account) -> tuple[Received, Account]:
    body = json.loads(received.body) | {"event_type": "REFUND.SUCCESS"}
    return replace(received, body=json.dumps(body).encode()), account


@pytest.mark.parametrize("wrongly", [of_another_merchant, with_another_key, changed_on_its_way])
def test_what_is_not_for_us_as_it_was_written_is_forged(
    twin: WeChatTwin,
    wechat: WeChatPay,
    account: Account,
    wrongly: Callable[[Received, Account], tuple[Received, Account]],
) -> None:
    asked = order(notify_url=URL)
    wechat.begin(account, asked)
    twin.do_pay(asked.key)
    received, whose = wrongly(told(twin)[0], account)

    with pytest.raises(NoticeForged):
        wechat.read_notice(whose, received)


def test_a_strangers_signature_is_refused(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order(notify_url=URL)
    wechat.begin(account, asked)
    twin.do_pay(asked.key)

    with pytest.raises(NoticeForged):
        wechat.read_notice(account, told(twin, forged=True)[0])


def test_a_new_key_counts_once_the_account_has_it(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order(notify_url=URL)
    wechat.begin(account, asked)
    known = twin.do_rotate()
    twin.do_pay(asked.key)
    received = told(twin)[0]

    with pytest.raises(NoticeForged):
        wechat.read_notice(account, received)
    assert wechat.read_notice(replace(account, settings=known), received).payment == asked.key


def test_wechat_hears_what_it_wants_to_hear(wechat: WeChatPay) -> None:
    assert wechat.reply(accepted=True).status == 200
    assert wechat.reply(accepted=False).status == 500
    assert json.loads(wechat.reply(accepted=False).body)["code"] == "FAIL"
