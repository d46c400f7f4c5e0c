"""What others may see of counts."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CountScan:
    """What somebody counted; `id` makes the same scan, told twice, count once."""

    sku: str
    quantity: Decimal
    lot: str = ""
    counted_at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ScanCard:
    """One scan of a count, as its counter sees it: no expectation beside it."""

    id: UUID
    sku: str
    title: str
    lot: str
    quantity: Decimal
    counted_at: datetime
    counted_by: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one variant, or of one lot of it, so far."""

    sku: str
    title: str
    lot: str
    quantity: Decimal
    scans: int


@dataclass(frozen=True, slots=True)
class CountedLineCard:
    """What a count found next to what the ledger said at that moment."""

    id: UUID
    sku: str
    title: str
    lot: str
    counted: Decimal
    expected: Decimal
    counted_at: datetime
    is_accepted: bool

    @property
    def variance(self) -> Decimal:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class StocktakeRow:
    """A count as a list shows it. `skus` is what it is about, empty for all that lies there."""

    id: UUID
    number: str
    location: str
    skus: tuple[str, ...]
    state: str
    started_by: str
    started_at: datetime
    closed_at: datetime | None
    updated_at: datetime

    @property
    def version(self) -> str:
        return f"{self.updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class StocktakeCard:
    """A count with its lines, which there are once it is reviewed."""

    row: StocktakeRow
    lines: tuple[CountedLineCard, ...]
    scans: int
