"""Who is signed in at a storefront."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from guildhall.customers.errors import ShopperBlocked, ShopperNotSignedIn
from guildhall.customers.models import Customer, ShopperSession
from guildhall.customers.queries.families import full_card
from guildhall.customers.rules.codes import token_digest
from guildhall.customers.states import CustomerState
from guildhall.customers.types import CustomerCard, SessionCard, Shopper


def shopper_of(token: str, *, at: datetime) -> Shopper:
    """Return whose session a token is. Refuses with ShopperNotSignedIn or ShopperBlocked."""
    row = (
        ShopperSession.objects.select_related("customer__merged_into")
        .filter(token_digest=token_digest(token), ended_at=None, expires_at__gt=at)
        .first()
    )
    if row is None:
        raise ShopperNotSignedIn
    customer = row.customer.merged_into or row.customer
    if customer.state == CustomerState.BLOCKED:
        raise ShopperBlocked
    if customer.state != CustomerState.ACTIVE:
        raise ShopperNotSignedIn
    return shopper(customer, row)


def shopper(customer: Customer, session: ShopperSession) -> Shopper:
    return Shopper(
        customer.id, customer.number, customer.group, customer.locale, session.id, session.site
    )


def profile_of(signed_in: Shopper) -> CustomerCard:
    """Return all that is kept of a customer, for themselves."""
    return full_card(Customer.objects.get(id=signed_in.id))


def sessions_of(customers: Iterable[UUID], *, at: datetime) -> tuple[SessionCard, ...]:
    """Return where a customer is signed in, the latest first."""
    rows = ShopperSession.objects.filter(
        customer__in=list(customers), ended_at=None, expires_at__gt=at
    )
    return tuple(
        SessionCard(row.id, row.device, row.site, row.begun_at, row.used_at, row.expires_at)
        for row in rows.order_by("-begun_at", "-id")
    )
