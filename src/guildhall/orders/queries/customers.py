"""Who bought, found by what they told us: an e-mail address or a phone number."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.customers.queries import find_by_contact, ids_of, phone_region
from guildhall.customers.types import Buyer
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.personal import hidden_subject
from guildhall.orders.errors import OrderNotFound
from guildhall.orders.models import Order
from guildhall.orders.queries.cards import row_of
from guildhall.orders.types import OrderRow

MOST = 10_001


def orders_of_customer(contact: str) -> "QuerySet[Order]":
    """Return the orders of an e-mail address or a phone number, oldest first.

    Those of the customer who has it are among them, whatever they wrote in each.
    """
    plain = contact.strip()
    if not plain:
        return Order.objects.none()
    named = Q(customer_email__iexact=plain) if "@" in plain else Q(customer_phone=plain)
    customer = find_by_contact(plain)
    if customer is not None:
        named |= Q(customer_id__in=ids_of(customer))
    return Order.objects.filter(named).order_by("placed_at", "id")


def count_orders_of_customer(contact: str) -> int:
    """Return how many orders an e-mail address or a phone number has."""
    return orders_of_customer(contact).count()


def customer_subject(contact: str) -> str:
    """Return by what a customer is known in facts, which name nobody."""
    return hidden_subject("customer", contact.strip().lower())


def list_orders_of(
    customers: Sequence[UUID], *, cursor: str | None = None, limit: int = 20
) -> Page[OrderRow]:
    """Return a page of a customer's orders, the latest first. Refuses with CursorInvalid."""
    rows = Order.objects.filter(customer_id__in=list(customers)).select_related("channel", "store")
    return page_of(rows, key=("placed_at", "id"), cursor=cursor, limit=limit, to=_row)


def count_orders_of(customers: Sequence[UUID]) -> int:
    """Return how many orders a customer has, counting no further than 10,001."""
    return Order.objects.filter(customer_id__in=list(customers))[:MOST].count()


def is_order_of(number: str, customers: Sequence[UUID]) -> bool:
    """Return whether an order is one of a customer's."""
    return Order.objects.filter(number=number, customer_id__in=list(customers)).exists()


def is_order(reference: str) -> bool:
    """Return whether what money was moved for is an order here."""
    return Order.objects.filter(number=reference).exists()


def buyer_of(number: str) -> tuple[Buyer, UUID | None]:
    """Return who bought as the order was told, and which customer that is, if it is known.

    As it is, not masked: for what follows from an order's facts. Refuses with OrderNotFound.
    """
    order = Order.objects.select_related("channel__brand", "site").filter(number=number).first()
    if order is None:
        raise OrderNotFound(number=number)
    channel = order.channel
    region = phone_region(
        tax_region=channel.tax_region, locale=order.site.locale, currency=order.currency
    )
    told = Buyer(
        name=order.customer_name,
        email=order.customer_email,
        phone=order.customer_phone,
        region=region,
        locale=order.site.locale,
        scopes=(f"channel:{channel.code}", f"brand:{channel.brand.code}"),
    )
    return told, order.customer_id


def _row(order: Order) -> OrderRow:
    return row_of(order, channel=order.channel.code, store=order.store.code if order.store else "")
