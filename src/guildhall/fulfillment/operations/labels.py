"""Labels that are asked of a carrier, and given back."""

import json
from dataclasses import asdict

from django.db import transaction

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import AddressIncomplete, CarrierCannot, ParcelEmpty
from guildhall.fulfillment.models import ParcelLine
from guildhall.fulfillment.operations.asking import ask
from guildhall.fulfillment.operations.locking import lock_parcel, save_parcel
from guildhall.fulfillment.operations.numbers import describe, find_account
from guildhall.fulfillment.queries.labels import sender_of
from guildhall.fulfillment.states import Ability, CallKind, ParcelState
from guildhall.fulfillment.types import Address, Box
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed

MEASURES = ("weight_grams", "length_mm", "width_mm", "height_mm")


@transaction.atomic
def request_label(
    parcel_number: str, *, box: Box, sender: Address | None, recipient: Address, stamp: Stamp
) -> str:
    """Ask the carrier of an account for a parcel's label; return the call's id.

    Without a sender it is sent from where its account says. The answer comes later. Refuses with
    ParcelNotFound, NotPermitted, ParcelEmpty, MoveNotAllowed, CarrierAccountNotFound,
    CarrierCannot, AddressIncomplete or CallRuns.
    """
    _, parcel = lock_parcel(parcel_number, stamp=stamp)
    if parcel.state not in (ParcelState.OPEN, ParcelState.SEALED):
        raise MoveNotAllowed(move="label", state=parcel.state, allowed="-")
    if parcel.label_reference:
        raise MoveNotAllowed(move="label", state="labeled", allowed="drop")
    if not ParcelLine.objects.filter(parcel=parcel).exists():
        raise ParcelEmpty(number=parcel_number)
    sender = sender or sender_of(parcel.account.code if parcel.account else box.account)
    wrong = rules.address_faults(sender, whose="sender")
    wrong |= rules.address_faults(recipient, whose="recipient")
    wrong |= {
        name: N_("Fill this in.")
        for name in MEASURES
        if not (getattr(box, name) or getattr(parcel, name))
    }
    if wrong:
        raise AddressIncomplete(errors=wrong)
    save_parcel(parcel, *describe(parcel, box), stamp=stamp)
    if parcel.account is None:
        parcel.account = find_account(box.account)
        save_parcel(parcel, "account", stamp=stamp)
    account = parcel.account
    details = json.dumps({"sender": asdict(sender), "recipient": asdict(recipient)})
    call = ask(CallKind.LABEL, account=account, parcel=parcel, details=details, stamp=stamp)
    return str(call.id)


@transaction.atomic
def void_label(parcel_number: str, *, stamp: Stamp) -> str:
    """Give a label back that was not used; return the call's id.

    Refuses with ParcelNotFound, NotPermitted, MoveNotAllowed, CarrierCannot or CallRuns.
    """
    _, parcel = lock_parcel(parcel_number, stamp=stamp)
    if parcel.state == ParcelState.SHIPPED or not parcel.label_reference:
        raise MoveNotAllowed(move="void", state=parcel.state, allowed="-")
    if parcel.account is None:
        raise CarrierCannot(account="-", ability=Ability.VOID.value)
    return str(ask(CallKind.VOID, account=parcel.account, parcel=parcel, stamp=stamp).id)
