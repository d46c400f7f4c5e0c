"""Columns that several tables of orders have."""

from django.db import models


def money_column(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact amount; its currency is the order's."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)  # type: ignore[arg-type]


def quantity_column(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for how many of a line."""
    return models.DecimalField(max_digits=14, decimal_places=3, **options)  # type: ignore[arg-type]


def rate_column(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(max_digits=6, decimal_places=4, **options)  # type: ignore[arg-type]
