"""Commands of the rooms below that wait for a yes: granted, each means its own operation."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from guildhall.approvals.operations import grant, set_rule
from guildhall.approvals.queries import get_approval
from guildhall.approvals.types import ApprovalRow, Pending, RuleTerms
from guildhall.flows.approvals import COMMANDS
from guildhall.identity.states import Role
from guildhall.inventory import operations as stock
from guildhall.inventory.queries import get_stocktake
from guildhall.inventory.types import Correction, CountScan, StockKey
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.factories.company import make_company
from tests.factories.warehouse import level_of
from tests.flows.test_reactions import deliver_all
from tests.identity.staffing import hire, stamp_as

# What waits holds these names: a line may be added, and goes once nothing waits for it.
RELEASED = {
    ("inventory.adjust_stock", 1),
    ("inventory.post_stocktake", 1),
    ("inventory.write_off_stock", 1),
}


@pytest.fixture
def clerk(committed: dict[str, Scope], stamp: Stamp) -> Iterator[Stamp]:
    """Open shop with rules for whatever is large; return how a clerk acts."""
    with enter(committed["alpha"]):
        make_company(stock=Decimal(20), stamp=stamp)
        for action in ("stock.count", "stock.adjust", "stock.write_off"):
            set_rule(RuleTerms(action=action, threshold=Decimal(5)), stamp=stamp)
        yield stamp_as(hire(Role.WAREHOUSE, stamp, name="clerk"), stamp)


def decided(pending: Pending | None, stamp: Stamp) -> ApprovalRow:
    """Let an admin say yes, deliver what follows, and return what became of it."""
    assert pending is not None
    boss = stamp_as(hire(Role.ADMIN, stamp, name="boss"), stamp)
    grant(pending.approval, stamp=boss)
    deliver_all()
    return get_approval(pending.approval, stamp=boss).row


def test_no_command_that_may_wait_has_been_renamed() -> None:
    assert set(COMMANDS) >= RELEASED


def counted(stamp: Stamp) -> str:
    number = stock.start_stocktake("S1", skus=["APPLE", "BREAD"], stamp=stamp)
    scans = [CountScan("APPLE", Decimal(4)), CountScan("BREAD", Decimal(10))]
    stock.count_stock(number, scans=scans, stamp=stamp)
    stock.finish_counting(number, stamp=stamp)
    return number


def test_a_count_is_booked_after_a_yes(clerk: Stamp, stamp: Stamp) -> None:
    number = counted(clerk)

    row = decided(stock.post_stocktake(number, stamp=clerk), stamp)

    assert (row.state, row.problem) == ("done", None)
    assert level_of("APPLE", "S1").on_hand == Decimal(4)
    assert get_stocktake(number).row.state == "posted"


def test_a_count_that_was_called_off_meanwhile_is_not_booked(clerk: Stamp, stamp: Stamp) -> None:
    number = counted(clerk)
    pending = stock.post_stocktake(number, stamp=clerk)
    stock.cancel_stocktake(number, reason="again tomorrow", stamp=clerk)

    row = decided(pending, stamp)

    assert row.state == "failed"
    assert row.problem is not None
    assert level_of("APPLE", "S1").on_hand == Decimal(10)


APPLES = StockKey("APPLE", "S1")


def taken(quantity: int) -> Correction:
    return Correction(quantity=Decimal(quantity), expected=Decimal(10), reason="crushed")


def test_a_correction_is_done_after_a_yes(clerk: Stamp, stamp: Stamp) -> None:
    row = decided(stock.adjust_stock(APPLES, taken(-6), stamp=clerk), stamp)

    assert (row.state, row.problem) == ("done", None)
    assert level_of("APPLE", "S1").on_hand == Decimal(4)


def test_a_write_off_is_done_after_a_yes(clerk: Stamp, stamp: Stamp) -> None:
    row = decided(stock.write_off_stock(APPLES, taken(6), stamp=clerk), stamp)

    assert (row.state, row.problem) == ("done", None)
    assert level_of("APPLE", "S1").on_hand == Decimal(4)


def test_a_correction_of_what_is_another_figure_by_now_is_not_done(
    clerk: Stamp, stamp: Stamp
) -> None:
    """3.9: compare and set holds over the days that a yes may take."""
    pending = stock.adjust_stock(APPLES, taken(-6), stamp=clerk)
    stock.adjust_stock(APPLES, taken(-1), stamp=clerk)

    row = decided(pending, stamp)

    assert row.state == "failed"
    assert row.problem is not None
    assert row.problem.code == "inventory.stock_changed"
    assert level_of("APPLE", "S1").on_hand == Decimal(9)
