"""Stock for programs of the back office."""

from guildhall.inventory.api.availability import router as availability
from guildhall.inventory.api.disposals import router as disposals
from guildhall.inventory.api.levels import router as levels
from guildhall.inventory.api.lots import router as lots
from guildhall.inventory.api.places import router as places
from guildhall.inventory.api.policies import router as policies
from guildhall.inventory.api.receipts import router as receipts
from guildhall.inventory.api.reservations import router as reservations
from guildhall.inventory.api.scans import router as scans
from guildhall.inventory.api.stocktakes import router as stocktakes
from guildhall.inventory.api.transfers import router as transfers

ROUTERS = {
    "/api/v1/availability": availability,
    "/api/v1/stock/levels": levels,
    "/api/v1/stock/reservations": reservations,
    "/api/v1/stock/channels": policies,
    "/api/v1/stock/locations": places,
    "/api/v1/receipts": receipts,
    "/api/v1/transfers": transfers,
    "/api/v1/stocktakes": stocktakes,
    "/api/v1/lots/write-offs": disposals,
    "/api/v1/lots": lots,
    "/api/v1/scans": scans,
}

__all__ = ["ROUTERS"]
