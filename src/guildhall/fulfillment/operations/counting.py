"""How many units of an order's lines are packed, have left and have arrived; told to the order."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, Sum

from guildhall.fulfillment import rules
from guildhall.fulfillment.models import FulfillmentLine, Parcel, ParcelLine
from guildhall.fulfillment.rules import GoodsOut
from guildhall.fulfillment.states import WorkState
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import note_delivered, note_packed

type Units = Mapping[UUID, Decimal]


def units_shipped(order: str) -> Units:
    """Return how many units of each line have left."""
    return _units(order, Sum("shipped"))


def units_packed(order: str) -> Units:
    """Return how many units of each line are packed, or have left."""
    gone = Q(work__state__in=[WorkState.PACKED, WorkState.SHIPPED])
    return _units(order, Sum("packed", filter=gone, default=Decimal(0)))


def tell_packed(order: str, *, before: Units, stamp: Stamp) -> None:
    """Tell the order by how much more, or less, of its lines is packed than before."""
    after = units_packed(order)
    changed = {key: after[key] - before.get(key, Decimal(0)) for key in after}
    packed = {key: units for key, units in changed.items() if units}
    if packed:
        note_packed(order, packed=packed, stamp=stamp)


def tell_delivered(parcel: Parcel, *, order: str, stamp: Stamp) -> None:
    """Tell the order what has arrived with a parcel, now that it has."""
    before = _arrived(order, Parcel.objects.exclude(id=parcel.id))
    after = _arrived(order, Parcel.objects.all(), also=parcel)
    delivered = dict(rules.newly_out(before, after))
    if delivered:
        note_delivered(order, delivered=delivered, stamp=stamp)


def _units(order: str, counted: Sum) -> Units:
    rows = (
        FulfillmentLine.objects.filter(work__order=order)
        .values_list("order_line", "variant_id", "per_unit")
        .annotate(out=counted)
    )
    return rules.units_out(_goods((line, per, out) for line, _, per, out in rows))


def _arrived(order: str, among: object, *, also: Parcel | None = None) -> Units:
    there = Q(parcel__delivered_at__isnull=False, parcel__in=among)
    if also is not None:
        there |= Q(parcel=also)
    goods = {
        key: Decimal(0)
        for key in FulfillmentLine.objects.filter(work__order=order).values_list(
            "order_line", "variant_id", "per_unit"
        )
    }
    rows = ParcelLine.objects.filter(there, line__work__order=order)
    for *key, quantity in rows.values_list(
        "line__order_line", "line__variant_id", "line__per_unit"
    ).annotate(out=Sum(F("quantity"))):
        goods[tuple(key)] = quantity
    return rules.units_out(_goods((line, per, out) for (line, _, per), out in goods.items()))


def _goods(rows: Iterable[tuple[UUID, Decimal, Decimal]]) -> Iterable[GoodsOut]:
    return (GoodsOut(line, per, out) for line, per, out in rows)
