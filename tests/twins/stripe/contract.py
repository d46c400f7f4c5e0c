"""Stripe in the contract suite: a card at once, one whose bank asks, and a browser's."""

import os
from dataclasses import replace
from decimal import Decimal
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.states import Strategy
from guildhall.payments.types import NewPayment
from integrations.stripe.provider import StripeProvider
from tests.twins.contract import Case, nothing
from tests.twins.stripe.sandbox import StripeSandbox
from tests.twins.stripe.server import StripeTwin

SECRET = "whsec_twin"
CHARGED = NewPayment(
    amount=Money(Decimal("12.90"), "USD"),
    account="stripe",
    way="card",
    token="pm_card_visa",
    title="Order R-1",
)
HELD = replace(CHARGED, strategy=Strategy.AUTHORIZE)


def _intent(twin: StripeTwin, key: str) -> str:
    (found,) = (
        each["id"]
        for each in twin.every("payment_intent")
        if each["metadata"]["guildhall_payment"] == key
    )
    return str(found)


def _proves(twin: StripeTwin, key: str) -> None:
    twin.do_authenticate(_intent(twin, key))


def _confirms(twin: StripeTwin, key: str) -> None:
    twin.do_pay(_intent(twin, key))


def _case(name: str, ask: NewPayment, pays: Any = nothing) -> Case:
    return Case(
        name=name,
        twin=StripeTwin,
        provider=StripeProvider,
        ask=ask,
        secrets=lambda _twin: {"secret_key": "sk_test_twin", "webhook_secret": SECRET},
        hears=lambda twin, url: twin.do_listen(url, SECRET),
        pays=pays,
        refused=replace(CHARGED, token="pm_card_visa_chargeDeclined"),
    )


def _of_sandbox(key: str) -> tuple[Case, ...]:
    """Return what can be paid in the sandbox without a person: cards, at once or held."""
    names = {"stripe-sandbox-charged": CHARGED, "stripe-sandbox-held": HELD}
    return tuple(
        replace(
            _case(name, ask),
            twin=lambda: StripeSandbox(key),
            secrets=lambda _twin: {"secret_key": key, "webhook_secret": SECRET},
        )
        for name, ask in names.items()
        if key
    )


CASES = (
    _case("stripe-charged", CHARGED),
    _case("stripe-held", HELD),
    _case("stripe-proven", replace(HELD, token="pm_card_authenticationRequired"), _proves),
    _case("stripe-browser", replace(CHARGED, token=""), _confirms),
    *_of_sandbox(os.environ.get("STRIPE_TEST_KEY", "")),
)
