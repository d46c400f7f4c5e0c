"""What others may see of stock."""

from guildhall.inventory.types.stock import (
    Allocation,
    Demand,
    HoldCard,
    LevelCard,
    LevelFilter,
    LocationCard,
    MovementCard,
    NewStock,
    Shortage,
    Source,
    StockAudit,
    Supply,
)

__all__ = [
    "Allocation",
    "Demand",
    "HoldCard",
    "LevelCard",
    "LevelFilter",
    "LocationCard",
    "MovementCard",
    "NewStock",
    "Shortage",
    "Source",
    "StockAudit",
    "Supply",
]
