"""Judgement about stock. Pure."""

from guildhall.inventory.rules.allocation import allocate, merged

__all__ = ["allocate", "merged"]
