"""What orders come to, as the books see it: on any day, and whether it adds up."""

from datetime import date
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from guildhall.kernel.money import Money
from guildhall.kernel.paging import Page, page_of
from guildhall.orders.models import Order, OrderDelta
from guildhall.orders.queries.lists import orders_within
from guildhall.orders.states import DeltaReason
from guildhall.orders.types import AmountStep, DeltaCard, LineAmounts

NOTHING = Decimal(0)


def amounts_on(number: str, day: date) -> LineAmounts | None:
    """Return what an order came to at the end of a business day; None where it was not yet."""
    rows = OrderDelta.objects.filter(order__number=number, business_date__lte=day)
    sums = (
        rows.values("currency")
        .annotate(n=Sum("net"), x=Sum("tax"), t=Sum("total"))
        .order_by("currency")
        .first()
    )
    if sums is None:
        return None
    return LineAmounts(*(Money(sums[name], sums["currency"]) for name in ("n", "x", "t")))


def amount_steps(number: str) -> tuple[AmountStep, ...]:
    """Return how an order came to its total: one step an event, the first one first."""
    rows = OrderDelta.objects.filter(order__number=number)
    steps = rows.values("reason", "revision", "at", "currency").annotate(
        units=Sum("quantity"), sum=Sum("total")
    )
    found = [
        AmountStep(
            step["reason"],
            step["revision"],
            step["at"],
            step["units"],
            Money(step["sum"], step["currency"]),
        )
        for step in steps.order_by("at", "revision")
    ]
    return tuple(sorted(found, key=lambda step: (step.at, step.reason != DeltaReason.PLACED)))


def list_deltas(
    *,
    since: date | None = None,
    until: date | None = None,
    number: str = "",
    scopes: tuple[str, ...] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DeltaCard]:
    """Return one page of changes of what orders come to, by business day. For the books.

    Refuses with CursorInvalid.
    """
    exact = {"business_date__gte": since, "business_date__lte": until, "order__number": number}
    rows = OrderDelta.objects.filter(**{name: value for name, value in exact.items() if value})
    if scopes:
        rows = rows.filter(order__in=orders_within(scopes))
    return page_of(
        rows.select_related("order", "line"),
        key=("business_date", "id"),
        cursor=cursor,
        limit=limit,
        to=delta_card,
        newest_first=False,
    )


def orders_that_differ() -> tuple[str, ...]:
    """Return the orders whose deltas do not add up to what they come to. There are none."""
    sums = {name: Coalesce(Sum(f"deltas__{name}"), NOTHING) for name in ("net", "tax", "total")}
    rows = Order.objects.annotate(**{f"sum_{name}": value for name, value in sums.items()})
    differ = rows.exclude(net=F("sum_net"), tax=F("sum_tax"), total=F("sum_total"))
    return tuple(differ.order_by("number").values_list("number", flat=True))


def delta_card(row: OrderDelta) -> DeltaCard:
    net, tax, total = (Money(each, row.currency) for each in (row.net, row.tax, row.total))
    return DeltaCard(
        number=row.order.number,
        sku=row.line.sku if row.line else "",
        reason=row.reason,
        quantity=row.quantity,
        net=net,
        tax=tax,
        total=total,
        tax_rate=row.tax_rate,
        base_currency=row.base_currency,
        base_total=row.base_total,
        revision=row.revision,
        at=row.at,
        business_date=row.business_date,
    )
