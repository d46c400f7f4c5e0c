"""Every no of PayPal's ends as a reason of ours, and every reason as a sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from guildhall.kernel.money import Money
from guildhall.payments.errors import REASONS
from guildhall.payments.states import Outcome, Reason
from guildhall.payments.types import Account
from integrations.paypal.provider import PayPalProvider
from integrations.paypal.rules import ISSUES, NAMES, UNSURE
from tests.integrations.asking import an_order
from tests.twins.paypal import PayPalTwin

paypal = PayPalProvider()


@pytest.mark.parametrize("issue", sorted(ISSUES))
def test_a_no_says_why(issue: str, twin: PayPalTwin, account: Account) -> None:
    twin.refuses = issue

    answer = paypal.begin(account, an_order())

    assert (answer.outcome, answer.vendor_code) == (Outcome.REFUSED, issue)
    assert answer.reason is ISSUES[issue]
    assert REASONS[ISSUES[issue]]


@pytest.mark.parametrize("issue", sorted(UNSURE))
def test_what_may_be_done_by_another_call_is_not_known(
    issue: str, twin: PayPalTwin, account: Account
) -> None:
    twin.refuses = issue

    assert paypal.begin(account, an_order()).outcome is Outcome.UNKNOWN


def test_a_word_that_nobody_wrote_down_is_kept(twin: PayPalTwin, account: Account) -> None:
    twin.refuses = "SOMETHING_NEW"

    answer = paypal.begin(account, an_order())

    assert (answer.reason, answer.vendor_code) == (Reason.OTHER, "SOMETHING_NEW")
    assert all(REASONS[reason] for reason in NAMES.values())


def test_wrong_keys_say_so(twin: PayPalTwin, account: Account) -> None:
    wrong = replace(account, secrets={"client_secret": "wrong"})

    answer = paypal.begin(wrong, an_order())

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.CREDENTIALS_REFUSED)


@pytest.mark.parametrize("currency", ["CNY", "KWD", "XDR"])
def test_a_currency_that_paypal_does_not_take_says_so(
    currency: str, twin: PayPalTwin, account: Account
) -> None:
    answer = paypal.begin(account, an_order(Money(Decimal(5), currency)))

    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.CURRENCY_NOT_TAKEN)


def test_an_issue_has_one_reason() -> None:
    assert len(ISSUES) > 50
    assert not set(ISSUES) & UNSURE
