"""How a reservation can end, what can move stock, and what kinds of location there are."""

from enum import StrEnum

from guildhall.kernel.states import Machine


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
    REPACK = "repack"


class Bucket(StrEnum):
    """What a movement changes. `reserved` is not in the ledger: reservations are its truth."""

    ON_HAND = "on_hand"
    UNAVAILABLE = "unavailable"


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    STORE = "store"
    IN_TRANSIT = "in_transit"
    QUARANTINE = "quarantine"


SELLING = (LocationKind.WAREHOUSE, LocationKind.STORE)
"""Where anything is sold from; what is on its way or set aside is sold nowhere."""


class BlockReason(StrEnum):
    """Why stock that lies here may not be sold."""

    QUALITY = "quality"
    DAMAGED = "damaged"
    SAFETY = "safety"
    PLEDGED = "pledged"
    EXPIRED = "expired"
    RECALLED = "recalled"


class Promise(StrEnum):
    """What a promise does to a number: a line of an explanation beside the ledger's."""

    MADE = "promise_made"
    SHIPPED = "promise_shipped"
    RELEASED = "promise_released"
    EXPIRED = "promise_expired"


class Damage(StrEnum):
    """What can be wrong with stock: a projection that disagrees with what proves it."""

    ON_HAND = "on_hand"
    RESERVED = "reserved"
    UNAVAILABLE = "unavailable"
    INBOUND = "inbound"
    OVERSOLD = "oversold"
    BLOCKS = "blocks"
    LOTS = "lots"
    UNTOLD_LOTS = "untold_lots"
    SNAPSHOT = "snapshot"
    VALUE = "value"
    LAYERS = "layers"
    UNVALUED = "unvalued"
    HINT = "hint"


class Behind(StrEnum):
    """Who is behind, when a channel shows another number than ours."""

    PUSH = "push"
    ACKNOWLEDGEMENT = "acknowledgement"
    CHANNEL = "channel"


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


class Removal(StrEnum):
    """Which lot leaves a location first: what expires first, or what came first or last."""

    FEFO = "fefo"
    FIFO = "fifo"
    LIFO = "lifo"


class Crossing(StrEnum):
    """Which line what is available at a level has crossed."""

    LOW = "low"
    SOLD_OUT = "sold_out"
    BACK = "back"


class TransferState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    RECEIVED = "received"
    CANCELED = "canceled"


class TransferMove(StrEnum):
    SEND = "send"
    CLOSE = "close"
    CANCEL = "cancel"


# Once on its way it can only arrive, or be missed: there is no way back by a pen stroke.
TRANSFER = Machine(
    start=TransferState.DRAFT,
    moves={
        (TransferState.DRAFT, TransferMove.SEND): TransferState.SENT,
        (TransferState.DRAFT, TransferMove.CANCEL): TransferState.CANCELED,
        (TransferState.SENT, TransferMove.CLOSE): TransferState.RECEIVED,
    },
)


class StocktakeState(StrEnum):
    COUNTING = "counting"
    REVIEW = "review"
    POSTED = "posted"
    CANCELED = "canceled"


class StocktakeMove(StrEnum):
    REVIEW = "review"
    COUNT_ON = "count_on"
    POST = "post"
    CANCEL = "cancel"


STOCKTAKE = Machine(
    start=StocktakeState.COUNTING,
    moves={
        (StocktakeState.COUNTING, StocktakeMove.REVIEW): StocktakeState.REVIEW,
        (StocktakeState.COUNTING, StocktakeMove.CANCEL): StocktakeState.CANCELED,
        (StocktakeState.REVIEW, StocktakeMove.COUNT_ON): StocktakeState.COUNTING,
        (StocktakeState.REVIEW, StocktakeMove.POST): StocktakeState.POSTED,
        (StocktakeState.REVIEW, StocktakeMove.CANCEL): StocktakeState.CANCELED,
    },
)


class ScanKind(StrEnum):
    """What a part of a scanned code says."""

    ITEM = "item"
    LOT = "lot"
    SERIAL = "serial"
    MADE_ON = "made_on"
    EXPIRES_ON = "expires_on"
    COUNT = "count"
    WEIGHT = "weight"
    PRICE = "price"
    CONTAINER = "container"
    LOCATION = "location"
    PAPER = "paper"


class TrayTask(StrEnum):
    """What somebody scans for: goods that came in, that are to be sent, or that were sent here."""

    RECEIVE = "receive"
    SEND = "send"
    ARRIVE = "arrive"


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    OVERTAKEN = "overtaken"


class ProposalMove(StrEnum):
    ACCEPT = "accept"
    DISMISS = "dismiss"


# What is accepted can still be dismissed: nobody has bought it yet.
PROPOSAL = Machine(
    start=ProposalState.OPEN,
    moves={
        (ProposalState.OPEN, ProposalMove.ACCEPT): ProposalState.ACCEPTED,
        (ProposalState.OPEN, ProposalMove.DISMISS): ProposalState.DISMISSED,
        (ProposalState.ACCEPTED, ProposalMove.DISMISS): ProposalState.DISMISSED,
    },
)
