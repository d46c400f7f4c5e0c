"""A day of Stripe's balance, line by line."""

from datetime import timedelta

import pytest

from guildhall.kernel import clock
from guildhall.payments.errors import BillNotReady
from guildhall.payments.states import CallKind
from guildhall.payments.types import Account
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import a_change, an_order, usd
from tests.twins.stripe import StripeTwin

stripe = StripeProvider()
YESTERDAY = -timedelta(days=1)


def test_a_day_tells_what_came_went_and_was_kept(twin: StripeTwin, account: Account) -> None:
    twin.ahead = YESTERDAY
    order = an_order()
    begun = stripe.begin(account, order)
    refund = a_change(order, begun, CallKind.REFUND, amount=usd("2"))
    stripe.refund(account, refund)
    twin.do_dispute(begun.psp_reference)
    payout = twin.do_payout()

    lines = list(stripe.bill(account, (clock.now() + YESTERDAY).date()))

    told = {line.kind: line for line in lines}
    assert [line.kind for line in reversed(lines)] == ["charge", "refund", "charge_back", "payout"]
    charge = told["charge"]
    assert (charge.key, charge.psp_reference) == (order.key, begun.psp_reference)
    assert (charge.amount, charge.fee, charge.net) == (usd("12.90"), usd("0.67"), usd("12.23"))
    assert (told["refund"].key, told["refund"].net) == (refund.key, usd("-2.00"))
    assert told["charge_back"].fee == usd("15.00")
    assert told["payout"].batch == payout["id"]


def test_a_long_day_comes_page_by_page(twin: StripeTwin, account: Account) -> None:
    twin.ahead = YESTERDAY
    for _each in range(105):
        stripe.begin(account, an_order())

    lines = list(stripe.bill(account, (clock.now() + YESTERDAY).date()))

    assert len({line.key for line in lines}) == 105
    assert len(twin.calls("GET", "/v1/balance_transactions")) == 2


def test_a_day_that_lasts_has_no_bill_yet(twin: StripeTwin, account: Account) -> None:
    with pytest.raises(BillNotReady):
        list(stripe.bill(account, clock.now().date()))
