"""Customers for programs of the back office."""

from ninja import Router

from guildhall.customers.api.customers import router as customers
from guildhall.customers.api.details import router as details
from guildhall.customers.api.merges import router as merges

ROUTERS: tuple[Router, ...] = (merges, customers, details)
