"""Every no that a twin can say has a reason of ours, and by it a sentence in both languages.

The twins' own text is read, so that a no that is added there is asked for here.
"""

import re
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from guildhall.config.local.messages import compile_catalogs
from guildhall.payments.errors import ProviderRefused
from guildhall.payments.states import Reason
from integrations.alipay.rules import words as alipay
from integrations.paypal import rules as paypal
from integrations.stripe import rules as stripe
from integrations.wechat.rules import words as wechat
from tests.harness.processes import ROOT

# Not of payments: bills that are not there, what is asked for anew, and what is not known yet.
OF_BILLS = {"STATEMENT_CREATING", "NO_STATEMENT_EXIST", "isp.bill_not_exist"}
NO_NO = {
    "wechat": wechat.ABSENT | wechat.STILL_PAYING | wechat.UNKNOWN,
    "alipay": alipay.ABSENT | alipay.UNKNOWN,
    "paypal": paypal.UNSURE,
    "stripe": frozenset[str](),
}
SAID = {
    "wechat": r'\bno\(\s*"([A-Z_]+)"',
    "alipay": r'\bno\(\s*"([A-Za-z_.-]+)"',
    "paypal": r'Refused\(\s*"([A-Z_]+)"',
    "stripe": r'code="([a-z_]+)"|Card\("([a-z_]+)"|"code": "([a-z_]+)"',
}


def said_by(twin: str) -> list[str]:
    """Return the codes with which a twin refuses, as its text has them."""
    folder: Path = ROOT / "tests" / "twins" / twin
    text = "\n".join(file.read_text() for file in sorted(folder.glob("*.py")))
    found = {word for each in re.findall(SAID[twin], text) for word in _words(each)}
    return sorted(found - OF_BILLS - NO_NO[twin])


def _words(found: str | tuple[str, ...]) -> list[str]:
    return [found] if isinstance(found, str) else [word for word in found if word]


def reason_of(twin: str, code: str) -> Reason:
    """Return what our adapter makes of a twin's no."""
    if twin == "wechat":
        return wechat.reason_of(code)
    if twin == "alipay":
        return alipay.reason_of(code)
    if twin == "paypal":
        of_a_name = code == "INVALID_RESOURCE_ID"
        name = "RESOURCE_NOT_FOUND" if of_a_name else "UNPROCESSABLE_ENTITY"
        return paypal.reason_of({"name": name, "details": [{"issue": code}]})
    kind = "card_error" if code in stripe.DECLINES else "invalid_request_error"
    return stripe.reason_of({"type": kind, "code": code})[0]


NOES = [(twin, code) for twin in SAID for code in said_by(twin)]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_catalogs()


@pytest.mark.parametrize("twin", SAID)
def test_a_twin_says_many_noes(twin: str) -> None:
    """The negative control: a text that is read wrongly would prove nothing."""
    assert len(said_by(twin)) >= 8


@pytest.mark.parametrize(("twin", "code"), NOES)
def test_a_no_of_a_twin_is_a_sentence_in_both_languages(twin: str, code: str) -> None:
    reason = reason_of(twin, code)
    refusal = ProviderRefused(provider=twin, reason=reason, vendor_code=code)

    with override("en"):
        english = refusal.told(gettext)
    with override("zh-hans"):
        chinese = refusal.told(gettext)

    assert reason is not Reason.OTHER
    assert english.endswith(f"({code})")
    assert english != chinese
    assert not chinese.removeprefix(twin).isascii()
