"""Stock for programs of the back office."""

from guildhall.inventory.api.availability import router as availability
from guildhall.inventory.api.levels import router as levels
from guildhall.inventory.api.policies import router as policies
from guildhall.inventory.api.reservations import router as reservations

ROUTERS = {
    "/api/v1/availability": availability,
    "/api/v1/stock/levels": levels,
    "/api/v1/stock/reservations": reservations,
    "/api/v1/stock/channels": policies,
}

__all__ = ["ROUTERS"]
