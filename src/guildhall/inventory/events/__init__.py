"""What happens to stock."""

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

__all__ = [
    "LocationOpened",
    "Moved",
    "StockAdjusted",
    "StockHoldExpired",
    "StockReceived",
    "StockReleased",
    "StockReserved",
    "StockShipped",
]
