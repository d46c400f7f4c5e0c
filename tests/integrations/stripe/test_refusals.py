"""Every no of Stripe's ends as a reason of ours, and every reason as a sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.errors import REASONS
from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account
from integrations.stripe.provider import StripeProvider
from integrations.stripe.rules import CANCELED, CODES, DECLINES, REFUNDS
from tests.integrations.stripe.asking import an_order
from tests.twins.stripe import StripeTwin
from tests.twins.stripe.cards import CARDS

stripe = StripeProvider()
EXPECTED = {
    "generic_decline": Reason.DECLINED,
    "insufficient_funds": Reason.INSUFFICIENT_FUNDS,
    "lost_card": Reason.FRAUD_SUSPECTED,
    "stolen_card": Reason.FRAUD_SUSPECTED,
    "card_velocity_exceeded": Reason.LIMIT_EXCEEDED,
    "expired_card": Reason.EXPIRED_MEANS,
    "incorrect_cvc": Reason.WRONG_CODE,
    "processing_error": Reason.DECLINED,
    "fraudulent": Reason.FRAUD_SUSPECTED,
}
DECLINED = {token: card.decline for token, card in CARDS.items() if card.decline}


@pytest.mark.parametrize("token", DECLINED)
def test_a_declined_card_says_why(token: str, twin: StripeTwin, account: Account) -> None:
    answer = stripe.begin(account, an_order(token=token))

    assert answer.outcome is Outcome.REFUSED
    assert answer.vendor_code == DECLINED[token]
    assert answer.reason is EXPECTED[DECLINED[token]]
    assert answer.psp_reference.startswith("pi_")


@pytest.mark.parametrize(
    ("key", "outcome", "reason"),
    [
        ("sk_test_expired", Outcome.REFUSED, Reason.CREDENTIALS_REFUSED),
        ("wrong", Outcome.REFUSED, Reason.CREDENTIALS_REFUSED),
        ("rk_test_reads", Outcome.REFUSED, Reason.NOT_ENABLED),
        ("sk_test_limited", Outcome.UNKNOWN, Reason.TOO_MANY_CALLS),
    ],
)
def test_a_key_that_may_not_says_so(
    key: str, outcome: Outcome, reason: Reason, twin: StripeTwin, account: Account
) -> None:
    answer = stripe.begin(replace(account, secrets={"secret_key": key}), an_order())

    assert (answer.outcome, answer.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("amount", "currency", "reason"),
    [
        ("0.20", "USD", Reason.AMOUNT_NOT_TAKEN),
        ("9999999.99", "USD", Reason.AMOUNT_NOT_TAKEN),
        ("5", "XDR", Reason.CURRENCY_NOT_TAKEN),
    ],
)
def test_an_amount_that_stripe_does_not_take_says_so(
    amount: str, currency: str, reason: Reason, twin: StripeTwin, account: Account
) -> None:
    answer = stripe.begin(account, an_order(Money(Decimal(amount), currency)))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, reason)


def test_a_token_that_nobody_knows_says_so(twin: StripeTwin, account: Account) -> None:
    answer = stripe.begin(account, an_order(token="pm_of_nobody"))

    assert (answer.reason, answer.vendor_code) == (Reason.REQUEST_INVALID, "resource_missing")


def test_every_word_of_stripes_is_one_of_our_reasons_with_a_sentence() -> None:
    for table in (DECLINES, CODES, REFUNDS, CANCELED):
        assert table
        assert all(REASONS[reason] for reason in table.values())
