"""How a visit ends: on somebody's word, by the company's own rule, or by the clock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.visits.errors import VisitNotFound
from tenants.visits.models import Visit
from tenants.visits.operations.telling import tell_company
from tenants.visits.queries import VISITING, may_visit
from tenants.visits.states import VISIT, EndedBy, VisitMove, VisitState


def end_visit(visit_id: UUID, *, stamp: Stamp) -> None:
    """End a visit on the word of whoever may pay one there, or on the visitor's own.

    Refuses with VisitNotFound or NotPermitted.
    """
    if stamp.by.name != f"visit:{visit_id}":
        stamp.by.reach(VISITING)
        row = Visit.objects.select_related("tenant__unit").filter(id=visit_id).first()
        if row is None or not may_visit(row, stamp.by):
            raise VisitNotFound
    close_visit(visit_id, by=EndedBy.OPERATOR, at=stamp.at)


def send_away(tenant_id: UUID, visit_id: UUID, *, stamp: Stamp) -> None:
    """End a visit on the word of the company that is visited.

    Refuses with NotPermitted or VisitNotFound.
    """
    stamp.by.must("account:edit")
    with enter(PLATFORM):
        if not Visit.objects.filter(id=visit_id, tenant_id=tenant_id).exists():
            raise VisitNotFound
    close_visit(visit_id, by=EndedBy.COMPANY, at=stamp.at)


def end_overdue(*, stamp: Stamp) -> int:
    """End the visits whose time is over, tell companies what they were not told, count them.

    Refuses with NotPermitted.
    """
    stamp.by.must(VISITING)
    open_ones = Visit.objects.exclude(state=VisitState.ENDED)
    over = list(open_ones.filter(ends_at__lte=stamp.at).values_list("id", flat=True))
    for visit_id in over:
        close_visit(visit_id, by=EndedBy.TIME, at=stamp.at)
    untold = Visit.objects.filter(state=VisitState.ENDED, end_told=False) | Visit.objects.filter(
        state=VisitState.RUNNING, start_told=False
    )
    for visit_id in list(untold.values_list("id", flat=True)):
        tell_company(visit_id, at=stamp.at)
    return len(over)


def close_visit(visit_id: UUID, *, by: EndedBy, at: datetime) -> None:
    """End a visit and tell the company's own trail; what is over stays as it is."""
    with enter(PLATFORM):
        with transaction.atomic():
            row = Visit.objects.select_for_update().filter(id=visit_id).first()
            if row is None:
                raise VisitNotFound
            if row.state != VisitState.ENDED:
                timely = at < row.ends_at
                row.state = VISIT.after(VisitState(row.state), VisitMove.END)
                row.ended_at = at if timely else row.ends_at
                row.ended_by = by if timely else EndedBy.TIME
                row.save(update_fields=["state", "ended_at", "ended_by"])
        tell_company(visit_id, at=at)
