"""Goods leave the building: what is packed goes, what is not stays behind on one of its own."""

from collections.abc import Sequence

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import NothingPacked
from guildhall.fulfillment.events import FulfillmentShipped, Gone
from guildhall.fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel
from guildhall.fulfillment.operations.counting import Units, units_shipped
from guildhall.fulfillment.operations.locking import (
    left_of,
    lines_of,
    lock_work,
    must_be_free,
    must_expect,
    save_parcel,
    save_work,
)
from guildhall.fulfillment.operations.numbers import add_trackings, describe
from guildhall.fulfillment.operations.packing import new_parcel, put_in, seal_all
from guildhall.fulfillment.operations.sharing import split_off
from guildhall.fulfillment.states import ParcelMove, WorkMove
from guildhall.fulfillment.types import Box
from guildhall.inventory.types import Demand
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.orders.operations import note_shipped
from guildhall.orders.types import Leaving

WHOLE = Box()


@transaction.atomic
def ship_work(number: str, *, stamp: Stamp, expected: Expected = WHATEVER) -> str:
    """Let what is packed of a fulfillment order leave; return the number of what stays behind.

    Refuses with FulfillmentNotFound, NotPermitted, ChangedMeanwhile, FulfillmentOnHold,
    MoveNotAllowed, NothingPacked, NotConfirmed, MoreThanHeld, NotHereYet or LotShort.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    must_be_free(work)
    return _ship(work, stamp=stamp)


@transaction.atomic
def ship_whole(
    number: str, *, box: Box = WHOLE, stamp: Stamp, expected: Expected = WHATEVER
) -> str:
    """Let all of a fulfillment order leave: what is in no parcel yet goes into one more.

    Returns the parcel's number. Refuses as `ship_work` does, or with TrackingInvalid,
    TrackingTaken or CarrierAccountNotFound.
    """
    work = lock_work(number, stamp=stamp)
    must_expect(work, expected)
    must_be_free(work)
    loose = [line for line in lines_of(work) if left_of(line) > 0]
    parcel = new_parcel(work, stamp=stamp) if loose else _last_parcel(work)
    for line in loose:
        put_in(parcel, line, left_of(line))
    save_parcel(parcel, *describe(parcel, box), stamp=stamp)
    add_trackings(work, parcel, box.trackings, stamp=stamp)
    save_parcel(parcel, "carrier", stamp=stamp)
    _ship(work, stamp=stamp)
    done: str = parcel.number
    return done


def _ship(work: FulfillmentOrder, *, stamp: Stamp) -> str:
    lines = lines_of(work)
    going = [line for line in lines if line.packed > 0]
    if not going:
        raise NothingPacked(number=work.number)
    staying = [(line, left_of(line)) for line in lines if left_of(line) > 0]
    rest = split_off(work, staying, stamp=stamp) if staying else ""
    parcels = seal_all(work, stamp=stamp)
    before = units_shipped(work.order)
    for line in going:
        line.refresh_from_db(fields=["quantity", "picked"])
        line.shipped = line.packed
        line.save(update_fields=["shipped"])
    work.move(WorkMove.SHIP)
    work.shipped_at = stamp.at
    save_work(work, "state", "shipped_at", stamp=stamp)
    for parcel in parcels:
        parcel.move(ParcelMove.SHIP)
        parcel.shipped_at = stamp.at
        save_parcel(parcel, "state", "shipped_at", stamp=stamp)
    note_shipped(work.order, leaving=_leaving(work, going, before), stamp=stamp)
    record(_shipped(work, going, parcels, rest=rest, stamp=stamp))
    return rest


def _leaving(work: FulfillmentOrder, going: Sequence[FulfillmentLine], before: Units) -> Leaving:
    return Leaving(
        location=work.location.code,
        goods=tuple(Demand(line.variant_id, line.sku, line.packed) for line in going),
        lines=rules.newly_out(before, units_shipped(work.order)),
    )


def _last_parcel(work: FulfillmentOrder) -> Parcel:
    found = Parcel.objects.select_for_update(of=("self",)).select_related("account")
    last = found.filter(work=work, lines__isnull=False).order_by("-id").first()
    if last is None:
        raise NothingPacked(number=work.number)
    return last


def _shipped(
    work: FulfillmentOrder,
    going: Sequence[FulfillmentLine],
    parcels: Sequence[Parcel],
    *,
    rest: str,
    stamp: Stamp,
) -> FulfillmentShipped:
    return FulfillmentShipped(
        number=work.number,
        order=work.order,
        location=work.location.code,
        parcels=tuple(parcel.number for parcel in parcels),
        lines=tuple(Gone(line.sku, line.packed) for line in going),
        rest=rest,
        stamp=stamp,
    )
