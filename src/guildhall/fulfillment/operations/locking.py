"""What every operation on a fulfillment order begins and ends with."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from guildhall.fulfillment.errors import (
    FulfillmentNotFound,
    FulfillmentOnHold,
    LineNotFound,
    MoreThanLeft,
    ParcelNotFound,
)
from guildhall.fulfillment.models import FulfillmentLine, FulfillmentOrder, Parcel
from guildhall.fulfillment.queries.reach import lies_in
from guildhall.fulfillment.states import WorkState
from guildhall.fulfillment.types import Part
from guildhall.kernel.conditions import Expected
from guildhall.kernel.numbers import NextNumber
from guildhall.kernel.stamp import Stamp

EDIT = ("fulfillment:edit", "orders:edit")
NOTHING = Decimal(0)


def lock_work(number: str, *, stamp: Stamp) -> FulfillmentOrder:
    """Lock a fulfillment order for a change. Refuses with FulfillmentNotFound or NotPermitted."""
    rows = FulfillmentOrder.objects.select_for_update(of=("self",))
    work = rows.select_related("location__store").filter(number=number).first()
    if work is None:
        raise FulfillmentNotFound(number=number)
    must_work(work, stamp=stamp)
    return work


def lock_parcel(number: str, *, stamp: Stamp) -> tuple[FulfillmentOrder, Parcel]:
    """Lock a parcel and, before it, what it is of. Refuses with ParcelNotFound or NotPermitted."""
    of = Parcel.objects.filter(number=number).values_list("work__number", flat=True).first()
    if of is None:
        raise ParcelNotFound(number=number)
    work = lock_work(of, stamp=stamp)
    rows = Parcel.objects.select_for_update(of=("self",)).select_related("account")
    return work, rows.get(number=number)


def must_work(work: FulfillmentOrder, *, stamp: Stamp) -> None:
    """Refuse with NotPermitted unless it is sold, or lies, where the caller may send things."""
    store = work.location.store
    here = lies_in(work.location.code, store.code if store else "")
    stamp.by.must(*EDIT, scope=(*work.scopes, *here))


def must_be_free(work: FulfillmentOrder) -> None:
    """Refuse with FulfillmentOnHold."""
    if work.state == WorkState.ON_HOLD:
        raise FulfillmentOnHold(number=work.number, reason=work.hold_reason)


def must_expect(work: FulfillmentOrder, expected: Expected) -> None:
    """Refuse with ChangedMeanwhile."""
    expected.must_be(f"{work.id.hex[-12:]}-{work.updated_at:%Y%m%d%H%M%S%f}")


def save_work(work: FulfillmentOrder, *fields: str, stamp: Stamp) -> None:
    work.updated_at = stamp.at
    work.save(update_fields=[*fields, "updated_at"])


def save_parcel(parcel: Parcel, *fields: str, stamp: Stamp) -> None:
    parcel.updated_at = stamp.at
    parcel.save(update_fields=[*fields, "updated_at"])


def lines_of(work: FulfillmentOrder) -> list[FulfillmentLine]:
    """Return a fulfillment order's lines; its own lock keeps them."""
    return list(FulfillmentLine.objects.filter(work=work).order_by("sku", "id"))


def meant(
    lines: Sequence[FulfillmentLine], parts: Sequence[Part], *, number: str
) -> list[tuple[FulfillmentLine, Decimal]]:
    """Return which lines are meant, and how much of each: nothing that is packed or short.

    Without parts, all that is left. Refuses with LineNotFound or MoreThanLeft.
    """
    if not parts:
        return [(line, left_of(line)) for line in lines if left_of(line) > 0]
    by_id = {line.id: line for line in lines}
    asked: dict[FulfillmentLine, Decimal] = {}
    for part in parts:
        line = by_id.get(part.line)
        if line is None:
            raise LineNotFound(number=number)
        asked[line] = asked.get(line, NOTHING) + part.quantity
    for line, quantity in asked.items():
        if not quantity.is_finite() or not 0 < quantity <= left_of(line):
            raise MoreThanLeft(left=told(left_of(line)), sku=line.sku, number=number)
    return list(asked.items())


def left_of(line: FulfillmentLine) -> Decimal:
    left: Decimal = line.quantity - line.packed - line.short
    return left


def told(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def next_number(series: tuple[str, str], day: date) -> NextNumber:
    sequence, prefix = series
    return NextNumber(sequence, prefix=f"{prefix}-{day.year}-")
