"""How papers of the warehouse are called well, and what has to be there before."""

from decimal import Decimal

from guildhall.catalog.models import Variant
from guildhall.catalog.states import Tracking
from guildhall.inventory import operations
from guildhall.inventory.models import LotStock
from guildhall.inventory.states import LocationKind
from guildhall.inventory.types import (
    Arrival,
    ArrivedLine,
    CountScan,
    LotWord,
    TransferPlan,
    TransferWish,
)
from guildhall.kernel.stamp import Stamp

# The papers that were made last; a call is about these.
MADE: dict[str, str] = {}


def make_receipt(_number: str, stamp: Stamp) -> None:
    line = ArrivedLine("APPLE", Decimal(1))
    MADE["receipt"] = operations.receive_goods(Arrival("S2", (line,)), stamp=stamp)


def make_transfer(_number: str, stamp: Stamp) -> None:
    plan = TransferPlan("S2", "W1", (TransferWish("APPLE", Decimal(1)),))
    MADE["transfer"] = operations.plan_transfer(plan, stamp=stamp)


def make_sent(number: str, stamp: Stamp) -> None:
    make_transfer(number, stamp)
    operations.send_transfer(MADE["transfer"], stamp=stamp)


def make_count(_number: str, stamp: Stamp) -> None:
    MADE["stocktake"] = operations.start_stocktake("S2", skus=["APPLE"], stamp=stamp)


def make_review(number: str, stamp: Stamp) -> None:
    make_count(number, stamp)
    scan = CountScan("APPLE", Decimal(499))
    operations.count_stock(MADE["stocktake"], scans=[scan], stamp=stamp)
    operations.finish_counting(MADE["stocktake"], stamp=stamp)


def make_lot(_number: str, stamp: Stamp, *, code: str = "LOT-1") -> None:
    """Let some of a lot lie at S2, of goods that are not kept by lot otherwise."""
    Variant.objects.filter(sku="APPLE").update(tracking=Tracking.LOT)
    MADE["lot"] = code
    if not LotStock.objects.filter(lot__code=code, on_hand__gte=5).exists():
        line = ArrivedLine("APPLE", Decimal(50), lot=LotWord(code))
        operations.receive_goods(Arrival("S2", (line,)), stamp=stamp)
    Variant.objects.filter(sku="APPLE").update(tracking=Tracking.NONE)


def make_eggs(number: str, stamp: Stamp) -> None:
    """Let a lot lie at S2, and eggs be kept by lot, too."""
    make_lot(number, stamp)
    Variant.objects.filter(sku="EGGS").update(tracking=Tracking.LOT)


def make_all(stamp: Stamp, *, lot: str) -> dict[str, str]:
    """Write one paper of each kind, none about S1; return what they are called."""
    operations.open_location("W1", name="Warehouse", kind=LocationKind.WAREHOUSE, stamp=stamp)
    for make in (make_receipt, make_sent, make_review):
        make("", stamp)
    make_lot("", stamp, code=lot)
    made = dict(MADE)
    MADE.clear()
    return made
