"""Valuing stock while its process is killed: each line has one entry, and none is left out."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.inventory.models import CostLayer, ValueEntry
from guildhall.inventory.operations import value_stock
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import make_company
from tests.inventory.worth import book, worth


@pytest.fixture
def alpha(committed: dict[str, Scope]) -> Iterator[Scope]:
    with enter(committed["alpha"]):
        make_company(stock=Decimal(0), skus=("APPLE",))
        yield committed["alpha"]


@pytest.mark.parametrize(
    ("point", "valued"), [("inventory.lines_valued", 2), ("inventory.batch_valued", 4)]
)
def test_work_that_is_killed_half_way_is_done_once(
    alpha: Scope, stamp: Stamp, point: str, valued: int
) -> None:
    """The second batch of two dies before its end, or right after it."""
    for _ in range(6):
        book("10", cost="2")

    argv = [sys.executable, "-m", "tests.inventory.dying_valuer", point, str(alpha.tenant_id)]
    died = subprocess.run(argv, check=False, env=os.environ, capture_output=True, timeout=120)
    half_done = ValueEntry.objects.count()
    rest = value_stock(stamp=stamp)

    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert (half_done, rest) == (valued, 6 - valued)
    assert ValueEntry.objects.count() == CostLayer.objects.count() == 6
    assert worth() == (Decimal(60), Decimal(120))
