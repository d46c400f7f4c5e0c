"""Groups, companies, plans and domains, a line each."""

from collections.abc import Collection
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import Allowance, TenantState
from tenants import rules
from tenants.errors import PlanNotFound, TenantNotFound
from tenants.models import Domain, Group, Plan, Tenant
from tenants.rules.domains import record_of
from tenants.states import DomainKind, DomainState, Proof
from tenants.types import DomainCard, GroupCard, PlanCard, PlanTerms, TenantCard


def list_groups(*, ids: Collection[UUID] | None = None) -> tuple[GroupCard, ...]:
    """Return these groups (or all) by name."""
    rows = Group.objects.order_by("name", "id")
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return tuple(GroupCard(row.id, row.slug, row.name) for row in rows)


def list_tenants(*, groups: Collection[UUID] | None = None) -> tuple[TenantCard, ...]:
    """Return the tenants of these groups (or of all) by slug."""
    rows = Tenant.objects.select_related("unit", "plan").order_by("slug")
    hosts = Domain.objects.filter(is_primary=True)
    if groups is not None:
        rows = rows.filter(group_id__in=groups)
        hosts = hosts.filter(tenant__group_id__in=groups)
    host_of = dict(hosts.values_list("tenant_id", "host"))
    return tuple(_card(row, host_of.get(row.id, "")) for row in rows)


def get_tenant(slug: str) -> TenantCard:
    """Return one line of the roll, or refuse with TenantNotFound."""
    row = Tenant.objects.select_related("unit", "plan").filter(slug=slug).first()
    if row is None:
        raise TenantNotFound(slug=slug)
    host = (
        Domain.objects.filter(tenant=row, is_primary=True).values_list("host", flat=True).first()
    )
    return _card(row, host or "")


def list_domains(tenant_id: UUID, *, actor: Actor) -> tuple[DomainCard, ...]:
    """Return a company's hosts, the primary one first. Refuses with NotPermitted."""
    actor.must("account:view", "tenants:view")
    rows = Domain.objects.filter(tenant_id=tenant_id).order_by("-is_primary", "host")
    return tuple(_domain_card(row) for row in rows)


def _domain_card(row: Domain) -> DomainCard:
    return DomainCard(
        host=row.host,
        kind=DomainKind(row.kind),
        state=DomainState(row.state),
        is_primary=row.is_primary,
        record=record_of(row.host, row.token),
        proof=Proof(row.problem) if row.problem else None,
        created_at=row.created_at,
        checked_at=row.checked_at,
        verified_at=row.verified_at,
        failing_since=row.failing_since,
    )


def list_plans(*, public: bool = False) -> tuple[PlanCard, ...]:
    """Return the plans in the order of the price list; with `public` those that are on it."""
    rows = Plan.objects.order_by("position", "code")
    return tuple(_plan_card(row) for row in (rows.filter(is_public=True) if public else rows))


def get_plan(code: str) -> PlanCard:
    """Return one plan, or refuse with PlanNotFound."""
    row = Plan.objects.filter(code=code).first()
    if row is None:
        raise PlanNotFound(plan=code)
    return _plan_card(row)


def get_plan_of(tenant_id: UUID) -> tuple[TenantCard, PlanCard]:
    """Return a company with the plan that applies to it, or refuse with TenantNotFound."""
    row = Tenant.objects.select_related("unit", "plan").filter(id=tenant_id).first()
    if row is None:
        raise TenantNotFound(slug=str(tenant_id))
    return _card(row, ""), _plan_card(row.plan)


def get_allowance(tenant_id: UUID) -> Allowance:
    """Return what applies to a company, as its row says now; refuses with TenantNotFound."""
    kept = Tenant.objects.filter(id=tenant_id).values_list("allowance", flat=True).first()
    if kept is None:
        raise TenantNotFound(slug=str(tenant_id))
    return rules.allowance_of(kept)


def _plan_card(row: Plan) -> PlanCard:
    terms = PlanTerms(
        price=Money(row.price, row.currency),
        months=row.months,
        off=frozenset(name for name, given in row.features.items() if not given),
        public=row.is_public,
        position=row.position,
    )
    return PlanCard(row.code, row.name, row.limits, terms)


def _card(row: Tenant, host: str) -> TenantCard:
    return TenantCard(
        id=row.id,
        slug=row.slug,
        name=row.name,
        state=TenantState(row.state),
        group_id=row.group_id,
        unit=row.unit.name if row.unit else "",
        plan=row.plan.name,
        host=host,
    )
