"""What a check of stock compares, and what it finds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.inventory.states import Damage


@dataclass(frozen=True, slots=True)
class Buckets:
    on_hand: Decimal
    reserved: Decimal
    unavailable: Decimal
    inbound: Decimal


@dataclass(frozen=True, slots=True)
class Proof:
    """The row of one level, and what its ledger, promises, blocks and papers say, at one moment.

    `lots` lie in rows per lot; `lotted` is what the ledger says of lots; `tracked` goods have one
    each. `wrong_snapshots` disagree with the lines before them.
    """

    level_id: UUID
    kept: Buckets
    proven: Buckets
    backorder_limit: Decimal
    blocks: Decimal
    lots: Decimal
    lotted: Decimal
    tracked: bool
    wrong_snapshots: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what is kept, what is proven, and whether it was put right."""

    damage: Damage
    sku: str
    location: str
    kept: str
    proven: str
    owner: str = ""
    repaired: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check of stock; the findings are its first few hundred."""

    id: UUID
    started_at: datetime
    finished_at: datetime | None
    started_by: str
    location: str
    repairs: bool
    levels: int
    found: int
    repaired: int
    findings: tuple[Finding, ...]
