"""Judgement about stock. Pure."""

from guildhall.inventory.rules.allocation import allocate, merged
from guildhall.inventory.rules.lots import (
    fault_of,
    in_order,
    local_day,
    pick,
)

__all__ = ["allocate", "fault_of", "in_order", "local_day", "merged", "pick"]
