"""Orders for programs of the back office."""

from guildhall.orders.api.bulk import router as bulk
from guildhall.orders.api.deltas import router as deltas
from guildhall.orders.api.desk import router as desk
from guildhall.orders.api.edits import router as edits
from guildhall.orders.api.orders import router

__all__ = ["bulk", "deltas", "desk", "edits", "router"]
