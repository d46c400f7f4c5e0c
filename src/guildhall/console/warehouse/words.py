"""What movements and states of papers are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.inventory.states import (
    LocationKind,
    MovementKind,
    Removal,
    StocktakeState,
    TransferState,
)

KINDS = {
    MovementKind.RECEIPT.value: _("Received"),
    MovementKind.SHIPMENT.value: _("Shipped"),
    MovementKind.ADJUSTMENT.value: _("Adjusted"),
    MovementKind.BLOCK.value: _("Blocked"),
    MovementKind.UNBLOCK.value: _("Unblocked"),
    MovementKind.TRANSFER.value: _("Transferred"),
    MovementKind.COUNT.value: _("Counted"),
    MovementKind.WRITE_OFF.value: _("Written off"),
    MovementKind.REVERSAL.value: _("Reversed"),
    MovementKind.REPACK.value: _("Repacked"),
}
PLACE_KINDS = {
    LocationKind.WAREHOUSE.value: _("Warehouse"),
    LocationKind.STORE.value: _("Store"),
    LocationKind.QUARANTINE.value: _("Quarantine"),
}
REMOVALS = {
    Removal.FEFO.value: _("What expires first"),
    Removal.FIFO.value: _("What came first"),
    Removal.LIFO.value: _("What came last"),
}
RECEIPT_STATES = (("booked", _("Booked")), ("reversed", _("Reversed")))
TRANSFER_STATES = (
    (TransferState.DRAFT.value, _("Draft")),
    (TransferState.SENT.value, _("On its way")),
    (TransferState.RECEIVED.value, _("Received")),
    (TransferState.CANCELED.value, _("Canceled")),
)
COUNT_STATES = (
    (StocktakeState.COUNTING.value, _("Counting")),
    (StocktakeState.REVIEW.value, _("In review")),
    (StocktakeState.POSTED.value, _("Booked")),
    (StocktakeState.CANCELED.value, _("Canceled")),
)
