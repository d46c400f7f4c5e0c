"""How papers of the warehouse, lots and scans are called well."""

from guildhall.kernel.ids import new_id
from tests.isolation.call import Call
from tests.isolation.warehouse import (
)

APPLE = {"sku": "APPLE", "quantity": "1"}
RECEIPT = "/api/v1/receipts/{receipt}"
TRANSFER = "/api/v1/transfers/{transfer}"
STOCKTAKE = "/api/v1/stocktakes/{stocktake}"
LOT = "/api/v1/lots/{sku}/{lot_code}"
WAREHOUSE_
