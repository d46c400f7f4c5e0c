"""What was sold lately, for a first look."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from guildhall.kernel.money import Money
from guildhall.orders.models import Order
from guildhall.orders.queries.filtering import within
from guildhall.orders.states import OrderState


@dataclass(frozen=True, slots=True)
class Taken:
    """How many orders came in one currency, and what they come to. Canceled ones are not here."""

    orders: int
    total: Money


def taken_since(moment: datetime, *, scopes: tuple[str, ...] = ()) -> tuple[Taken, ...]:
    """Return what was ordered since a moment, by currency, in one statement."""
    rows = Order.objects.filter(placed_at__gte=moment).exclude(state=OrderState.CANCELED)
    if scopes:
        rows = rows.filter(within(scopes))
    summed = rows.values("currency").annotate(n=Count("id"), comes=Sum("total"))
    return tuple(
        Taken(row["n"], Money(row["comes"], row["currency"]))
        for row in summed.order_by("currency")
    )
