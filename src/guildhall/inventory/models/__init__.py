"""The tables of stock."""

from guildhall.inventory.models.documents import (
    CountedLine,
    Expected,
    Receipt,
    ReceiptLine,
    Scan,
    Stocktake,
    Transfer,
    TransferLine,
)
from guildhall.inventory.models.levels import (
    LevelSnapshot,
    Movement,
    Reservation,
    StockBlock,
    StockCheck,
    StockLevel,
)
from guildhall.inventory.models.lots import Lot, LotParent, LotStock
from guildhall.inventory.models.places import (
    ChannelOffer,
    ChannelPolicy,
    ChannelPush,
    ChannelSource,
    Location,
)
from guildhall.inventory.models.scanning import ScanPattern, Tray, TrayScan
from guildhall.inventory.models.value import (
    CostLayer,
    ItemValue,
    ReorderProposal,
    ReorderRule,
    ValueEntry,
)

__all__ = [
    "ChannelOffer",
    "ChannelPolicy",
    "ChannelPush",
    "ChannelSource",
    "CostLayer",
    "CountedLine",
    "Expected",
    "ItemValue",
    "LevelSnapshot",
    "Location",
    "Lot",
    "LotParent",
    "LotStock",
    "Movement",
    "Receipt",
    "ReceiptLine",
    "ReorderProposal",
    "ReorderRule",
    "Reservation",
    "Scan",
    "ScanPattern",
    "StockBlock",
    "StockCheck",
    "StockLevel",
    "Stocktake",
    "Transfer",
    "TransferLine",
    "Tray",
    "TrayScan",
    "ValueEntry",
]
