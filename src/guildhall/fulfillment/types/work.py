"""What others may see of fulfillment orders and pick lists."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.fulfillment.states import LIVE_STATES, WorkState
from guildhall.fulfillment.types.parcels import ParcelCard, version_of

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A line: `left` is what has yet to be packed."""

    id: UUID
    order_line: UUID
    variant_id: UUID
    sku: str
    title: str
    unit: str
    quantity: Decimal
    picked: Decimal
    packed: Decimal
    shipped: Decimal
    short: Decimal
    short_reason: str = ""

    @property
    def left(self) -> Decimal:
        return self.quantity - self.packed - self.short

    @property
    def to_pick(self) -> Decimal:
        return max(self.quantity - self.short - max(self.picked, self.packed), NOTHING)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A fulfillment order in a list."""

    id: UUID
    number: str
    order: str
    location: str
    store: str
    channel: str
    brand: str
    scopes: tuple[str, ...]
    state: str
    hold_reason: str
    hold_note: str
    service: str
    due_at: datetime
    opened_at: datetime
    shipped_at: datetime | None
    pick_list: str
    updated_at: datetime
    units: Decimal = NOTHING
    lines: int = 0

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def is_to_do(self) -> bool:
        return self.is_live and self.state != WorkState.ON_HOLD


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A fulfillment order in full. `moves` is what can happen to it now."""

    row: WorkRow
    lines: tuple[WorkLine, ...]
    parcels: tuple[ParcelCard, ...]
    moves: tuple[str, ...]
    end_reason: str = ""

    @property
    def next_line(self) -> WorkLine | None:
        return next((line for line in self.lines if line.left > 0), None)

    @property
    def is_packed_whole(self) -> bool:
        return self.next_line is None


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What a list of fulfillment orders shows. Empty fields do not narrow it.

    `state` may also be `live` or `to_do`; `late` shows what was due before that moment;
    `scopes` is the reach of whoever asks.
    """

    text: str = ""
    state: str = ""
    location: str = ""
    order: str = ""
    pick_list: str = ""
    unlisted: bool = False
    late: datetime | None = None
    updated_since: datetime | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PickLine:
    """How much of an SKU is taken from the shelf, and for which fulfillment orders."""

    sku: str
    title: str
    unit: str
    quantity: Decimal
    picked: Decimal
    orders: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class PickListCard:
    """Several fulfillment orders of one location, by SKU."""

    number: str
    location: str
    state: str
    made_by: str
    made_at: datetime
    orders: tuple[WorkRow, ...]
    lines: tuple[PickLine, ...]


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """The queue's numbers: each counts the list of the same filter, up to 10,001."""

    to_do: int
    late: int
    on_hold: int
    packed: int


@dataclass(frozen=True, slots=True)
class Part:
    """How much of which line."""

    line: UUID
    quantity: Decimal
