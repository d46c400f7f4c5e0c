"""Which orders a filter means. Lists, counts, views and batches ask here and nowhere else."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from guildhall.inventory.queries import references_at
from guildhall.orders.models import Order
from guildhall.orders.models.orders import TAGGED
from guildhall.orders.queries.searching import found_by
from guildhall.orders.states import OPEN, OPEN_STATES, PaymentState
from guildhall.orders.types import OrderFilter
from guildhall.organization.queries import channel_ids, store_ids

MOST = 10_001
PLACE = "location:"
SOLD = ("channel:", "brand:")
STORE = "store:"
# The furthest that a business day can lie from the moments that belong to it.
SPREAD = timedelta(days=2)

IS_OPEN = Q(state__in=OPEN_STATES)
IS_HELD = ~Q(holds=[])
IS_DOUBTED = Q(fraud__in=["review", "denied"])
IS_DOUBLE = ~Q(duplicate_of="")

# What waits for somebody: all of it is open, so that a list reads the open ones alone.
FLAGS = {
    "held": IS_OPEN & IS_HELD,
    "fraud": IS_OPEN & Q(fraud="review"),
    "duplicate": IS_OPEN & IS_DOUBLE,
    "problem": IS_OPEN & (IS_HELD | IS_DOUBTED | IS_DOUBLE),
    "overpaid": Q(payment_state=PaymentState.OVERPAID),
}
NOTHING = Q(pk=None)


def chosen_orders(chosen: OrderFilter) -> QuerySet[Order]:
    """Return the orders that a filter means, in no order."""
    exact = {
        "payment_state": chosen.payment,
        "fulfillment_state": chosen.fulfillment,
        "business_date__gte": chosen.since,
        "business_date__lte": chosen.until,
        "placed_at__lt": chosen.placed_before,
        "updated_at__gte": chosen.updated_since,
        "expires_at__lt": chosen.expires_before,
    }
    rows = Order.objects.filter(
        _days(chosen), **{column: wanted for column, wanted in exact.items() if wanted}
    )
    if chosen.state:
        states = OPEN_STATES if chosen.state == OPEN else (chosen.state,)
        rows = rows.filter(state__in=states)
    rows = rows.filter(_sold(chosen), _said(chosen))
    if chosen.text:
        rows = found_by(chosen.text.strip(), rows, known=_known(chosen.known))
    return rows.filter(within(chosen.scopes)) if chosen.scopes else rows


def count_each(filters: Sequence[tuple[OrderFilter, int]]) -> tuple[int, ...]:
    """Return how many orders each filter shows, no further than its limit, in one statement."""
    counted: list[str] = []
    params: list[Any] = []
    for chosen, most in filters:
        rows = chosen_orders(chosen).values("id")[:most]
        try:
            statement, values = rows.query.sql_with_params()
        except EmptyResultSet:
            counted.append("0")
            continue
        counted.append(f"(SELECT count(*) FROM ({statement}) AS shown)")  # noqa: S608 - by Django
        params += values
    if not counted:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counted)}", params)
        return tuple(cursor.fetchone())


def within(scopes: tuple[str, ...]) -> Q:
    """Return what lies within a reach: sold there, or with stock held there."""
    places = [s.removeprefix(PLACE) for s in scopes if s.startswith(PLACE)]
    sold = [Q(scopes__contains=[s]) for s in scopes if not s.startswith(PLACE)]
    held = [Q(number__in=references_at(places))] if places else []
    return Q(*sold, *held, _connector=Q.OR) & _where_sold(scopes)


def _where_sold(scopes: tuple[str, ...]) -> Q:
    """Return what follows from a reach: the same orders, by columns that have indexes."""
    stores = [s.removeprefix(STORE) for s in scopes if s.startswith(STORE)]
    if len(stores) == len(scopes):
        return Q(store_id__in=store_ids(stores))
    if all(s.startswith(SOLD) for s in scopes):
        channels = [s.removeprefix("channel:") for s in scopes if s.startswith("channel:")]
        brands = [s.removeprefix("brand:") for s in scopes if s.startswith("brand:")]
        return Q(channel_id__in=channel_ids(channels=channels, brands=brands))
    return Q()


def _days(chosen: OrderFilter) -> Q:
    """Return when what falls on the days asked for can have been placed."""
    found = Q()
    if chosen.since:
        found &= Q(placed_at__gte=_midnight(chosen.since) - SPREAD)
    if chosen.until:
        found &= Q(placed_at__lt=_midnight(chosen.until) + SPREAD + SPREAD)
    return found


def _midnight(day: object) -> datetime:
    return make_aware(datetime.combine(day, time()))  # type: ignore[arg-type]


def _sold(chosen: OrderFilter) -> Q:
    """Return through which channels and stores."""
    found = Q()
    if chosen.channel:
        found &= Q(channel_id__in=channel_ids(channels=[chosen.channel]))
    if chosen.brand:
        found &= Q(channel_id__in=channel_ids(brands=[chosen.brand]))
    if chosen.store:
        found &= Q(store_id__in=store_ids([chosen.store]))
    return found


def _said(chosen: OrderFilter) -> Q:
    """Return what people have said of them."""
    found = Q()
    if chosen.tag:
        found &= TAGGED & Q(tags__contains=[chosen.tag.strip().lower()])
    if chosen.hold:
        found &= IS_OPEN & IS_HELD & Q(holds__contains=[chosen.hold])
    if chosen.flag:
        found &= FLAGS.get(chosen.flag, NOTHING)
    if chosen.expires_before:
        found &= IS_OPEN
    return found


def _known(known: tuple[str, ...] | None) -> Q | None:
    """Return where customers may be looked for: nowhere, everywhere, or within a reach."""
    return None if known is None else within(known) if known else Q()
