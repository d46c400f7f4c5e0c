"""Metering: what facts and counts say was used, and who hears that a limit is near."""

from datetime import date
from uuid import UUID

from django.db import connection, transaction

from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.limits import METERED, Metered
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Noted, directory
from tenants.operations import note_use
from tenants.plans import rules
from tenants.plans.events import UsageNearLimit
from tenants.plans.models import Usage
from tenants.plans.states import Level
from tenants.plans.types import Used
from tenants.queries import get_allowance

_COUNT = """
INSERT INTO plans_usage AS kept (id, tenant_id, meter, month, used, updated_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, meter, month) DO UPDATE SET
    used = kept.used + excluded.used, updated_at = greatest(kept.updated_at, excluded.updated_at)
RETURNING used, warned_at IS NOT NULL
"""
_SET = """
INSERT INTO plans_usage AS kept (id, tenant_id, meter, month, used, updated_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, meter, month) DO UPDATE SET
    used = excluded.used, updated_at = excluded.updated_at
RETURNING used, warned_at IS NOT NULL
"""
# Things are counted where they lie whenever one is added; what is noted of them is for people.
PER_MONTH = frozenset({"orders"})


@transaction.atomic
def count_use(tenant_id: UUID, *, meter: Metered, by: int, stamp: Stamp) -> None:
    """Add what one fact says was used in the month of `stamp.at`.

    Called once per fact: the delivery notes in the same transaction that it was counted.
    Refuses with NotPermitted.
    """
    stamp.by.must("tenants:edit")
    used, warned = _write(_COUNT, tenant_id, meter, count=by, stamp=stamp)
    found = directory().by_id(tenant_id)
    limit = found.scope.allowance.limits.get(meter) if found else None
    level = rules.level_of(used, limit=limit)
    if level is Level.FULL or (level is Level.NEAR and not warned):
        until = rules.month_of(stamp.at).end if meter in PER_MONTH else None
        note_use(tenant_id, noted={meter: Noted(used, until)}, stamp=_own(stamp))
    if not warned:
        _warn(tenant_id, meter, (used, limit), stamp=stamp)


@transaction.atomic
def note_holdings(tenant_id: UUID, *, used: Used, stamp: Stamp) -> None:
    """Keep what a company holds just now, as counted in its own schema.

    The roll hears of what is near its limit, and of what no longer is.
    Refuses with NotPermitted or TenantNotFound.
    """
    stamp.by.must("tenants:edit")
    allowance = get_allowance(tenant_id)
    noted = {}
    for name, count in sorted(used.items()):
        limit = allowance.limits.get(name)
        _, warned = _write(_SET, tenant_id, name, count=count, stamp=stamp)
        if not warned:
            _warn(tenant_id, name, (count, limit), stamp=stamp)
        if name in allowance.noted or rules.level_of(count, limit=limit) is not Level.FREE:
            noted[name] = Noted(count)
    if any(allowance.noted.get(name) != each for name, each in noted.items()):
        note_use(tenant_id, noted=noted, stamp=_own(stamp))


def note_meters(tenant_id: UUID, *, stamp: Stamp) -> None:
    """Let every process know this month's meters: another plan has other limits."""
    month = rules.month_of(stamp.at)
    rows = Usage.objects.filter(
        tenant_id=tenant_id, month=month.start.date(), meter__in=METERED
    ).values_list("meter", "used")
    noted = {meter: Noted(used, month.end if meter in PER_MONTH else None) for meter, used in rows}
    if noted:
        note_use(tenant_id, noted=noted, stamp=_own(stamp))


def _write(
    statement: str, tenant_id: UUID, meter: str, *, count: int, stamp: Stamp
) -> tuple[int, bool]:
    month = _month(stamp)
    with connection.cursor() as cursor:
        cursor.execute(statement, [new_id(), tenant_id, meter, month, count, stamp.at])
        used, warned = cursor.fetchone()
    return int(used), bool(warned)


def _warn(tenant_id: UUID, name: str, counted: tuple[int, int | None], *, stamp: Stamp) -> None:
    """Tell that four fifths are used, once a month."""
    used, limit = counted
    if limit is None or rules.level_of(used, limit=limit) is Level.FREE:
        return
    rows = Usage.objects.filter(tenant_id=tenant_id, meter=name, month=_month(stamp))
    rows.update(warned_at=stamp.at)
    record(UsageNearLimit(tenant_id=tenant_id, name=name, used=used, limit=limit, stamp=stamp))


def _month(stamp: Stamp) -> date:
    return rules.month_of(stamp.at).start.date()


def _own(stamp: Stamp) -> Stamp:
    return system_stamp("plans", stamp.at, stamp.request_id)
