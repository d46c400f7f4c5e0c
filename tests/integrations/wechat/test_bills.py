"""A day's bill: in yuan, backticked, packed, and checked twice before it is believed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from guildhall.kernel.clock import now
from guildhall.payments.errors import BillBroken, BillGone, BillNotReady
from guildhall.payments.states import CallKind
from guildhall.payments.types import Account
from integrations.wechat.provider import WeChatPay
from integrations.wechat.rules.bills import bill_lines, is_ready
from integrations.wechat.rules.words import ZONE
from tests.integrations.wechat.asking import change, order, yuan
from tests.twins.wechat import WeChatTwin, bill, keys

DAY = date(2026, 11, 21)


def today() -> date:
    return now().astimezone(ZONE).date()


def sold(twin: WeChatTwin, wechat: WeChatPay, account: Account, amount: str, *, ago: int) -> str:
    asked = order("native", amount)
    wechat.begin(account, asked)
    twin.do_pay(asked.key, ago=ago)
    return asked.key


def test_a_bill_tells_yuan_where_the_api_counts_fen(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    ago = 3 * 24 * 3600
    key = sold(twin, wechat, account, "12.34", ago=ago)
    day = (now() - timedelta(seconds=ago)).astimezone(ZONE).date()

    lines = list(wechat.bill(account, day))

    assert [(e.kind, e.key, e.amount, e.fee) for e in lines] == [
        ("charge", key, yuan("12.34"), yuan("0.07000"))
    ]
    assert lines[0].psp_reference == twin.orders[key].transaction


def test_a_refund_is_in_the_bill_of_its_own_day(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    asked = order("native", "12.00")
    wechat.begin(account, asked)
    twin.do_pay(asked.key, ago=5 * 24 * 3600)
    back = change(asked, CallKind.REFUND, amount="2.00")
    wechat.refund(account, back)
    refund = twin.refunds[back.key]
    refund.made -= timedelta(days=3)

    lines = list(wechat.bill(account, refund.made.astimezone(ZONE).date()))

    assert [(e.kind, e.key, e.amount) for e in lines] == [("refund", back.key, yuan("2.00"))]
    assert lines[0].fee == yuan("-0.01000")


def test_a_day_on_which_nothing_happened_has_an_empty_bill(
    wechat: WeChatPay, account: Account, twin: WeChatTwin
) -> None:
    assert list(wechat.bill(account, today() - timedelta(days=2))) == []


def test_a_bill_is_there_at_ten_in_shanghai() -> None:
    assert not is_ready(DAY, at=datetime(2026, 11, 22, 9, 59, tzinfo=ZONE))
    assert is_ready(DAY, at=datetime(2026, 11, 22, 10, tzinfo=ZONE))


def test_todays_bill_is_not_asked_for(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    with pytest.raises(BillNotReady):
        list(wechat.bill(account, today()))
    assert twin.calls("GET", "/v3/bill/.*") == []


def test_a_bill_of_four_months_ago_is_gone(wechat: WeChatPay, account: Account) -> None:
    with pytest.raises(BillGone):
        list(wechat.bill(account, today() - timedelta(days=120)))


def test_a_bill_that_came_damaged_is_not_read(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    ago = 3 * 24 * 3600
    sold(twin, wechat, account, "12.34", ago=ago)
    day = (now() - timedelta(seconds=ago)).astimezone(ZONE).date()
    twin.do_damage(damaging=True)

    with pytest.raises(BillBroken) as refusal:
        list(wechat.bill(account, day))
    assert refusal.value.facts["what"] == "sha1"


def written(twin: WeChatTwin, wechat: WeChatPay, account: Account) -> list[str]:
    """Return the rows of a bill of two sales and a refund."""
    keys_ = [sold(twin, wechat, account, amount, ago=0) for amount in ("12.34", "5.00")]
    back = change(order(), CallKind.REFUND, amount="5.00", payment=keys_[1], charged=yuan("5.00"))
    wechat.refund(account, back)
    text = bill.written(twin.orders.values(), day=today(), mchid=keys.MCHID)
    return text.decode().splitlines(keepends=True)


def test_what_a_bill_says_in_its_last_line_is_what_its_lines_add_up_to(
    twin: WeChatTwin, wechat: WeChatPay, account: Account
) -> None:
    lines = list(bill_lines(written(twin, wechat, account), day=today()))

    charged = sum((e.amount.amount for e in lines if e.kind == "charge"), Decimal(0))
    assert (len(lines), charged) == (3, Decimal("17.34"))


def without_a_line(rows: list[str]) -> list[str]:
    return [*rows[:1], *rows[2:]]


def without_the_sums(rows: list[str]) -> list[str]:
    return rows[:-2]


def cut_off(rows: list[str]) -> list[str]:
    return [rows[0], rows[1][:40]]


def of_something_else(rows: list[str]) -> list[str]:
    return ["<html>", *rows]


@pytest.mark.parametrize("damage", [without_a_line, without_the_sums, cut_off, of_something_else])
def test_a_bill_that_does_not_add_up_is_broken(
    twin: WeChatTwin,
    wechat: WeChatPay,
    account: Account,
    damage: Callable[[list[str]], list[str]],
) -> None:
    rows = damage(written(twin, wechat, account))

    with pytest.raises(BillBroken):
        list(bill_lines(rows, day=today()))
