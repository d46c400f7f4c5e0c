"""What happens to papers of the warehouse."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.inventory.events.stock import Moved
from guildhall.kernel.events import Event, fact


@fact("receipt.booked", subject="receipt:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptBooked(Event):
    number: str
    location: str
    lines: tuple[Moved, ...]


@fact("receipt.reversed", subject="receipt:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptReversed(Event):
    number: str
    location: str
    reason: str


@fact("transfer.planned", subject="transfer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TransferPlanned(Event):
    number: str
    origin: str
    destination: str
    lines: int


@fact("transfer.sent", subject="transfer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TransferSent(Event):
    number: str
    origin: str
    destination: str
    lines: tuple[Moved, ...]


@fact("transfer.arrived", subject="transfer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TransferArrived(Event):
    """A part of a transfer, or the rest of it, arrived."""

    number: str
    destination: str
    lines: tuple[Moved, ...]


@fact("transfer.closed", subject="transfer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TransferClosed(Event):
    """Nothing of it is on its way any more; `missing` never arrived."""

    number: str
    destination: str
    missing: Decimal
    reason: str


@fact("transfer.canceled", subject="transfer:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TransferCanceled(Event):
    number: str
    reason: str


@fact("stocktake.started", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakeStarted(Event):
    number: str
    location: str


@fact("stocktake.counted", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakeCounted(Event):
    """Counting is over and its lines can be looked at."""

    number: str
    lines: int
    differing: int


@fact("stocktake.counted_again", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakeCountedAgain(Event):
    """One thing is to be counted anew."""

    number: str
    sku: str
    lot: str


@fact("stocktake.line_judged", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CountedLineJudged(Event):
    number: str
    sku: str
    lot: str
    accepted: bool


@fact("stocktake.posted", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakePosted(Event):
    """What was counted is booked: on so many lines, so much more and so much less."""

    number: str
    location: str
    lines: int
    more: Decimal
    less: Decimal


@fact("stocktake.canceled", subject="stocktake:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class StocktakeCanceled(Event):
    number: str
    reason: str
