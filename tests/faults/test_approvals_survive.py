"""Workers die between a yes and its effect; each stored command takes effect once."""

from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Event as Signal
from uuid import UUID

import pytest

from guildhall.approvals.models import Approval
from guildhall.approvals.operations import grant, set_rule
from guildhall.approvals.types import RuleTerms
from guildhall.identity.states import Role
from guildhall.inventory.models import Movement, StockLevel
from guildhall.inventory.operations import adjust_stock
from guildhall.inventory.types import Correction, StockKey
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import make_company
from tests.faults.storm import processes
from tests.harness.processes import wait_until, wait_until_worked_off
from tests.harness.sizes import size_of
from tests.identity.staffing import hire, stamp_as

pytestmark = [pytest.mark.faults, pytest.mark.slow]

STOCK = Decimal(50)


def ask(number: int, sku: str, *, stamp: Stamp) -> UUID:
    """Ask to take so many of what lies there away that each request is another one."""
    correction = Correction(quantity=-STOCK + number, expected=STOCK, reason=f"count {number}")
    pending = adjust_stock(StockKey(sku, "S1"), correction, stamp=stamp)
    assert pending is not None
    return pending.approval


def test_workers_killed_between_yes_and_effect_do_everything_once(
    committed: dict[str, Scope], stamp: Stamp, tmp_path: Path
) -> None:
    count = size_of("approvals_carried_out_once", small=24, soak=1_000)
    with enter(committed["alpha"]):
        _grant_many(count, stamp)

        _carry_out_among_kills(tmp_path)

        assert set(Approval.objects.values_list("state", flat=True)) == {"done"}
        moved = Movement.objects.filter(kind="adjustment")
        assert moved.count() == moved.values("level").distinct().count() == count
        left = StockLevel.objects.filter(location__code="S1").values_list("on_hand", flat=True)
        assert sorted(left) == sorted(Decimal(number % 40) for number in range(count))
        assert Fact.objects.filter(type="approval.carried_out").count() == count


def _grant_many(count: int, stamp: Stamp) -> None:
    skus = tuple(f"SKU-{number:04}" for number in range(count))
    make_company(skus=skus, stamp=stamp)
    set_rule(RuleTerms(action="stock.adjust", threshold=Decimal(1)), stamp=stamp)
    asker = stamp_as(hire(Role.WAREHOUSE, stamp, name="asker"), stamp)
    decider = stamp_as(hire(Role.ADMIN, stamp, name="decider"), stamp)
    for number, sku in enumerate(skus):
        grant(ask(number % 40, sku, stamp=asker), stamp=decider)


def _carry_out_among_kills(folder: Path) -> None:
    """Kill the worker whenever it has done something, at a moment left to chance."""
    running, random, pause = processes(("relay", "worker"), folder), Random(2026), Signal()
    worker = running["worker"]
    try:
        for _ in range(size_of("approvals_carried_out_once", small=3, soak=40)):
            before = _left()
            wait_until(lambda: _left() < before, what="work to strike at")  # noqa: B023 - at once
            pause.wait(random.uniform(0.0, 0.05))
            worker.kill()
            worker.start()
        wait_until_worked_off(_left, what="approvals")
    finally:
        for process in running.values():
            process.kill()


def _left() -> int:
    return Approval.objects.filter(state__in=("granted", "underway")).count()
