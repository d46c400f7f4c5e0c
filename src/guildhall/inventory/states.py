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
    TRANSFER = "transfer"
    COUNT = "count"
    WRITE_OFF = "write_off"
    REVERSAL = "reversal"


class Bucket(StrEnum):
    """What a movement changes. `reserved` is not in the ledger: reservations are its truth."""

    ON_HAND = "on_hand"
    UNAVAILABLE = "unavailable"


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    STORE = "store"
    IN_TRANSIT = "in_transit"
    QUARANTINE = "quarantine"


class BlockReason(StrEnum):
    """Why stock that lies here may not be sold."""

    QUALITY = "quality"
    DAMAGED = "damaged"
    SAFETY = "safety"
    PLEDGED = "pledged"
    EXPIRED = "expired"
    RECALLED = "recalled"


class AllocationOrder(StrEnum):
    """From which of its locations a channel takes first."""

    RANK = "rank"
    MOST_STOCK = "most_stock"
    NEAREST = "nearest"
    ONE_PARCEL = "one_parcel"


class OfferKind(StrEnum):
    """What may be promised beyond what lies here."""

    STOCK = "stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"


class TransferState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CANCELED = "canceled"


class StocktakeState(StrEnum):
    COUNTING = "counting"
    REVIEW = "review"
    POSTED = "posted"
    CANCELED = "canceled"


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    OVERTAKEN = "overtaken"
