"""Rows made into what others may see."""

from collections.abc import Sequence
from decimal import Decimal

from guildhall.fulfillment.models import (
    CarrierAccount,
    FulfillmentLine,
    FulfillmentOrder,
    Parcel,
    ParcelLine,
    Tracking,
)
from guildhall.fulfillment.ports import carriers
from guildhall.fulfillment.states import OF_PEOPLE, WORK, WorkState
from guildhall.fulfillment.types import (
    AccountCard,
    InParcel,
    ParcelCard,
    TrackingCard,
    WorkCard,
    WorkLine,
    WorkRow,
)
from guildhall.kernel.money import Money


def row_of(work: FulfillmentOrder) -> WorkRow:
    """Return a fulfillment order in a list; of its units where the row was annotated with them."""
    return WorkRow(
        id=work.id,
        number=work.number,
        order=work.order,
        location=work.location.code,
        store=work.location.store.code if work.location.store else "",
        channel=work.channel,
        brand=work.brand,
        scopes=tuple(work.scopes),
        state=work.state,
        hold_reason=work.hold_reason,
        hold_note=work.hold_note,
        service=work.service,
        due_at=work.due_at,
        opened_at=work.opened_at,
        shipped_at=work.shipped_at,
        pick_list=work.pick_list.number if work.pick_list else "",
        updated_at=work.updated_at,
        units=getattr(work, "units", None) or Decimal(0),
        lines=getattr(work, "line_count", 0),
    )


def line_of(line: FulfillmentLine) -> WorkLine:
    return WorkLine(
        id=line.id,
        order_line=line.order_line,
        variant_id=line.variant_id,
        sku=line.sku,
        title=line.title,
        unit=line.unit,
        quantity=line.quantity,
        picked=line.picked,
        packed=line.packed,
        shipped=line.shipped,
        short=line.short,
        short_reason=line.short_reason,
    )


def card_of(
    work: FulfillmentOrder, lines: Sequence[FulfillmentLine], parcels: Sequence[ParcelCard]
) -> WorkCard:
    return WorkCard(
        row=row_of(work),
        lines=tuple(line_of(line) for line in lines),
        parcels=tuple(parcels),
        moves=tuple(str(m) for m in WORK.allowed(WorkState(work.state)) if m in OF_PEOPLE),
        end_reason=work.end_reason,
    )


def parcel_of(
    parcel: Parcel,
    *,
    trackings: Sequence[Tracking] = (),
    lines: Sequence[ParcelLine] = (),
    asked: Sequence[str] = (),
    refused: str = "",
) -> ParcelCard:
    cost = parcel.label_cost
    return ParcelCard(
        id=parcel.id,
        number=parcel.number,
        work=parcel.work.number,
        order=parcel.work.order,
        location=parcel.work.location.code,
        account=parcel.account.code if parcel.account else "",
        carrier=parcel.carrier,
        service=parcel.service,
        weight_grams=parcel.weight_grams,
        state=parcel.state,
        tracked=parcel.tracked,
        label_file=parcel.label_file,
        label_cost=None if cost is None else Money(cost, parcel.label_currency),
        made_at=parcel.made_at,
        shipped_at=parcel.shipped_at,
        heard_at=parcel.heard_at,
        delivered_at=parcel.delivered_at,
        expected_on=parcel.expected_on,
        late_since=parcel.late_since,
        stuck_since=parcel.stuck_since,
        updated_at=parcel.updated_at,
        trackings=tuple(tracking_of(each) for each in trackings),
        lines=tuple(_in_parcel(line) for line in lines),
        asked=tuple(asked),
        refused=refused,
    )


def tracking_of(row: Tracking) -> TrackingCard:
    return TrackingCard(
        id=row.id,
        carrier=row.carrier,
        number=row.number,
        url=row.url,
        is_followed=row.registered_at is not None,
    )


def account_of(row: CarrierAccount, secrets: Sequence[str]) -> AccountCard:
    """Return an account; of its secrets their names."""
    found = carriers().get(row.vendor)
    abilities = sorted(str(each) for each in found.abilities) if found else []
    return AccountCard(
        id=row.id,
        code=row.code,
        name=row.name,
        vendor=row.vendor,
        live=row.live,
        settings=dict(row.settings),
        secrets=tuple(secrets),
        is_active=row.is_active,
        abilities=tuple(abilities),
        updated_at=row.updated_at,
    )


def _in_parcel(row: ParcelLine) -> InParcel:
    line = row.line
    return InParcel(line.id, line.sku, line.title, line.unit, row.quantity)
