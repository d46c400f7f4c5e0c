"""How a reservation can end, what can move stock, and what kinds of location there are."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a reservation was closed. An open one has none."""

    OPEN = ""
    SHIPPED = "shipped"
    RELEASED = "released"
    EXPIRED = "expired"


class MovementKind(StrEnum):
    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    ADJUSTMENT = "adjustment"
    BLOCK = "block"
    UNBLOCK = "unblock"


class Bucket(StrEnum):
    """What a movement changes. `reserved` is not in the ledger: reservations are its truth."""

    ON_HAND = "on_hand"
    UNAVAILABLE = "unavailable"


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    STORE = "store"
    IN_TRANSIT = "in_transit"
    QUARANTINE = "quarantine"
