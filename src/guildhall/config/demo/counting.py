"""Counting what a day left behind, through the queries that every room offers."""

import time
from uuid import UUID

from guildhall.config.demo.verdict import Count
from guildhall.hq.queries import count_all_orders
from guildhall.inventory.queries import audit_stock
from guildhall.kernel.facts import count_facts
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.orders.queries import TO_SHIP, count_orders
from guildhall.orders.types import OrderFilter

# More orders than any demo has, so that a count is exact.
_ALL = 1_000_000_000
_LOOK_EVERY = 0.25


def wait_until_delivered(*, seconds: float) -> bool:
    """Wait until every fact of every schema has been delivered; return whether that came true."""
    end = time.monotonic() + seconds
    while undelivered_anywhere():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_EVERY)
    return True


def undelivered_anywhere() -> bool:
    return any(undelivered_in(scope) for scope in (PLATFORM, *companies()))


def undelivered_in(scope: Scope) -> int:
    with enter(scope):
        return count_facts()[1]


def count_companies() -> list[Count]:
    """Return one count per company that is open, and HQ's word on each."""
    with enter(PLATFORM):
        known_to_hq = count_all_orders()
    return [_count(scope, known_to_hq) for scope in companies()]


def companies() -> list[Scope]:
    return [found.scope for found in directory().working()]


def _count(scope: Scope, known_to_hq: dict[UUID, int]) -> Count:
    with enter(scope):
        audit = audit_stock()
        facts, undelivered = count_facts()
        return Count(
            slug=scope.slug,
            orders=count_orders(OrderFilter(), most=_ALL),
            unshipped=count_orders(TO_SHIP, most=_ALL),
            facts=facts,
            undelivered=undelivered,
            ledger_differs=audit.ledger_differs,
            reserved_differs=audit.reserved_differs,
            oversold=audit.oversold,
            hq_orders=known_to_hq.get(scope.tenant_id, 0),
        )
