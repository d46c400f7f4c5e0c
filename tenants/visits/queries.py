"""What can be asked about support visits."""

from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from guildhall.kernel.stamp import Actor
from tenants.visits.errors import VisitNotFound
from tenants.visits.models import Visit, VisitStep
from tenants.visits.states import EndedBy, VisitState
from tenants.visits.types import StepCard, VisitCard

MOST_VISITS = 100
MOST_STEPS = 500


def list_visits(tenant_id: UUID, *, actor: Actor) -> tuple[VisitCard, ...]:
    """Return the visits to a company, the latest first. Refuses with NotPermitted."""
    actor.must("account:view", "tenants:view")
    rows = _counted(Visit.objects.filter(tenant_id=tenant_id)).order_by("-offered_at", "-id")
    return tuple(card_of(row) for row in rows[:MOST_VISITS])


def get_visit(
    tenant_id: UUID, visit_id: UUID, *, actor: Actor
) -> tuple[VisitCard, tuple[StepCard, ...]]:
    """Return one visit to a company with the addresses that were opened, the latest first.

    Refuses with NotPermitted or VisitNotFound.
    """
    actor.must("account:view", "tenants:view")
    row = _counted(Visit.objects.filter(tenant_id=tenant_id, id=visit_id)).first()
    if row is None:
        raise VisitNotFound
    steps = VisitStep.objects.filter(visit=row).order_by("-id")[:MOST_STEPS]
    return card_of(row), tuple(StepCard(each.at, each.method, each.path) for each in steps)


def card_of(row: Visit) -> VisitCard:
    return VisitCard(
        id=row.id,
        tenant_id=row.tenant_id,
        operator=row.operator,
        comment=row.comment,
        role=row.role,
        state=VisitState(row.state),
        offered_at=row.offered_at,
        entered_at=row.entered_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        steps=getattr(row, "steps", None) or 0,
    )


def _counted(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    steps = VisitStep.objects.filter(visit=OuterRef("pk")).order_by().values("visit")
    return rows.annotate(steps=Subquery(steps.annotate(many=Count("*")).values("many")))
