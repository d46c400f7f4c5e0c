"""What was made of a lot, and of what: traced up and down, and called back with it."""

from datetime import date
from decimal import Decimal

import pytest

from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.errors import LotNotFound, TracedToItself
from guildhall.inventory.queries import lots_differing, recall_list, trace_lot
from guildhall.inventory.types import LotWord, Repack
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from guildhall.orders.operations import confirm_order, ship_order
from tests.factories.company import Company, make_company, make_order
from tests.factories.warehouse import keep_by, level_of, receive


def _cheese(stamp: Stamp, ends: date | None = None) -> Company:
    company = make_company(stock=Decimal(0))
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "5", lot="WHEEL", ends=ends, stamp=stamp)
    return company


def _ship(company: Company, lines: dict[str, int | str], *, stamp: Stamp) -> str:
    number = make_order(company, lines, stamp=stamp).row.number
    confirm_order(number, stamp=stamp)
    ship_order(number, stamp=stamp)
    return number


def _repack(**given: object) -> Repack:
    told: dict[str, object] = {
        "location": "S1",
        "from_sku": "CHEESE",
        "from_lot": "WHEEL",
        "from_quantity": Decimal(2),
        "to_sku": "DATES",
        "to_lot": LotWord("SLICES"),
        "to_quantity": Decimal(20),
    }
    return Repack(**{**told, **given})  # type: ignore[arg-type]


def test_what_was_made_of_a_lot_is_traced_up_and_down(alpha: Scope, stamp: Stamp) -> None:
    """14.3: genealogy is lost where repacking does not say of what."""
    company = _cheese(stamp, date(2031, 1, 1))
    keep_by(Tracking.LOT, "DATES")
    operations.repack_lot(_repack(), stamp=stamp)
    sold = _ship(company, {"DATES": 6}, stamp=stamp)

    down, up = trace_lot("CHEESE", "WHEEL"), trace_lot("DATES", "SLICES")
    affected = recall_list("CHEESE", "WHEEL")

    assert [(link.code, link.depth) for link in down.made_into] == [("SLICES", 1)]
    assert [(link.code, link.quantity) for link in up.made_of] == [("WHEEL", Decimal(2))]
    assert up.lot.expires_on == date(2031, 1, 1)
    assert [step.kind for step in up.steps] == ["repack", "shipment"]
    assert [(line.lot, line.reference, line.quantity) for line in affected][-1] == (
        "SLICES",
        sold,
        Decimal(6),
    )
    assert lots_differing() == 0


def test_a_recall_reaches_what_was_made_of_the_lot(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp)
    keep_by(Tracking.LOT, "DATES")
    operations.repack_lot(_repack(), stamp=stamp)

    operations.recall_lot("CHEESE", "WHEEL", reason="glass", stamp=stamp)

    assert level_of("DATES", "S1").available == 0
    assert level_of("CHEESE", "S1").available == 0


def test_a_lot_is_not_made_of_itself(alpha: Scope, stamp: Stamp) -> None:
    _cheese(stamp)
    keep_by(Tracking.LOT, "DATES")
    operations.repack_lot(_repack(), stamp=stamp)
    back = _repack(from_sku="DATES", from_lot="SLICES", to_sku="CHEESE", to_lot=LotWord("WHEEL"))

    with pytest.raises(TracedToItself):
        operations.repack_lot(back, stamp=stamp)
    with pytest.raises(LotNotFound):
        operations.repack_lot(_repack(from_lot="NOPE"), stamp=stamp)
