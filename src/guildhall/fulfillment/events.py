"""What happens to what leaves. No customer in any of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from guildhall.kernel.events import Event, fact


@dataclass(frozen=True, slots=True)
class Gone:
    """How much of which SKU."""

    sku: str
    quantity: Decimal


@fact("fulfillment.opened", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentOpened(Event):
    number: str
    order: str
    location: str
    due_at: datetime
    hold_reason: str
    lines: tuple[Gone, ...]


@fact("fulfillment.held", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentHeld(Event):
    number: str
    order: str
    reason: str
    note: str


@fact("fulfillment.released", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentReleased(Event):
    number: str
    order: str


@fact("fulfillment.split", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentSplit(Event):
    number: str
    order: str
    into: str
    lines: tuple[Gone, ...]


@fact("fulfillment.moved", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentMoved(Event):
    number: str
    order: str
    origin: str
    location: str
    reason: str


@fact("fulfillment.merged", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentMerged(Event):
    number: str
    order: str
    into: str


@fact("fulfillment.canceled", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentCanceled(Event):
    number: str
    order: str
    reason: str


@fact("fulfillment.shorted", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentShorted(Event):
    """Goods that could not be found, or not be sent: they are not waited for."""

    number: str
    order: str
    sku: str
    quantity: Decimal
    reason: str


@fact("fulfillment.packed", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentPacked(Event):
    number: str
    order: str
    parcels: tuple[str, ...]


@fact("fulfillment.shipped", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class FulfillmentShipped(Event):
    """Goods left the building. `rest` is the fulfillment order of what did not."""

    number: str
    order: str
    location: str
    parcels: tuple[str, ...]
    lines: tuple[Gone, ...]
    rest: str


@fact("pick_list.made", subject="pick_list:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PickListMade(Event):
    number: str
    location: str
    orders: tuple[str, ...]


@fact("pick_list.closed", subject="pick_list:{number}")
@dataclass(frozen=True, kw_only=True, slots=True)
class PickListClosed(Event):
    number: str
    state: str


@fact("parcel.tracked", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelTracked(Event):
    """A carrier said something new of a parcel.

    `is_first` where it is in this state for the first time: whoever tells customers does it then,
    and then alone.
    """

    parcel: str
    order: str
    carrier: str
    tracking: str
    state: str
    before: str
    is_first: bool
    occurred_at: datetime


@fact("parcel.delivered", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelDelivered(Event):
    """A parcel arrived. `all_of_order` where it was the last that was away."""

    parcel: str
    order: str
    at: datetime
    all_of_order: bool


@fact("parcel.tracking_added", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class TrackingAdded(Event):
    parcel: str
    order: str
    carrier: str
    tracking: str


@fact("parcel.late", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelLate(Event):
    parcel: str
    order: str
    carrier: str
    days: int


@fact("parcel.stuck", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelStuck(Event):
    """Nothing was heard of it for longer than its carrier takes."""

    parcel: str
    order: str
    carrier: str
    days: int


@fact("parcel.dropped", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelDropped(Event):
    parcel: str
    order: str
    reason: str


@fact("parcel.labeled", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ParcelLabeled(Event):
    parcel: str
    order: str
    carrier: str
    tracking: str


@fact("carrier.call_made", subject="carrier_call:{call}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierCallMade(Event):
    """A carrier is to be asked; whoever hears of it asks, outside of any transaction."""

    call: str
    kind: str
    parcel: str


@fact("carrier.refused", subject="fulfillment:{order}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierRefused(Event):
    call: str
    kind: str
    parcel: str
    order: str
    reason: str
    vendor_code: str


@fact("carrier.notice_received", subject="carrier_notice:{notice}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierNoticeReceived(Event):
    notice: str
    account: str


@fact("carrier.account_changed", subject="carrier_account:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierAccountChanged(Event):
    code: str
    vendor: str
    is_active: bool


@fact("carrier.rule_changed", subject="carrier_rule:{carrier}")
@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryRuleChanged(Event):
    carrier: str
    service: str
    late_after_days: int
    stuck_after_days: int
