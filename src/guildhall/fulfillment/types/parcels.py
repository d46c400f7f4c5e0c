"""What others may see of parcels."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money


def version_of(row: UUID, updated_at: datetime) -> str:
    """Return the name of a present state: every change gives it another one."""
    return f"{row.hex[-12:]}-{updated_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class TrackingCard:
    """A number under which a parcel travels."""

    id: UUID
    carrier: str
    number: str
    url: str
    is_followed: bool


@dataclass(frozen=True, slots=True)
class HeardCard:
    """One thing that was heard of a parcel."""

    tracking: str
    state: str
    message: str
    place: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class InParcel:
    """How much of an SKU is in a parcel."""

    line: UUID
    sku: str
    title: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class ParcelCard:
    """A parcel in full. `asked` is what its carrier is being asked, `refused` its last no."""

    id: UUID
    number: str
    work: str
    order: str
    location: str
    account: str
    carrier: str
    service: str
    weight_grams: int | None
    state: str
    tracked: str
    label_file: str
    label_cost: Money | None
    made_at: datetime
    shipped_at: datetime | None
    heard_at: datetime | None
    delivered_at: datetime | None
    expected_on: date | None
    late_since: datetime | None
    stuck_since: datetime | None
    updated_at: datetime
    trackings: tuple[TrackingCard, ...] = ()
    lines: tuple[InParcel, ...] = ()
    asked: tuple[str, ...] = ()
    refused: str = ""

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)


@dataclass(frozen=True, slots=True)
class ParcelFilter:
    """What a list of parcels shows. Empty fields do not narrow it.

    `state` is ours or the carrier's word; `trouble` is `late`, `stuck` or `exception`.
    """

    text: str = ""
    state: str = ""
    trouble: str = ""
    location: str = ""
    order: str = ""
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """What is told of a parcel when it is sealed."""

    carrier: str = ""
    service: str = ""
    account: str = ""
    weight_grams: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    trackings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """One row of a tracking file. `parcel` is a parcel's or a fulfillment order's number."""

    line: int
    order: str
    parcel: str
    carrier: str
    service: str
    tracking: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row; `code` is the refusal's, empty where all is well."""

    line: int
    order: str
    tracking: str
    parcel: str
    done: bool
    code: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRuleCard:
    """After how many days a parcel is late, or stuck. An empty carrier or service is any."""

    carrier: str
    service: str
    late_after_days: int
    stuck_after_days: int
