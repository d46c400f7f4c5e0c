"""SIGKILL before and after each commit and each outbound call: done once, or not at all."""

import os
import signal
import subprocess
import sys

import pytest

from guildhall.kernel.models import Fact
from guildhall.kernel.tenancy import Scope
from guildhall.payments.models import PaymentCall
from guildhall.payments.queries import payments_of, refunds_of
from tests.payments.deeds import DEEDS, come_back
from tests.twins.plain.server import PlainTwin

# What is done before, the deed, and where its doer dies.
PLACES = [
    ((), "begin", "payments.begin_written"),
    ((), "begin", "payments.begun"),
    ((), "begin", "payments.claimed"),
    ((), "begin", "payments.send_about_to"),
    ((), "begin", "payments.send_answered"),
    ((), "begin", "payments.answer_written"),
    (("begin",), "capture", "payments.send_answered"),
    (("begin",), "void", "payments.send_answered"),
    (("begin", "capture"), "refund", "payments.grant_executed"),
    (("begin", "capture"), "refund", "payments.send_answered"),
    (("begin",), "hear", "payments.notice_kept"),
]
MOVED = {
    "begin": "payment.authorized",
    "capture": "payment.charged",
    "void": "payment.voided",
    "refund": "payment.refunded",
    "hear": "payment.authorized",
}


def die(shop: Scope, twin: PlainTwin, deed: str, place: str) -> None:
    argv = [sys.executable, "-m", "tests.payments.dying_payer", place, str(shop.tenant_id), deed]
    env = {**os.environ, "GUILDHALL_PROVIDER_URLS": f"plain={twin.url}"}
    died = subprocess.run(argv, check=False, env=env, capture_output=True, timeout=120)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


@pytest.mark.parametrize(("before", "deed", "place"), PLACES)
def test_whoever_is_killed_leaves_something_that_ends_once(
    shop: Scope, twin: PlainTwin, before: tuple[str, ...], deed: str, place: str
) -> None:
    for earlier in before:
        DEEDS[earlier]()

    die(shop, twin, deed, place)
    come_back()
    DEEDS[deed]()
    come_back()

    (card,) = payments_of("R-1")
    assert Fact.objects.filter(type=MOVED[deed]).count() == 1
    assert len(twin.payments) == 1
    assert not PaymentCall.objects.exclude(state="done").exists()
    assert not card.totals.charge_pending
    assert not card.totals.refund_pending
    assert {refund.state for refund in refunds_of("R-1")} <= {"success"}
    assert Fact.objects.filter(type="payment.charged").count() <= 1
