"""Customers: a list, one of them, a new one, edits; masked but to those who say why."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from guildhall.customers import operations, queries
from guildhall.customers.api.schemas import (
    CustomerLookIn,
    CustomerOut,
    CustomerPageOut,
    CustomerReasonIn,
    CustomerRecordIn,
    CustomerRowOut,
    NewCustomerIn,
)
from guildhall.customers.types import CustomerFilter
from guildhall.kernel.conditions import CONDITIONAL, IF_MATCH, Moment, expected_of, sealed
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["customers"])


class CustomerQuery(Schema):
    """Filters of the list. Empty ones do not narrow it."""

    text: Annotated[
        str, Field(description="A number, a part of a name, or a whole email or phone number.")
    ] = ""
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    kind: str = ""
    state: str = ""
    group: str = ""
    member: bool | None = None
    updated_since: Annotated[
        Moment | None,
        Field(description="Only what changed since then, in the order of change."),
    ] = None
    cursor: str | None = None
    limit: int = 50


@router.get(
    "", response=CustomerPageOut, auth=Needs("customers:view"), operation_id="list_customers"
)
def list_customers(request: HttpRequest, query: Query[CustomerQuery]) -> CustomerPageOut:
    """List customers, masked, newest first: those who are known within the caller's reach."""
    chosen = CustomerFilter(
        text=query.text,
        region=query.region,
        kind=query.kind,
        state=query.state,
        group=query.group,
        member=query.member,
        updated_since=query.updated_since,
        scopes=stamp_of(request).by.reach("customers:view"),
    )
    page = queries.list_customers(chosen, cursor=query.cursor, limit=query.limit)
    return CustomerPageOut(
        items=[CustomerRowOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "", response={201: CustomerOut}, auth=Needs("customers:edit"), operation_id="add_customer"
)
@idempotent(status=201)
def add_customer(request: HttpRequest, body: NewCustomerIn) -> CustomerOut:
    """Write a customer down. Each contact is of one customer at most."""
    stamp = stamp_of(request)
    made = operations.add_customer(
        body.draft, contacts=body.contacts, region=body.region, stamp=stamp
    )
    return CustomerOut.in_full(made)


@router.get(
    "/{customer_number}",
    response=CustomerOut,
    auth=Needs("customers:view"),
    operation_id="get_customer",
    openapi_extra=CONDITIONAL,
)
def get_customer(request: HttpRequest, customer_number: str) -> HttpResponse:
    """Show a customer, masked."""
    card = queries.get_customer(customer_number)
    stamp_of(request).by.must("customers:view", scope=card.row.scopes)
    return sealed(request, CustomerOut.in_full(card), version=card.row.version)


@router.put(
    "/{customer_number}",
    response=CustomerOut,
    auth=Needs("customers:edit"),
    operation_id="change_customer",
    openapi_extra=IF_MATCH,
)
@idempotent(status=200)
def change_customer(
    request: HttpRequest, customer_number: str, body: CustomerRecordIn
) -> CustomerOut:
    """Change what is written down of a customer."""
    operations.edit_customer(
        customer_number, body.draft, stamp=stamp_of(request), expected=expected_of(request)
    )
    return _told(customer_number)


@router.post(
    "/{customer_number}/looks",
    response=CustomerOut,
    auth=Needs("customers:view"),
    operation_id="look_at_customer",
)
@idempotent(status=200)
def look(request: HttpRequest, customer_number: str, body: CustomerLookIn) -> CustomerOut:
    """Show who a customer is, unmasked. That the program looked, and why, is kept."""
    shown = operations.show_details(customer_number, reason=body.reason, stamp=stamp_of(request))
    return CustomerOut.in_full(shown)


@router.post(
    "/{customer_number}/block",
    response=CustomerOut,
    auth=Needs("customers:edit"),
    operation_id="block_customer",
)
@idempotent(status=200)
def block(request: HttpRequest, customer_number: str, body: CustomerReasonIn) -> CustomerOut:
    """Let a customer sign in no more."""
    operations.block_customer(customer_number, reason=body.reason, stamp=stamp_of(request))
    return _told(customer_number)


@router.post(
    "/{customer_number}/unblock",
    response=CustomerOut,
    auth=Needs("customers:edit"),
    operation_id="unblock_customer",
)
@idempotent(status=200)
def unblock(request: HttpRequest, customer_number: str, body: CustomerReasonIn) -> CustomerOut:
    """Let a customer sign in again."""
    operations.unblock_customer(customer_number, reason=body.reason, stamp=stamp_of(request))
    return _told(customer_number)


def _told(customer_number: str) -> CustomerOut:
    return CustomerOut.in_full(queries.get_customer(customer_number))
