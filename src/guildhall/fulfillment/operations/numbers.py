"""Under which numbers a parcel travels, and with whom."""

from collections.abc import Iterable

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import (
    CarrierAccountNotFound,
    TrackingInvalid,
    TrackingTaken,
)
from guildhall.fulfillment.events import TrackingAdded
from guildhall.fulfillment.models import CarrierAccount, FulfillmentOrder, Parcel, Tracking
from guildhall.fulfillment.operations.asking import ask, is_able
from guildhall.fulfillment.operations.locking import lock_parcel, save_parcel
from guildhall.fulfillment.states import Ability, CallKind
from guildhall.fulfillment.types import Box
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def add_tracking(parcel_number: str, *, carrier: str, number: str, stamp: Stamp) -> None:
    """Note a number under which a parcel travels; the same again changes nothing.

    Refuses with ParcelNotFound, NotPermitted, TrackingInvalid or TrackingTaken.
    """
    work, parcel = lock_parcel(parcel_number, stamp=stamp)
    if add_trackings(work, parcel, [(carrier, number)], stamp=stamp):
        save_parcel(parcel, "carrier", stamp=stamp)


def add_trackings(
    work: FulfillmentOrder,
    parcel: Parcel,
    trackings: Iterable[tuple[str, str]],
    *,
    url: str = "",
    followed_as: str = "",
    stamp: Stamp,
) -> int:
    """Note numbers of a locked parcel, and have them followed; return how many are new.

    With `followed_as` a vendor follows them already, and calls them so.
    """
    new = 0
    for carrier, number in trackings:
        if not rules.is_tracking(carrier, number):
            raise TrackingInvalid(errors={"tracking": N_("Fill this in.")})
        row, made = Tracking.objects.get_or_create(
            carrier=carrier,
            number=number,
            defaults={
                "parcel": parcel,
                "url": url[:500],
                "added_at": stamp.at,
                "vendor_reference": followed_as[:120],
                "registered_at": stamp.at if followed_as else None,
            },
        )
        if row.parcel_id != parcel.id:
            raise TrackingTaken(tracking=number, carrier=carrier, parcel=row.parcel.number)
        if not made:
            continue
        new += 1
        parcel.carrier = parcel.carrier or carrier
        _tell(work, row, stamp=stamp)
        if not followed_as:
            _follow(parcel, row, stamp=stamp)
    return new


def describe(parcel: Parcel, box: Box) -> list[str]:
    """Set what is told of a parcel; return the columns. Refuses with CarrierAccountNotFound."""
    told = {
        "carrier": box.carrier,
        "service": box.service,
        "weight_grams": box.weight_grams,
        "length_mm": box.length_mm,
        "width_mm": box.width_mm,
        "height_mm": box.height_mm,
    }
    changed = ["carrier"]
    for name, value in told.items():
        if value:
            setattr(parcel, name, value)
            changed.append(name)
    if box.account:
        parcel.account = find_account(box.account)
        changed.append("account")
    return changed


def find_account(code: str) -> CarrierAccount:
    """Return an account that is in use. Refuses with CarrierAccountNotFound."""
    found = CarrierAccount.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise CarrierAccountNotFound(code=code)
    return found


def _tell(work: FulfillmentOrder, row: Tracking, *, stamp: Stamp) -> None:
    record(
        TrackingAdded(
            parcel=row.parcel.number,
            order=work.order,
            carrier=row.carrier,
            tracking=row.number,
            stamp=stamp,
        )
    )


def _follow(parcel: Parcel, tracking: Tracking, *, stamp: Stamp) -> None:
    """Ask whoever follows parcels to follow this one: its own account, or the first that can."""
    own = parcel.account if is_able(parcel.account, Ability.REGISTER) else None
    others = CarrierAccount.objects.filter(is_active=True).order_by("code")
    found = own or next((each for each in others if is_able(each, Ability.REGISTER)), None)
    if found is not None:
        ask(CallKind.REGISTER, account=found, parcel=parcel, tracking=tracking, stamp=stamp)
