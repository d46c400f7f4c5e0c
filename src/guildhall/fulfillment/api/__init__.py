"""What leaves the building, for programs."""

from guildhall.fulfillment.api.acting import router as acting
from guildhall.fulfillment.api.labels import router as labels
from guildhall.fulfillment.api.parcels import router as parcels
from guildhall.fulfillment.api.works import router as works

ROUTERS = (
    ("/api/v1/fulfillment-orders", acting),
    ("/api/v1/fulfillment-orders", works),
    ("/api/v1/parcels", labels),
    ("/api/v1/parcels", parcels),
)

__all__ = ["ROUTERS"]
