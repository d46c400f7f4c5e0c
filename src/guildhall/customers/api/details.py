"""What belongs to a customer: contacts, addresses, consents."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from guildhall.customers import operations, queries
from guildhall.customers.api.schemas import (
    CustomerAddressIn,
    CustomerContactIn,
    CustomerMadeOut,
    CustomerOut,
    StaffConsentIn,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["customers"])
EDITS = Needs("customers:edit")


@router.post(
    "/{customer_number}/contacts",
    response=CustomerOut,
    auth=EDITS,
    operation_id="add_customer_contact",
)
@idempotent(status=200)
def add_contact(
    request: HttpRequest, customer_number: str, body: CustomerContactIn
) -> CustomerOut:
    """Give a customer another e-mail address or phone number."""
    stamp = stamp_of(request)
    operations.add_contact(customer_number, body.contact, region=body.region, stamp=stamp)
    return _told(customer_number)


@router.delete(
    "/{customer_number}/contacts/{contact}",
    response=CustomerOut,
    auth=EDITS,
    operation_id="remove_customer_contact",
)
@idempotent(status=200)
def remove_contact(request: HttpRequest, customer_number: str, contact: UUID) -> CustomerOut:
    """Take an e-mail address or a phone number from a customer."""
    operations.remove_contact(customer_number, contact, stamp=stamp_of(request))
    return _told(customer_number)


@router.post(
    "/{customer_number}/addresses",
    response={201: CustomerMadeOut},
    auth=EDITS,
    operation_id="add_customer_address",
)
@idempotent(status=201)
def add_address(
    request: HttpRequest, customer_number: str, body: CustomerAddressIn
) -> CustomerMadeOut:
    """Give a customer an address."""
    return CustomerMadeOut(
        id=operations.add_address(customer_number, body.draft, stamp=stamp_of(request))
    )


@router.put(
    "/{customer_number}/addresses/{address}",
    response=CustomerOut,
    auth=EDITS,
    operation_id="change_customer_address",
)
@idempotent(status=200)
def change_address(
    request: HttpRequest, customer_number: str, *, address: UUID, body: CustomerAddressIn
) -> CustomerOut:
    """Write an address anew."""
    operations.edit_address(customer_number, address, body.draft, stamp=stamp_of(request))
    return _told(customer_number)


@router.delete(
    "/{customer_number}/addresses/{address}",
    response=CustomerOut,
    auth=EDITS,
    operation_id="remove_customer_address",
)
@idempotent(status=200)
def remove_address(request: HttpRequest, customer_number: str, address: UUID) -> CustomerOut:
    """Forget an address; orders keep theirs."""
    operations.remove_address(customer_number, address, stamp=stamp_of(request))
    return _told(customer_number)


@router.put(
    "/{customer_number}/consents/{way}",
    response=CustomerOut,
    auth=EDITS,
    operation_id="note_customer_consent",
)
@idempotent(status=200)
def note_consent(
    request: HttpRequest, customer_number: str, *, way: str, body: StaffConsentIn
) -> CustomerOut:
    """Keep that a customer said yes or no to offers by one way."""
    operations.note_consent(
        customer_number,
        way,
        given=body.given,
        source=body.source,
        text_version=body.text_version,
        stamp=stamp_of(request),
    )
    return _told(customer_number)


def _told(customer_number: str) -> CustomerOut:
    return CustomerOut.in_full(queries.get_customer(customer_number))
