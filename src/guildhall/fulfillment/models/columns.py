"""Columns that several tables have."""

from django.db import models

FULFILLMENT_ORDERS = ("fulfillment_order_seq", "FUL")
PICK_LISTS = ("fulfillment_pick_list_seq", "PCK")
PARCELS = ("fulfillment_parcel_seq", "PCL")


def quantity_column(**options: object) -> models.DecimalField:  # type: ignore[type-arg]
    """Return a column for an exact quantity in the variant's base unit."""
    return models.DecimalField(max_digits=14, decimal_places=3, **options)  # type: ignore[arg-type]
