"""A company says how far it lets visitors in."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.visits import rules
from tenants.visits.events import VisitAccessChanged
from tenants.visits.models import Visit, VisitAccess
from tenants.visits.operations.leaving import close_visit
from tenants.visits.queries import access_of
from tenants.visits.states import Access, EndedBy, VisitKind, VisitState


def set_access(tenant_id: UUID, wanted: Mapping[VisitKind, Access], *, stamp: Stamp) -> None:
    """Say how far visitors are let in; who is inside and came further is sent away.

    Called in the company's scope, which keeps the fact; the setting lies with the visits, in
    the public schema. Every step of a visit compares it, so it counts from the next request on.
    Refuses with NotPermitted.
    """
    stamp.by.must("account:edit")
    for kind in sorted(wanted):
        _set(tenant_id, kind, access=wanted[kind], stamp=stamp)


def _set(tenant_id: UUID, kind: VisitKind, *, access: Access, stamp: Stamp) -> None:
    with enter(PLATFORM):
        before = _change(tenant_id, kind, access=access, at=stamp.at)
    if before is access:
        return
    with transaction.atomic():
        changed = VisitAccessChanged(kind=kind, access=access, before=before, stamp=stamp)
        record(changed)
    with enter(PLATFORM):
        inside = Visit.objects.filter(tenant_id=tenant_id, kind=kind).exclude(
            state=VisitState.ENDED
        )
        too_far = [row.id for row in inside if not rules.is_let_in(access, row.role)]
    for visit_id in too_far:
        close_visit(visit_id, by=EndedBy.COMPANY, at=stamp.at)


@transaction.atomic
def _change(tenant_id: UUID, kind: VisitKind, *, access: Access, at: datetime) -> Access:
    before = access_of(tenant_id, kind)
    if before is not access:
        VisitAccess.objects.update_or_create(
            tenant_id=tenant_id,
            kind=kind,
            defaults={"access": access, "before": before, "changed_at": at},
        )
    return before
