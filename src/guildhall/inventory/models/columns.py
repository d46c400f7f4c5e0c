"""Columns that several tables of stock have in common."""

from typing import Any

from django.db import models


def quantity_column(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a column for an exact quantity: up to 10^11, three decimals."""
    return models.DecimalField(max_digits=14, decimal_places=3, **options)


def cost_column(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a column for an exact cost; six decimals, since averages are quotients."""
    return models.DecimalField(max_digits=18, decimal_places=6, **options)
