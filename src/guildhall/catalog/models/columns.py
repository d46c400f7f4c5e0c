"""Columns that several tables of the catalogue have in common."""

from typing import Any

from django.db import models


def amount_column(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a column for an exact price per unit, in the currency of its row."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)


def rate_column(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a column for a part of one, such as a tax or a margin."""
    return models.DecimalField(max_digits=7, decimal_places=5, **options)


def measure_column(**options: Any) -> "models.DecimalField[Any, Any]":
    """Return a column for an exact quantity, as stock counts it."""
    return models.DecimalField(max_digits=14, decimal_places=3, **options)
