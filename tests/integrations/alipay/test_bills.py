"""A day's bill of Alipay: zipped, in GBK, counted before it is believed."""

from datetime import date, timedelta

import pytest

from guildhall.kernel.clock import now
from guildhall.payments.errors import BillBroken, BillGone, BillNotReady
from guildhall.payments.states import CallKind
from guildhall.payments.types import Account
from integrations.alipay.provider import Alipay
from integrations.alipay.rules.words import ZONE
from tests.integrations.alipay.asking import change, order, yuan
from tests.twins.alipay.twin import AlipayTwin

AGO = timedelta(days=3)


def day_of(ago: timedelta) -> date:
    return (now() - ago).astimezone(ZONE).date()


def sold(twin: AlipayTwin, alipay: Alipay, account: Account, *, ago: timedelta = AGO) -> str:
    asked = order("native", title='麦片, "大"包')
    alipay.begin(account, asked)
    twin.do_pay(asked.key, ago=int(ago.total_seconds()))
    return asked.key


def test_a_bill_tells_what_was_paid_and_what_it_cost(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    key = sold(twin, alipay, account)

    lines = list(alipay.bill(account, day_of(AGO)))

    assert [(e.kind, e.key, e.amount, e.fee) for e in lines] == [
        ("charge", key, yuan("12.34"), yuan("0.07"))
    ]
    assert lines[0].psp_reference == twin.trades[key].trade_no


def test_a_refund_has_the_name_in_a_bill_that_it_has_in_an_answer(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    asked = order()
    alipay.begin(account, asked)
    twin.trades[asked.key].paid = now() - timedelta(days=9)
    back = change(asked, CallKind.REFUND, amount="5.00")
    answer = alipay.refund(account, back)
    twin.trades[asked.key].refunds[back.key].at = now() - AGO

    lines = list(alipay.bill(account, day_of(AGO)))

    assert [(e.kind, e.key, e.amount, e.fee) for e in lines] == [
        ("refund", back.key, yuan("5.00"), yuan("-0.03"))
    ]
    assert lines[0].psp_reference == answer.psp_reference


def test_a_day_on_which_nothing_happened_has_an_empty_bill(
    alipay: Alipay, account: Account
) -> None:
    assert list(alipay.bill(account, day_of(AGO))) == []


def test_a_bill_that_lacks_a_line_is_broken(
    twin: AlipayTwin, alipay: Alipay, account: Account
) -> None:
    sold(twin, alipay, account)
    sold(twin, alipay, account)
    twin.do_damage(damaging=True)

    with pytest.raises(BillBroken):
        list(alipay.bill(account, day_of(AGO)))


def test_todays_bill_is_not_asked_for_and_an_old_one_is_gone(
    alipay: Alipay, account: Account
) -> None:
    with pytest.raises(BillNotReady):
        list(alipay.bill(account, day_of(timedelta())))
    with pytest.raises(BillGone):
        list(alipay.bill(account, day_of(timedelta(days=120))))
