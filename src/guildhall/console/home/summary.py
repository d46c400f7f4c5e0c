"""People, products and orders at a glance, in a constant number of statements."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from guildhall.catalog.queries import count_catalog
from guildhall.console.home.queries import reach_or_none
from guildhall.identity.queries import count_invitations, count_staff
from guildhall.kernel.stamp import Actor
from guildhall.orders.queries import count_orders, count_work
from guildhall.orders.queries.figures import Taken, taken_since
from guildhall.orders.types import OrderCounts, OrderFilter

KEPT_SECONDS = 10
LATELY = timedelta(hours=24)
ASKED = ("staff:view", "catalog:view", "orders:view")


@dataclass(frozen=True, slots=True)
class PeopleSummary:
    staff: int
    invited: int


@dataclass(frozen=True, slots=True)
class ProductSummary:
    """Counts end at 10,001."""

    products: int


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """Counts end at 10,001; `lately` is the last 24 hours."""

    orders: int
    work: OrderCounts
    lately: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What of it whoever asks may not see is None."""

    at: datetime
    users: PeopleSummary | None
    products: ProductSummary | None
    orders: OrderSummary | None


def get_summary(*, actor: Actor, at: datetime) -> Summary:
    """Return the summary as far as somebody may see it; the same for all who see as far.

    It may be ten seconds old.
    """
    reaches = tuple(reach_or_none(actor, permission) for permission in ASKED)
    seal = hashlib.sha256(repr(reaches).encode()).hexdigest()
    key = f"console.summary:{seal}"
    kept: Summary | None = cache.get(key)
    if kept is None:
        kept = _summary(reaches, at)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _summary(reaches: tuple[tuple[str, ...] | None, ...], at: datetime) -> Summary:
    staff, catalog, orders = reaches
    return Summary(
        at=at,
        # People are of the whole company: who sees a part of it counts none.
        users=PeopleSummary(count_staff(), count_invitations()) if staff == () else None,
        products=None if catalog is None else ProductSummary(count_catalog()),
        orders=None if orders is None else _orders(orders, at),
    )


def _orders(scopes: tuple[str, ...], at: datetime) -> OrderSummary:
    return OrderSummary(
        orders=count_orders(OrderFilter(scopes=scopes)),
        work=count_work(at, scopes=scopes),
        lately=taken_since(at - LATELY, scopes=scopes),
    )
