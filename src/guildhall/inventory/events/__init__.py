"""What happens to stock."""

from guildhall.inventory.events.checks import (
    StockChecked,
    StockMended,
)
from guildhall.inventory.events.lots import (
    LotBlocked,
    LotRecalled,
    LotRecallLifted,
    LotRepacked,
    RemovalChanged,
    ScanPatternChanged,
)
from guildhall.inventory.events.papers import (
    CountedLineJudged,
    ReceiptBooked,
    ReceiptReversed,
    StocktakeCanceled,
    StocktakeCounted,
    StocktakeCountedAgain,
    StocktakePosted,
    StocktakeStarted,
    TransferArrived,
    TransferCanceled,
    TransferClosed,
    TransferPlanned,
    TransferSent,
)
from guildhall.inventory.events.replenishment import (
    ReorderDecided,
    ReorderProposed,
    ReorderRuleChanged,
    ReorderRunEnded,
)
from guildhall.inventory.events.stock import (
    LocationOpened,
    Moved,
    StockAdjusted,
    StockHoldExpired,
    StockReceived,
    StockReleased,
    StockReserved,
    StockShipped,
)
from guildhall.inventory.events.valuation import (
    CostChanged,
    StockValueExported,
)

__all__ = [
    "CostChanged",
    "CountedLineJudged",
    "LocationOpened",
    "LotBlocked",
    "LotRecallLifted",
    "LotRecalled",
    "LotRepacked",
    "Moved",
    "ReceiptBooked",
    "ReceiptReversed",
    "RemovalChanged",
    "ReorderDecided",
    "ReorderProposed",
    "ReorderRuleChanged",
    "ReorderRunEnded",
    "ScanPatternChanged",
    "StockAdjusted",
    "StockChecked",
    "StockHoldExpired",
    "StockMended",
    "StockReceived",
    "StockReleased",
    "StockReserved",
    "StockShipped",
    "StockValueExported",
    "StocktakeCanceled",
    "StocktakeCounted",
    "StocktakeCountedAgain",
    "StocktakePosted",
    "StocktakeStarted",
    "TransferArrived",
    "TransferCanceled",
    "TransferClosed",
    "TransferPlanned",
    "TransferSent",
]
