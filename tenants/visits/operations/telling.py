"""What a company's own trail is told of visits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.stamp import Actor, Origin, Stamp
from guildhall.kernel.tenancy import TenantState, enter
from guildhall.kernel.tenancy.roll import WORKING
from tenants.directory import scope_of
from tenants.visits.events import SupportVisitEnded, SupportVisitStarted
from tenants.visits.models import Visit, VisitStep
from tenants.visits.states import VisitState


def tell_company(visit_id: UUID, *, at: datetime) -> None:
    """Record a visit's beginning and end in the company's own trail, once it can be written.

    Two schemas, two transactions: what could not be told now is told by the next sweep.
    """
    row = Visit.objects.select_related("tenant").get(id=visit_id)
    if TenantState(row.tenant.state) not in WORKING or row.entered_at is None:
        if row.entered_at is None and row.state == VisitState.ENDED:
            Visit.objects.filter(id=visit_id).update(start_told=True, end_told=True)
        return
    name = f"visit:{row.id}"
    stamp = Stamp(Actor("visit", name), at, origin=Origin(via=name))
    if not row.start_told:
        started = SupportVisitStarted(
            visit=row.id, role=row.role, ends_at=row.ends_at, kind=row.kind, stamp=stamp
        )
        _record(row, started)
        Visit.objects.filter(id=visit_id).update(start_told=True)
    if row.state == VisitState.ENDED and not row.end_told:
        opened = VisitStep.objects.filter(visit=row).count()
        ended = SupportVisitEnded(visit=row.id, ended_by=row.ended_by, opened=opened, stamp=stamp)
        _record(row, ended)
        Visit.objects.filter(id=visit_id).update(end_told=True)


def _record(row: Visit, event: SupportVisitStarted | SupportVisitEnded) -> None:
    with enter(scope_of(row.tenant)), transaction.atomic():
        record(event)
