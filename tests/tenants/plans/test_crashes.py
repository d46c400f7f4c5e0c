"""A renewal that is killed half-way charges nothing, and the next one charges once."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.plans.models import AccountEntry, Invoice
from tenants.plans.operations import subscribe
from tenants.types import PlanTerms
from tests.factories.plans import on_plan
from tests.tenants.plans.conftest import OPENED, on, usd

AT = (OPENED + timedelta(days=14)).isoformat()
WORDS = ("renew_subscriptions", "--at", AT)
FAULT = "plans.invoice_written"


def _renew(*before: str) -> int:
    argv = [sys.executable, *before, *WORDS]
    done = subprocess.run(argv, check=False, env=os.environ, capture_output=True, timeout=120)
    return done.returncode


@pytest.mark.faults
@pytest.mark.parametrize("fate", ["kill", "cut"])
def test_a_renewal_that_dies_charges_nothing_and_the_next_one_charges_once(
    committed: dict[str, Scope], fate: str
) -> None:
    terms = PlanTerms(price=usd("30.00"))
    with on_plan(committed["alpha"], limits={}, terms=terms) as scope, enter(PLATFORM):
        subscribe(scope.tenant_id, stamp=on(OPENED))

        died = _renew("-m", "tests.harness.faulty", FAULT, fate)
        charged = Invoice.objects.count(), AccountEntry.objects.count()
        again = [_renew("manage.py") for _ in range(2)]

        assert (died != 0, charged, again) == (True, (0, 0), [0, 0])
        assert [row.number for row in Invoice.objects.all()] == ["INV-2026-000001"]
        assert AccountEntry.objects.count() == 1
