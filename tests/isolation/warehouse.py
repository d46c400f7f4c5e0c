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
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.isolation.call import REASON, Call

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


def make_lot(_number: str, stamp: Stamp, *, code: str = "LOT-1", sku: str = "CHEESE") -> None:
    """Let some of a lot lie at S2, of goods with which no other call has to do."""
    Variant.objects.filter(sku=sku).update(tracking=Tracking.LOT)
    MADE["lot"] = code
    if not LotStock.objects.filter(lot__code=code, on_hand__gte=5).exists():
        line = ArrivedLine(sku, Decimal(50), lot=LotWord(code))
        operations.receive_goods(Arrival("S2", (line,)), stamp=stamp)


def make_eggs(number: str, stamp: Stamp) -> None:
    """Let a lot lie at S2, and eggs be kept by lot, too."""
    make_lot(number, stamp)
    Variant.objects.filter(sku="EGGS").update(tracking=Tracking.LOT)


def make_label(_number: str, stamp: Stamp) -> None:
    operations.set_scan_pattern("weighed", mask="21{item:5}{weight:5.3}{check}", stamp=stamp)


def make_place(_number: str, stamp: Stamp) -> None:
    operations.open_location("W8", name="Eighth", kind=LocationKind.WAREHOUSE, stamp=stamp)


def make_all(stamp: Stamp, *, lot: str, of: str = "CHEESE") -> dict[str, str]:
    """Write one paper of each kind, none about S1; return what they are called."""
    operations.open_location("W1", name="Warehouse", kind=LocationKind.WAREHOUSE, stamp=stamp)
    for make in (make_place, make_receipt, make_sent, make_review):
        make("", stamp)
    make_lot("", stamp, code=lot, sku=of)
    made = dict(MADE)
    MADE.clear()
    return made


APPLE = {"sku": "APPLE", "quantity": "1"}
RECEIPT = "/api/v1/receipts/{receipt}"
TRANSFER = "/api/v1/transfers/{transfer}"
STOCKTAKE = "/api/v1/stocktakes/{stocktake}"
OF_LOTS = {"product": "CHEESE"}
LOT = "/api/v1/lots/{sku}/{lot_code}"
WAREHOUSE_CALLS = {
    "GET /api/v1/receipts": Call(),
    "POST /api/v1/receipts": Call(body={"location": "S2", "lines": [APPLE]}),
    f"GET {RECEIPT}": Call(prepare=make_receipt),
    f"POST {RECEIPT}/reversal": Call(body=REASON, prepare=make_receipt),
    "GET /api/v1/transfers": Call(),
    "POST /api/v1/transfers": Call(body={"origin": "S2", "destination": "W1", "lines": [APPLE]}),
    f"GET {TRANSFER}": Call(prepare=make_transfer),
    f"POST {TRANSFER}/dispatch": Call(body={"lines": [APPLE]}, prepare=make_transfer),
    f"POST {TRANSFER}/arrival": Call(body={"lines": [APPLE]}, prepare=make_sent),
    f"POST {TRANSFER}/closing": Call(body=REASON, prepare=make_sent),
    f"POST {TRANSFER}/cancellation": Call(body=REASON, prepare=make_transfer),
    "GET /api/v1/stocktakes": Call(),
    "POST /api/v1/stocktakes": Call(body={"location": "S2"}),
    f"GET {STOCKTAKE}": Call(prepare=make_count),
    f"POST {STOCKTAKE}/scans": Call(
        body={"scans": [{"id": str(new_id()), **APPLE}]}, prepare=make_count
    ),
    f"POST {STOCKTAKE}/review": Call(prepare=make_count),
    f"POST {STOCKTAKE}/judgement": Call(
        body={"sku": "APPLE", "accepted": False}, prepare=make_review
    ),
    f"POST {STOCKTAKE}/recount": Call(body={"sku": "APPLE"}, prepare=make_review),
    f"POST {STOCKTAKE}/posting": Call(prepare=make_review),
    f"POST {STOCKTAKE}/cancellation": Call(body=REASON, prepare=make_count),
    "GET /api/v1/lots": Call(),
    f"GET {LOT}": Call(prepare=make_lot, about=OF_LOTS),
    f"GET {LOT}/recall-list": Call(prepare=make_lot, about=OF_LOTS),
    "POST /api/v1/lots/recall": Call(
        body={"sku": "CHEESE", "lot": "LOT-1", "reason": "glass"}, prepare=make_lot, about=OF_LOTS
    ),
    "POST /api/v1/lots/recall-end": Call(
        body={"sku": "CHEESE", "lot": "LOT-1", "reason": "it was another"},
        prepare=make_lot,
        about=OF_LOTS,
    ),
    "POST /api/v1/lots/repacks": Call(
        body={
            "location": "S2",
            "from_sku": "CHEESE",
            "from_lot": "LOT-1",
            "from_quantity": "1",
            "to_sku": "EGGS",
            "to_lot": "LOT-2",
            "to_quantity": "1",
        },
        prepare=make_eggs,
        about=OF_LOTS,
    ),
    "GET /api/v1/scans": Call({"text": "APPLE"}),
    "POST /api/v1/lots/write-offs": Call(
        body={
            "location": "S2",
            "sku": "CHEESE",
            "lot": "LOT-1",
            "quantity": "1",
            "reason": "mold",
        },
        prepare=make_lot,
        about=OF_LOTS,
    ),
    "GET /api/v1/scans/patterns": Call(),
    "GET /api/v1/scans/patterns/{pattern}": Call(path={"pattern": "weighed"}, prepare=make_label),
    "PUT /api/v1/scans/patterns/{pattern}": Call(
        body={"mask": "21{item:5}{weight:5.3}{check}"}, path={"pattern": "weighed"}
    ),
    "GET /api/v1/stock/locations": Call(),
    "GET /api/v1/stock/locations/{location}": Call(path={"location": "S2"}),
    "POST /api/v1/stock/locations": Call(
        body={"code": "W7", "name": "Seventh", "kind": "warehouse"}
    ),
    "PUT /api/v1/stock/locations/{location}": Call(
        body={"name": "Store S2", "point": {"latitude": "52.52", "longitude": "13.405"}},
        path={"location": "S2"},
    ),
    "POST /api/v1/stock/locations/{location}/closing": Call(path={"location": "W8"}),
    "POST /api/v1/stock/locations/{location}/reopening": Call(path={"location": "W8"}),
    "GET /api/v1/stock/channels/{channel}/locations": Call(),
    "PUT /api/v1/stock/channels/{channel}/locations": Call(body={"locations": ["S1", "S2"]}),
    "PUT /api/v1/stock/locations/{location}/removal": Call(
        body={"removal": "fifo"}, path={"location": "S2"}
    ),
}
