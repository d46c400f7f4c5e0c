"""Who bought, found by what they told us: an e-mail address or a phone number."""

from django.db.models import Q, QuerySet

from guildhall.kernel.personal import hidden_subject
from guildhall.orders.models import Order


def orders_of_customer(contact: str) -> "QuerySet[Order]":
    """Return the orders of an e-mail address or a phone number, oldest first."""
    plain = contact.strip()
    if not plain:
        return Order.objects.none()
    named = Q(customer_email__iexact=plain) if "@" in plain else Q(customer_phone=plain)
    return Order.objects.filter(named).order_by("placed_at", "id")


def count_orders_of_customer(contact: str) -> int:
    """Return how many orders an e-mail address or a phone number has."""
    return orders_of_customer(contact).count()


def customer_subject(contact: str) -> str:
    """Return by what a customer is known in facts, which name nobody."""
    return hidden_subject("customer", contact.strip().lower())
