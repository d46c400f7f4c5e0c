"""What can be asked about visits."""

from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery

from guildhall.kernel.stamp import Actor
from tenants.errors import TenantNotFound
from tenants.models import Tenant, Unit
from tenants.visits.errors import VisitNotFound
from tenants.visits.models import Visit, VisitAccess, VisitStep
from tenants.visits.states import USUALLY, Access, EndedBy, VisitKind, VisitState
from tenants.visits.types import StepCard, Visitable, VisitCard

MOST_VISITS = 100
MOST_STEPS = 500
VISITING = "visits:edit"


def list_visits(tenant_id: UUID, *, actor: Actor) -> tuple[VisitCard, ...]:
    """Return the visits to a company, the latest first. Refuses with NotPermitted."""
    actor.must("account:view", "tenants:view")
    return _cards(Visit.objects.filter(tenant_id=tenant_id))


def find_group_visits(tenant_id: UUID, *, actor: Actor) -> tuple[VisitCard, ...] | None:
    """Return the visits that the group's people paid a company of theirs, the latest first.

    None where the actor may pay none.
    """
    if all(grant.capability not in {VISITING, "*"} for grant in actor.grants):
        return None
    tenant = Tenant.objects.select_related("unit").get(id=tenant_id)
    if not actor.may(VISITING, scope=scopes_of(tenant)):
        return None
    return _cards(Visit.objects.filter(tenant_id=tenant_id, kind=VisitKind.GROUP))


def get_visit(
    tenant_id: UUID, visit_id: UUID, *, actor: Actor
) -> tuple[VisitCard, tuple[StepCard, ...]]:
    """Return one visit to a company with the addresses that were opened, the latest first.

    Refuses with NotPermitted or VisitNotFound.
    """
    actor.must("account:view", "tenants:view")
    return _with_steps(Visit.objects.filter(tenant_id=tenant_id, id=visit_id))


def get_visit_to(
    slug: str, visit_id: UUID, *, actor: Actor
) -> tuple[VisitCard, tuple[StepCard, ...]]:
    """Return a visit from the visitors' side: the platform sees all, a group those of its own.

    Refuses with NotPermitted, TenantNotFound or VisitNotFound.
    """
    rows = Visit.objects.filter(tenant__slug=slug, id=visit_id)
    if not actor.may("tenants:view"):
        find_visitable(slug, actor=actor)
        rows = rows.filter(kind=VisitKind.GROUP)
    return _with_steps(rows)


def find_visitable(slug: str, *, actor: Actor) -> Visitable:
    """Return a company that an actor may visit, and how far it lets them in.

    Refuses with NotPermitted, or with TenantNotFound: of a company of another group nobody
    learns that it exists.
    """
    actor.reach(VISITING)
    tenant = Tenant.objects.select_related("unit").filter(slug=slug).first()
    if tenant is None or not actor.may(VISITING, scope=scopes_of(tenant)):
        raise TenantNotFound(slug=slug)
    kind = VisitKind.SUPPORT if actor.may(VISITING) else VisitKind.GROUP
    return Visitable(tenant.id, slug, tenant.name, kind, access_of(tenant.id, kind))


def access_of(tenant_id: UUID, kind: VisitKind) -> Access:
    """Return how far a company lets one kind of visitor in."""
    said = VisitAccess.objects.filter(tenant_id=tenant_id, kind=kind).values_list("access")
    found = said.first()
    return Access(found[0]) if found else USUALLY[kind]


def list_access(tenant_id: UUID, *, actor: Actor) -> dict[VisitKind, Access]:
    """Return how far a company lets each kind of visitor in. Refuses with NotPermitted."""
    actor.must("account:view")
    said = VisitAccess.objects.filter(tenant_id=tenant_id).values_list("kind", "access")
    return USUALLY | {VisitKind(kind): Access(access) for kind, access in said}


def scopes_of(tenant: Tenant) -> tuple[str, ...]:
    """Return the scopes that a company lies in: its group, its unit and the units above."""
    scopes = [f"group:{tenant.group_id}"]
    unit = tenant.unit
    while unit is not None:
        scopes.append(f"unit:{unit.id}")
        unit = Unit.objects.filter(id=unit.parent_id).first() if unit.parent_id else None
    return tuple(scopes)


def may_visit(row: Visit, actor: Actor) -> bool:
    """Return whether somebody may pay, and so also end, a visit such as this one now."""
    if row.kind == VisitKind.SUPPORT:
        return actor.may(VISITING)
    return actor.may(VISITING, scope=scopes_of(row.tenant))


def card_of(row: Visit) -> VisitCard:
    return VisitCard(
        id=row.id,
        tenant_id=row.tenant_id,
        operator_id=row.operator_id,
        operator=row.operator,
        comment=row.comment,
        role=row.role,
        state=VisitState(row.state),
        offered_at=row.offered_at,
        entered_at=row.entered_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        ended_by=EndedBy(row.ended_by) if row.ended_by else None,
        kind=VisitKind(row.kind),
        steps=getattr(row, "steps", None) or 0,
    )


def _cards(rows: QuerySet[Visit]) -> tuple[VisitCard, ...]:
    found = _counted(rows).order_by("-offered_at", "-id")
    return tuple(card_of(row) for row in found[:MOST_VISITS])


def _with_steps(rows: QuerySet[Visit]) -> tuple[VisitCard, tuple[StepCard, ...]]:
    row = _counted(rows).first()
    if row is None:
        raise VisitNotFound
    steps = VisitStep.objects.filter(visit=row).order_by("-id")[:MOST_STEPS]
    return card_of(row), tuple(StepCard(each.at, each.method, each.path) for each in steps)


def _counted(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    steps = VisitStep.objects.filter(visit=OuterRef("pk")).order_by().values("visit")
    return rows.annotate(steps=Subquery(steps.annotate(many=Count("*")).values("many")))
