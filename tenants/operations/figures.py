"""How large companies are and when they last did something: counted one by one, by a job."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from guildhall.kernel.facts import last_fact_at
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, TenantState, enter
from tenants.directory import scope_of
from tenants.models import Tenant, TenantFigures

COUNTED = (TenantState.ACTIVE, TenantState.READ_ONLY, TenantState.SUSPENDED)
COUNT_AGAIN_AFTER = timedelta(minutes=10)
_SIZE = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'm')
"""


def count_figures(*, at_most: int, stamp: Stamp) -> int:
    """Count anew the companies that nobody has counted for longest, and return how many.

    Refuses with NotPermitted.
    """
    stamp.by.must("tenants:edit")
    old = Q(figures=None) | Q(figures__counted_at__lt=stamp.at - COUNT_AGAIN_AFTER)
    due = Tenant.objects.filter(old, state__in=COUNTED).order_by("figures__counted_at", "id")
    tenants = list(due[:at_most])
    for tenant in tenants:
        size, last = _counted(scope_of(tenant))
        values = {"size_bytes": size, "last_activity": last, "counted_at": stamp.at}
        TenantFigures.objects.update_or_create(tenant=tenant, defaults=values)
    return len(tenants)


def _counted(scope: Scope) -> tuple[int, datetime | None]:
    with enter(scope), connection.cursor() as cursor:
        cursor.execute(_SIZE, [scope.schema])
        return int(cursor.fetchone()[0]), last_fact_at()
