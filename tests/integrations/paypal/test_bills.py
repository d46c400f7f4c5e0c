"""A day by PayPal's Transaction Search."""

from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.payments.errors import BillBroken, BillNotReady
from guildhall.payments.states import CallKind
from guildhall.payments.types import Account
from integrations.paypal.provider import PayPalProvider
from tests.integrations.asking import a_change, an_order, usd
from tests.twins.paypal import PayPalTwin

paypal = PayPalProvider()
AGO = timedelta(days=2)


def test_a_day_tells_what_came_and_went(twin: PayPalTwin, account: Account) -> None:
    twin.ahead = -AGO
    order = an_order()
    begun = paypal.begin(account, order)
    twin.do_approve(begun.psp_reference)
    taken = paypal.look(account, a_change(order, begun, CallKind.BEGIN)).answer
    refund = a_change(order, begun, CallKind.REFUND, amount=usd("2"))
    back = paypal.refund(account, refund)

    charge, gone = paypal.bill(account, (clock.now() - AGO).date())

    assert (charge.kind, charge.key, charge.psp_reference) == (
        "charge",
        order.key,
        taken.psp_reference,
    )
    assert (charge.amount, charge.fee, charge.net) == (usd("12.90"), usd("0.94"), usd("11.96"))
    assert (gone.kind, gone.key, gone.psp_reference) == ("refund", refund.key, back.psp_reference)
    assert (gone.amount, gone.net) == (usd("2.00"), usd("-2.00"))


def test_a_long_day_comes_page_by_page(twin: PayPalTwin, account: Account) -> None:
    twin.ahead = -AGO
    for number in range(1_001):
        part = {"id": f"T{number}", "amount": {"currency_code": "USD", "value": "1.00"}}
        twin.book("T0006", part, sign=1)

    lines = list(paypal.bill(account, (clock.now() - AGO).date()))

    assert len({line.psp_reference for line in lines}) == 1_001
    assert len(twin.calls("GET", "/v1/reporting/transactions")) == 3


def test_a_day_that_lasts_has_no_bill_yet(twin: PayPalTwin, account: Account) -> None:
    with pytest.raises(BillNotReady):
        list(paypal.bill(account, clock.now().date()))


def test_a_bill_that_nobody_may_read_is_broken(twin: PayPalTwin, account: Account) -> None:
    wrong = {"client_secret": "wrong"}
    stranger = Account(account.id, "paypal", False, {}, wrong, account.base_url)  # noqa: FBT003

    with pytest.raises(BillBroken):
        list(paypal.bill(stranger, (clock.now() - AGO).date()))
