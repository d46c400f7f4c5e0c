"""Invoices, credit notes and who writes them, for programs of the back office."""

from guildhall.finance.api.entities import entities
from guildhall.finance.api.papers import of_order, router

__all__ = ["entities", "of_order", "router"]
