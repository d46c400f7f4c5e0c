"""What people do to a company's line: hold it, freeze it, let it go, choose its ring."""

from datetime import timedelta

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from tenants.fleet.errors import DaysInvalid, NotInFleet, RingInvalid
from tenants.fleet.events import (
    RingChanged,
    UpgradeFrozen,
    UpgradeQuarantined,
    UpgradeRetried,
    UpgradeThawed,
)
from tenants.fleet.models import LedgerLine
from tenants.fleet.operations.ledger import sync_ledger
from tenants.fleet.rules import MOST_FROZEN_DAYS
from tenants.fleet.states import LINE, LineMove, LineState, Ring
from tenants.models import Tenant

REASON_LENGTH = 200


def freeze(slug: str, *, days: int, reason: str, stamp: Stamp) -> None:
    """Leave a company's schema as it is for some days, such as those of its busiest season.

    Refuses with DaysInvalid, NotInFleet or NotPermitted.
    """
    if not 1 <= days <= MOST_FROZEN_DAYS:
        raise DaysInvalid(days=days, most=MOST_FROZEN_DAYS)
    sync_ledger()
    with transaction.atomic():
        line = _lock(slug)
        stamp.by.must("tenants:edit")
        line.frozen_until = stamp.at + timedelta(days=days)
        line.frozen_reason = reason[:REASON_LENGTH]
        line.save(update_fields=["frozen_until", "frozen_reason"])
        record(
            UpgradeFrozen(
                tenant_id=line.tenant_id,
                until=line.frozen_until,
                reason=line.frozen_reason,
                stamp=stamp,
            )
        )


def thaw(slug: str, *, stamp: Stamp) -> None:
    """Let a frozen company ride along again. Refuses with NotInFleet or NotPermitted."""
    sync_ledger()
    with transaction.atomic():
        line = _lock(slug)
        stamp.by.must("tenants:edit")
        line.frozen_until, line.frozen_reason = None, ""
        line.save(update_fields=["frozen_until", "frozen_reason"])
        record(UpgradeThawed(tenant_id=line.tenant_id, stamp=stamp))


def quarantine(slug: str, *, reason: str, stamp: Stamp) -> None:
    """Keep the fleet away from a company until somebody says `retry`; it goes on being served.

    Refuses with NotInFleet, NotPermitted or MoveNotAllowed.
    """
    sync_ledger()
    with transaction.atomic():
        line = _lock(slug)
        stamp.by.must("tenants:edit")
        line.status = LINE.after(LineState(line.status), LineMove.QUARANTINE)
        line.last_error = reason[:REASON_LENGTH]
        line.save(update_fields=["status", "last_error"])
        record(UpgradeQuarantined(tenant_id=line.tenant_id, reason=line.last_error, stamp=stamp))


def retry(slug: str, *, stamp: Stamp) -> None:
    """Let the next run take up a company that failed or was held.

    Refuses with NotInFleet, NotPermitted or MoveNotAllowed.
    """
    sync_ledger()
    with transaction.atomic():
        line = _lock(slug)
        stamp.by.must("tenants:edit")
        line.status = LINE.after(LineState(line.status), LineMove.RETRY)
        line.attempts, line.last_error = 0, ""
        line.save(update_fields=["status", "attempts", "last_error"])
        record(UpgradeRetried(tenant_id=line.tenant_id, stamp=stamp))


def choose_ring(slug: str, *, ring: int, stamp: Stamp) -> None:
    """Let a company ride earlier or later. Refuses with RingInvalid, NotInFleet, NotPermitted."""
    if ring not in set(Ring):
        raise RingInvalid(ring=ring)
    sync_ledger()
    with transaction.atomic():
        line = _lock(slug)
        stamp.by.must("tenants:edit")
        line.ring = ring
        line.save(update_fields=["ring"])
        record(RingChanged(tenant_id=line.tenant_id, ring=ring, stamp=stamp))


def _lock(slug: str) -> LedgerLine:
    tenant = Tenant.objects.filter(slug=slug)
    lines = LedgerLine.objects.select_for_update(of=("self",))
    line = lines.filter(tenant_id__in=tenant.values("id")).first()
    if line is None:
        raise NotInFleet(slug=slug)
    return line
