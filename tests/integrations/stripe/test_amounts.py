"""Amounts as Stripe writes them, or not at all."""

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import an_order, usd
from tests.twins.stripe import StripeTwin

stripe = StripeProvider()


@pytest.mark.parametrize(
    ("amount", "currency"), [("12.905", "USD"), ("500.5", "JPY"), ("5.5", "ISK"), ("1.234", "KWD")]
)
def test_an_amount_that_stripe_cannot_write_is_never_sent(
    amount: str, currency: str, twin: StripeTwin, account: Account
) -> None:
    answer = stripe.begin(account, an_order(Money(usd(amount).amount, currency)))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.AMOUNT_NOT_TAKEN)
    assert not twin.heard


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("500", "JPY", 500), ("5", "ISK", 500), ("5", "UGX", 500), ("1.23", "KWD", 1230)],
)
def test_amounts_are_written_as_stripe_writes_them(
    amount: str, currency: str, minor: int, twin: StripeTwin, account: Account
) -> None:
    answer = stripe.begin(account, an_order(Money(usd(amount).amount, currency)))

    assert twin.every("payment_intent")[0]["amount"] == minor
    assert answer.amount == Money(usd(amount).amount, currency)
