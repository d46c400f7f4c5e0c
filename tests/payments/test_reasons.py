"""Every reason for which a provider says no is a sentence."""

from guildhall.payments.errors import REASONS, ProviderRefused
from guildhall.payments.states import Reason


def test_every_reason_has_a_sentence_of_its_own() -> None:
    assert set(REASONS) == set(Reason)
    assert len(set(REASONS.values())) == len(Reason)


def test_a_refusal_tells_the_reason_and_keeps_the_vendors_code() -> None:
    refusal = ProviderRefused(
        provider="stripe", reason=Reason.INSUFFICIENT_FUNDS, vendor_code="insufficient_funds"
    )

    assert refusal.told() == (
        "stripe refused: There is not enough money on the customer's account or card."
        " (insufficient_funds)"
    )
    assert refusal.facts["reason"] == "insufficient_funds"
