"""Whether a customer has just asked for the same."""

from datetime import timedelta

from django.db.models import Q

from guildhall.orders.models import Order, OrderLine
from guildhall.orders.states import CLOSED_STATES


def find_duplicate(order: Order, *, within: timedelta) -> str:
    """Return the number of the newest earlier order of the same customer for the same, if any.

    The same customer is the same person, e-mail address or phone number; the same are the same
    goods, as many of each, at the same total.
    """
    who = Q()
    if order.customer_id:
        who |= Q(customer_id=order.customer_id)
    if order.customer_email:
        who |= Q(customer_email__iexact=order.customer_email)
    if order.customer_phone:
        who |= Q(customer_phone=order.customer_phone)
    if not who:
        return ""
    earlier = Order.objects.filter(
        who,
        placed_at__gte=order.placed_at - within,
        placed_at__lte=order.placed_at,
        currency=order.currency,
        placed_total=order.placed_total,
    ).exclude(state__in=CLOSED_STATES)
    wanted = _goods(order)
    for other in earlier.exclude(id=order.id).order_by("-placed_at", "-id")[:20]:
        if other.number < order.number and _goods(other) == wanted:
            return other.number
    return ""


def _goods(order: Order) -> list[tuple[str, str]]:
    lines = OrderLine.objects.filter(order=order, revision=1).values_list("sku", "quantity")
    return sorted((sku, f"{quantity.normalize():f}") for sku, quantity in lines)
