"""Two customers who turn out to be one, and the way back."""

from django.http import HttpRequest
from ninja import Router

from guildhall.customers import operations, queries
from guildhall.customers.api.schemas import (
    CustomerMadeOut,
    CustomerOut,
    CustomerPageOut,
    CustomerRowOut,
    MergeIn,
    MergeOut,
    MergesOut,
)
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from guildhall.kernel.idempotency import idempotent

router = Router(tags=["customers"])


@router.post(
    "/{customer_number}/merges",
    response={201: CustomerMadeOut},
    auth=Needs("customers:edit"),
    operation_id="merge_customers",
)
@idempotent(status=201)
def merge(request: HttpRequest, customer_number: str, body: MergeIn) -> CustomerMadeOut:
    """Let another customer be this one: their orders, addresses and consents are this one's."""
    stamp = stamp_of(request)
    return CustomerMadeOut(
        id=operations.merge_customers(customer_number, body.merged, stamp=stamp)
    )


@router.delete(
    "/{customer_number}/merges/{merged}",
    response=CustomerOut,
    auth=Needs("customers:edit"),
    operation_id="separate_customers",
)
@idempotent(status=200)
def separate(request: HttpRequest, customer_number: str, merged: str) -> CustomerOut:
    """Undo a merge within thirty days: both are again who they were."""
    operations.separate_customers(customer_number, merged, stamp=stamp_of(request))
    return CustomerOut.in_full(queries.get_customer(customer_number))


@router.get(
    "/{customer_number}/merges",
    response=MergesOut,
    auth=Needs("customers:view"),
    operation_id="list_customer_merges",
)
def list_merges(request: HttpRequest, customer_number: str) -> MergesOut:
    """List who was merged into a customer."""
    card = queries.get_customer(customer_number)
    stamp_of(request).by.must("customers:view", scope=card.row.scopes)
    return MergesOut(
        items=[MergeOut.from_orm(each) for each in queries.merges_of(customer_number)]
    )


@router.get(
    "/{customer_number}/duplicates",
    response=CustomerPageOut,
    auth=Needs("customers:view"),
    operation_id="list_customer_duplicates",
)
def list_duplicates(request: HttpRequest, customer_number: str) -> CustomerPageOut:
    """List who may be the same: by name, tax number, or what stands before the at sign."""
    card = queries.get_customer(customer_number)
    actor = stamp_of(request).by
    actor.must("customers:view", scope=card.row.scopes)
    found = queries.likely_duplicates(customer_number, scopes=actor.reach("customers:view"))
    return CustomerPageOut(items=[CustomerRowOut.of(row) for row in found], next_cursor=None)
