"""A sandbox in a twin's place hands on what is asked, and tells what happened there."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from guildhall.kernel import clock
from guildhall.payments.states import Outcome, Step
from guildhall.payments.types import Account, Received
from integrations.stripe.provider import StripeProvider
from tests.integrations.stripe.asking import an_order
from tests.integrations.stripe.conftest import SECRET
from tests.twins.sandbox import told_of_sandboxes
from tests.twins.stripe import StripeTwin
from tests.twins.stripe.sandbox import StripeSandbox

stripe = StripeProvider()


def test_what_is_asked_goes_on_and_comes_back(
    twin: StripeTwin, account: Account, settings: Settings
) -> None:
    with StripeSandbox("sk_test_twin", upstream=twin.url) as sandbox:
        settings.PROVIDER_URLS = {"stripe": sandbox.url}
        sandbox.do_listen("http://127.0.0.1:1/", SECRET)
        sandbox.faults.drop = 1
        ours = replace(account, base_url=sandbox.url)

        answer = stripe.begin(ours, an_order())

        events = list(sandbox.fetched())
        written = [each.write(*[False]) for each in events]
        told = [Received(body, head, clock.now()) for head, body in written]
        notices = [stripe.read_notice(ours, each) for each in told]
        assert not list(sandbox.fetched())
    assert answer.outcome is Outcome.DONE
    assert len(twin.every("payment_intent")) == 1
    assert [s.step for notice in notices for s in notice.steps] == [Step.CHARGE_SUCCESS]


def test_a_run_says_which_sandboxes_it_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIPE_TEST_KEY", raising=False)
    without = told_of_sandboxes()
    monkeypatch.setenv("STRIPE_TEST_KEY", "sk_test_1")

    assert without == "sandboxes of vendors not asked, for want of a key: Stripe (STRIPE_TEST_KEY)"
    assert told_of_sandboxes() == "sandboxes of vendors asked: Stripe"
