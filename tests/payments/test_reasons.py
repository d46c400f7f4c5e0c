"""Every reason for which a provider says no is a sentence, in both languages."""

import pytest
from django.utils.translation import gettext, override

from guildhall.config.local.messages import compile_catalogs
from guildhall.payments.errors import REASONS, ProviderRefused
from guildhall.payments.states import Reason


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == len(Reason)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_catalogs()


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_told_in_both_languages(reason: Reason) -> None:
    refusal = ProviderRefused(provider="stripe", reason=reason, vendor_code="x")

    with override("en"):
        english = refusal.told(gettext)
    with override("zh-hans"):
        chinese = refusal.told(gettext)

    assert english == f"stripe refused: {REASONS[reason]} (x)"
    assert not chinese.removeprefix("stripe").isascii()
    assert REASONS[reason] not in chinese


def test_a_refusal_tells_the_reason_and_keeps_the_vendors_code() -> None:
    refusal = ProviderRefused(
        provider="stripe", reason=Reason.INSUFFICIENT_FUNDS, vendor_code="insufficient_funds"
    )

    assert refusal.told() == (
        "stripe refused: There is not enough money on the customer's account or card."
        " (insufficient_funds)"
    )
    assert refusal.facts["reason"] == "insufficient_funds"
