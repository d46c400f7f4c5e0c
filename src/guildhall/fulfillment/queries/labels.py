"""A label's file, and where parcels are sent from."""

from dataclasses import dataclass, fields

from django.core.files.storage import default_storage

from guildhall.fulfillment.errors import LabelMissing
from guildhall.fulfillment.queries.accounts import get_account, list_accounts
from guildhall.fulfillment.states import Ability
from guildhall.fulfillment.types import AccountCard, Address, ParcelCard

SENDER = "sender_"


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What is printed."""

    content: bytes
    kind: str


def label_of(parcel: ParcelCard) -> LabelFile:
    """Return the label that a carrier made. Refuses with LabelMissing."""
    if not parcel.label_file or not default_storage.exists(parcel.label_file):
        raise LabelMissing(number=parcel.number)
    kind = "application/pdf" if parcel.label_file.endswith(".pdf") else "image/png"
    with default_storage.open(parcel.label_file) as file:
        return LabelFile(file.read(), kind)


def label_accounts() -> tuple[AccountCard, ...]:
    """Return the accounts in use that sell labels."""
    return tuple(
        each for each in list_accounts() if each.is_active and Ability.LABEL in each.abilities
    )


def sender_of(account: str) -> Address:
    """Return from where an account's parcels are sent. Refuses with CarrierAccountNotFound."""
    settings = get_account(account).settings
    told = {each.name: settings.get(f"{SENDER}{each.name}", "") for each in fields(Address)}
    return Address(**told)
