"""What a scanned code says."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.states import ScanKind


@dataclass(frozen=True, slots=True)
class ScanFact:
    """One thing that a code says. `unit` and `currency` go with weights and prices."""

    kind: ScanKind
    value: str
    number: Decimal | None = None
    day: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a code: by `gs1`, by a pattern or `plain`; and what it says."""

    by: str
    facts: tuple[ScanFact, ...]
    codes: tuple[str, ...] = ()
    """Under which of these the goods may be known."""

    def first(self, kind: ScanKind) -> ScanFact | None:
        return next((fact for fact in self.facts if fact.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Mask:
    """A label of the house's own, as its row has it."""

    code: str
    mask: str


@dataclass(frozen=True, slots=True)
class ScanPatternCard:
    """A label of the house's own, in use or not; the least rank is tried first."""

    code: str
    mask: str
    rank: int
    is_active: bool

    @property
    def version(self) -> str:
        """The name of what it says: another label has another one."""
        said = f"{self.mask}\0{self.rank}\0{self.is_active}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ScannedItem:
    """The variant that a code means, and how many base units of it one scan stands for."""

    variant_id: UUID
    sku: str
    title: str
    unit: str
    tracking: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code says, and what it means here: `item` is None where it names no goods."""

    text: str
    by: str
    facts: tuple[ScanFact, ...]
    item: ScannedItem | None
    lot: str = ""
    made_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class TrayScanCard:
    """One line of a tray: scans of the same goods and lot, together."""

    sku: str
    title: str
    tracking: str
    lot: str
    made_on: date | None
    expires_on: date | None
    quantity: Decimal
    unit_cost: Decimal | None
    scans: int

    @property
    def needs_lot(self) -> bool:
        return self.tracking != "none" and not self.lot


@dataclass(frozen=True, slots=True)
class TrayNote:
    """What is told of a line of a tray by hand."""

    sku: str
    lot: str
    unit_cost: Decimal | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class TrayCard:
    """What somebody is scanning together."""

    id: UUID
    task: str
    location: str
    destination: str
    transfer: str
    supplier: str
    delivery_note: str
    currency: str
    opened_by: str
    is_open: bool
    paper: str
    lines: tuple[TrayScanCard, ...]
    scans: int
    last: TrayScanCard | None
