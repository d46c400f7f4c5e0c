"""What happens to lots."""

from dataclasses import dataclass
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@fact("lot.recalled", subject="lot:{sku}:{lot}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LotRecalled(Event):
    """A lot was called back; `promised` of it could not be blocked, since orders hold it."""

    sku: str
    lot: str
    reason: str
    blocked: Decimal
    promised: Decimal


@fact("lot.recall_lifted", subject="lot:{sku}:{lot}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LotRecallLifted(Event):
    sku: str
    lot: str
    reason: str
    released: Decimal


@fact("lot.blocked", subject="lot:{sku}:{lot}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LotBlocked(Event):
    """What was free of a bad lot at a location became unavailable."""

    sku: str
    lot: str
    location: str
    reason: str
    blocked: Decimal


@fact("lot.repacked", subject="lot:{sku}:{lot}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LotRepacked(Event):
    """`quantity` was made in this lot, of another."""

    sku: str
    lot: str
    quantity: Decimal
    from_sku: str
    from_lot: str
    from_quantity: Decimal
    reference: str


@fact("scan_pattern.changed", subject="scan_pattern:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ScanPatternChanged(Event):
    code: str
    mask: str
    rank: int
    is_active: bool


@fact("location.removal_changed", subject="location:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class RemovalChanged(Event):
    code: str
    removal: str
