"""How papers of the warehouse, lots and scans are called well."""

from guildhall.kernel.ids import new_id
from tests.isolation.call import Call
from tests.isolation.warehouse import (
    make_count,
    make_eggs,
    make_lot,
    make_receipt,
    make_review,
    make_sent,
    make_transfer,
)

REASON = {"reason": "found out"}
APPLE = {"sku": "APPLE", "quantity": "1"}
RECEIPT = "/api/v1/receipts/{receipt}"
TRANSFER = "/api/v1/transfers/{transfer}"
STOCKTAKE = "/api/v1/stocktakes/{stocktake}"
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
    f"GET {LOT}": Call(prepare=make_lot),
    f"GET {LOT}/recall-list": Call(prepare=make_lot),
    "POST /api/v1/lots/recall": Call(
        body={"sku": "APPLE", "lot": "LOT-1", "reason": "glass"}, prepare=make_lot
    ),
    "POST /api/v1/lots/recall-end": Call(
        body={"sku": "APPLE", "lot": "LOT-1", "reason": "it was another"}, prepare=make_lot
    ),
    "POST /api/v1/lots/repacks": Call(
        body={
            "location": "S2",
            "from_sku": "APPLE",
            "from_lot": "LOT-1",
            "from_quantity": "1",
            "to_sku": "EGGS",
            "to_lot": "LOT-2",
            "to_quantity": "1",
        },
        prepare=make_eggs,
    ),
    "POST /api/v1/lots/write-offs": Call(
        body={
            "location": "S2",
            "sku": "APPLE",
            "lot": "LOT-1",
            "quantity": "1",
            "reason": "mold",
        },
        prepare=make_lot,
    ),
    "GET /api/v1/scans": Call({"text": "APPLE"}),
    "GET /api/v1/scans/patterns": Call(),
    "PUT /api/v1/scans/patterns/{pattern}": Call(
        body={"mask": "21{item:5}{weight:5.3}{check}"}, path={"pattern": "weighed"}
    ),
    "GET /api/v1/stock/locations": Call(),
    "PUT /api/v1/stock/locations/{location}/removal": Call(
        body={"removal": "fifo"}, path={"location": "S2"}
    ),
}
