"""What programs send and get about what leaves the building."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from guildhall.fulfillment.states import BY_HAND, HoldReason
from guildhall.fulfillment.types import Box, ParcelCard, WorkCard, WorkLine, WorkRow
from guildhall.kernel.bulk import MOST
from guildhall.kernel.conditions import Moment
from guildhall.kernel.money import Money

Word = Annotated[str, Field(min_length=1, max_length=60)]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class WorkQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: str = ""
    state: str = ""
    location: str = ""
    order: str = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


class WorkRowOut(Schema):
    """A fulfillment order: goods of one order that leave one location together."""

    number: str
    order: str
    location: str
    channel: str
    state: str
    hold_reason: str
    service: str
    due_at: datetime
    shipped_at: datetime | None
    pick_list: str
    updated_at: datetime

    @classmethod
    def of(cls, row: WorkRow) -> Self:
        return cls(
            number=row.number,
            order=row.order,
            location=row.location,
            channel=row.channel,
            state=row.state,
            hold_reason=row.hold_reason,
            service=row.service,
            due_at=row.due_at,
            shipped_at=row.shipped_at,
            pick_list=row.pick_list,
            updated_at=row.updated_at,
        )


class WorkLineOut(Schema):
    """A line; of a bundle, one of its parts."""

    id: UUID
    sku: str
    title: str
    unit: str
    quantity: str
    picked: str
    packed: str
    shipped: str
    short: str

    @classmethod
    def of(cls, line: WorkLine) -> Self:
        return cls(
            id=line.id,
            sku=line.sku,
            title=line.title,
            unit=line.unit,
            quantity=_plain(line.quantity),
            picked=_plain(line.picked),
            packed=_plain(line.packed),
            shipped=_plain(line.shipped),
            short=_plain(line.short),
        )


class ParcelTrackingOut(Schema):
    carrier: str
    number: str
    url: str


class ParcelOut(Schema):
    """A parcel. `state` is what we did, `tracked` what its carrier says.

    `asked` is what its carrier is being asked (such as `label`), `refused` why it last said no.
    """

    number: str
    fulfillment_order: str
    order: str
    carrier: str
    service: str
    state: str
    tracked: str
    trackings: list[ParcelTrackingOut]
    label_cost: dict[str, str] | None
    has_label: bool
    asked: list[str]
    refused: str
    shipped_at: datetime | None
    delivered_at: datetime | None
    late_since: datetime | None
    stuck_since: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, parcel: ParcelCard) -> Self:
        return cls(
            number=parcel.number,
            fulfillment_order=parcel.work,
            order=parcel.order,
            carrier=parcel.carrier,
            service=parcel.service,
            state=parcel.state,
            tracked=parcel.tracked,
            trackings=[
                ParcelTrackingOut(carrier=each.carrier, number=each.number, url=each.url)
                for each in parcel.trackings
            ],
            label_cost=_money(parcel.label_cost),
            has_label=bool(parcel.label_file),
            asked=list(parcel.asked),
            refused=parcel.refused,
            shipped_at=parcel.shipped_at,
            delivered_at=parcel.delivered_at,
            late_since=parcel.late_since,
            stuck_since=parcel.stuck_since,
            updated_at=parcel.updated_at,
        )


class WorkOut(WorkRowOut):
    """A fulfillment order with its lines, its parcels and what can happen to it now."""

    lines: list[WorkLineOut] = Field(default_factory=list)
    parcels: list[ParcelOut] = Field(default_factory=list)
    moves: list[str] = Field(default_factory=list)

    @classmethod
    def full(cls, work: WorkCard) -> Self:
        return cls.of(work.row).model_copy(
            update={
                "lines": [WorkLineOut.of(line) for line in work.lines],
                "parcels": [ParcelOut.of(parcel) for parcel in work.parcels],
                "moves": list(work.moves),
            }
        )


class WorkPageOut(Schema):
    items: list[WorkRowOut]
    next_cursor: str | None


class ParcelPageOut(Schema):
    items: list[ParcelOut]
    next_cursor: str | None


class WorkHoldIn(_Strict):
    reason: Annotated[str, Field(pattern=f"^({'|'.join(BY_HAND)})$")] = HoldReason.OTHER.value
    note: Annotated[str, Field(max_length=200)] = ""


class WorkMoveIn(_Strict):
    location: Annotated[str, Field(min_length=1, max_length=40)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ParcelTrackingIn(_Strict):
    carrier: Word
    tracking: Annotated[str, Field(min_length=1, max_length=80)]


class WorkShipmentIn(_Strict):
    """How it leaves."""

    carrier: Annotated[str, Field(max_length=60)] = ""
    service: Annotated[str, Field(max_length=60)] = ""
    weight_grams: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    trackings: Annotated[list[ParcelTrackingIn], Field(max_length=10)] = Field(
        default_factory=list
    )

    def box(self) -> Box:
        return Box(
            carrier=self.carrier,
            service=self.service,
            weight_grams=self.weight_grams,
            trackings=tuple((each.carrier, each.tracking) for each in self.trackings),
        )


class WorkNumbers(_Strict):
    """The fulfillment orders that a call is about, at most a hundred."""

    fulfillment_orders: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=32)]],
        Field(min_length=1, max_length=MOST),
    ]


class ParcelQuery(Schema):
    """Filters of the list. `trouble` is `late`, `stuck` or `exception`."""

    text: str = ""
    state: str = ""
    trouble: str = ""
    location: str = ""
    order: str = ""
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


def _money(told: Money | None) -> dict[str, str] | None:
    if told is None:
        return None
    return {"amount": str(told.rounded().amount), "currency": told.currency}


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
