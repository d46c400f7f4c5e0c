"""Subsidiaries that sell, facts that are delivered, and the figures that should come of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from guildhall.hq.models import DayFigure
from guildhall.hq.queries import get_group_figures
from guildhall.hq.types import Asked, GroupFigures
from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Actor, Grant, Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.models import Order
from guildhall.orders.operations import cancel_order, confirm_order, ship_order
from tenants.queries import list_groups
from tests.factories.company import Company, make_company, make_order

LEASE = timedelta(seconds=30)


def open_shop(scope: Scope) -> Company:
    with enter(scope):
        return make_company(stock=Decimal(10_000))


def sell(company: Company, orders: int = 1, *, stamp: Stamp, days_ago: int = 0) -> list[str]:
    """Place orders of two apples, 5.00 USD each, and return their numbers."""
    then = replace(stamp, at=stamp.at - timedelta(days=days_ago))
    with enter(company.scope):
        return [make_order(company, {"APPLE": 2}, stamp=then).row.number for _ in range(orders)]


def cancel(company: Company, number: str, *, stamp: Stamp) -> None:
    with enter(company.scope):
        cancel_order(number, reason="changed their mind", stamp=stamp)


def ship(company: Company, number: str, *, stamp: Stamp) -> None:
    with enter(company.scope):
        confirm_order(number, stamp=stamp)
        ship_order(number, stamp=stamp)


def deliver_all(scope: Scope) -> None:
    with enter(scope):
        deliver(undelivered(), lease=LEASE)


def undelivered() -> list[int]:
    waiting = Fact.objects.filter(delivered_at__isnull=True).order_by("sequence")
    return list(waiting.values_list("sequence", flat=True))


def group_id(slug: str) -> UUID:
    with enter(PLATFORM):
        return next(group.id for group in list_groups() if group.slug == slug)


def controller(*groups: str) -> Actor:
    """Return somebody who sees the figures of these groups."""
    return Actor(
        "staff",
        "staff:controller",
        tuple(Grant("figures:view", f"group:{group_id(slug)}") for slug in groups),
    )


def figures(asked: Asked, *, actor: Actor, stamp: Stamp) -> GroupFigures:
    with enter(PLATFORM):
        return get_group_figures(asked, actor=actor, at=stamp.at)


def all_rows() -> list[tuple[object, ...]]:
    """Return every roll-up without its id, in order."""
    names = [field.name for field in DayFigure._meta.fields if field.name != "id"]
    with enter(PLATFORM):
        return sorted(DayFigure.objects.values_list(*names), key=repr)


def sold_in(scopes: Iterable[Scope]) -> tuple[int, int, Decimal]:
    """Return what the tenants' own orders say: placed, canceled, revenue of those that stand."""
    placed = canceled = 0
    revenue = Decimal(0)
    for scope in scopes:
        with enter(scope):
            rows = list(Order.objects.values_list("state", "total"))
        placed += len(rows)
        canceled += sum(state == "canceled" for state, _ in rows)
        revenue += sum((total for state, total in rows if state != "canceled"), Decimal(0))
    return placed, canceled, revenue
