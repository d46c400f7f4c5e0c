"""What a carrier is to be asked, written before it is asked."""

from django.db import IntegrityError, transaction

from guildhall.fulfillment.errors import CallRuns, CarrierCannot
from guildhall.fulfillment.events import CarrierCallMade
from guildhall.fulfillment.models import (
    CALL_DETAILS,
    CarrierAccount,
    CarrierCall,
    Parcel,
    Tracking,
)
from guildhall.fulfillment.ports import carrier
from guildhall.fulfillment.states import Ability, CallKind
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import seal


def ask(
    kind: CallKind,
    *,
    account: CarrierAccount,
    parcel: Parcel,
    tracking: Tracking | None = None,
    details: str = "",
    stamp: Stamp,
) -> CarrierCall:
    """Write a call that a job makes afterwards. Refuses with CarrierCannot or CallRuns.

    `details` hold an address: they are sealed, and blanked once the call was answered.
    """
    must_be_able(account, Ability(kind.value))
    call = CarrierCall(
        account=account,
        kind=kind,
        parcel=parcel,
        tracking=tracking,
        sealed_details=seal(details, purpose=CALL_DETAILS) if details else "",
        vendor_reference=parcel.label_reference if kind is CallKind.VOID else "",
        made_by=stamp.by.name,
        made_at=stamp.at,
        next_at=stamp.at,
    )
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as error:
        raise CallRuns(parcel=parcel.number) from error
    record(CarrierCallMade(call=str(call.id), kind=kind.value, parcel=parcel.number, stamp=stamp))
    return call


def must_be_able(account: CarrierAccount, ability: Ability) -> None:
    """Refuse with CarrierNotBound or CarrierCannot."""
    if not account.is_active or ability not in carrier(account.vendor).abilities:
        raise CarrierCannot(account=account.code, ability=ability.value)


def is_able(account: CarrierAccount | None, ability: Ability) -> bool:
    if account is None or not account.is_active:
        return False
    return ability in carrier(account.vendor).abilities
