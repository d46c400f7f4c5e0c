"""Companies as whoever runs the platform sees them, many at once in one statement."""

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from guildhall.kernel import clock
from guildhall.kernel.facts import facts_about
from guildhall.kernel.limits import NAMES
from guildhall.kernel.paging import Page, page_of
from guildhall.kernel.stamp import Actor
from guildhall.kernel.tenancy import TenantState
from tenants import rules
from tenants.errors import TenantNotFound
from tenants.models import Domain, Tenant
from tenants.types import CompanyFilter, CompanyRow, LifeEntry, Usage

COUNT_TO = 10_000
PAGE = 50
STATE_CHANGED = "tenant.state_changed"


def list_companies(chosen: CompanyFilter, *, cursor: str | None, actor: Actor) -> Page[CompanyRow]:
    """Return one page of companies, the newest first. Refuses with NotPermitted, CursorInvalid."""
    actor.must("tenants:view")
    at = clock.now()
    return page_of(
        _with_hosts(_chosen(chosen)),
        key=("created_at", "id"),
        cursor=cursor,
        limit=PAGE,
        to=lambda row: _row(row, at),
    )


def count_companies(chosen: CompanyFilter, *, actor: Actor) -> int:
    """Return how many companies there are, up to 10,001."""
    actor.must("tenants:view")
    return _chosen(chosen)[: COUNT_TO + 1].count()


def get_company(slug: str, *, actor: Actor) -> CompanyRow:
    """Return one company. Refuses with NotPermitted or TenantNotFound."""
    actor.must("tenants:view")
    row = _with_hosts(Tenant.objects.filter(slug=slug)).first()
    if row is None:
        raise TenantNotFound(slug=slug)
    return _row(row, clock.now())


def life_of(tenant_id: UUID, *, actor: Actor) -> tuple[LifeEntry, ...]:
    """Return what moved a company, the latest first. Refuses with NotPermitted."""
    actor.must("tenants:view", "account:view")
    told = [each for each in facts_about([f"tenant:{tenant_id}"]) if each.type == STATE_CHANGED]
    return tuple(
        LifeEntry(
            move=each.payload.get("move", ""),
            state=each.payload["state"],
            reason=each.payload["reason"],
            at=each.occurred_at,
            by=each.actor_name,
        )
        for each in reversed(told)
    )


def list_shards() -> tuple[str, ...]:
    """Return the shards that hold companies."""
    rows = Tenant.objects.order_by("shard").values_list("shard", flat=True)
    return tuple(rows.distinct())


def _chosen(chosen: CompanyFilter) -> QuerySet[Tenant]:
    rows = Tenant.objects.all()
    if chosen.text:
        hosts = Domain.objects.filter(host__icontains=chosen.text).values("tenant")
        named = Q(slug__icontains=chosen.text) | Q(name__icontains=chosen.text)
        rows = rows.filter(named | Q(id__in=hosts))
    exact = {
        "state": chosen.state,
        "plan__code": chosen.plan,
        "group__slug": chosen.group,
        "shard": chosen.shard,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})


def _with_hosts(rows: QuerySet[Tenant]) -> QuerySet[Tenant]:
    main = Domain.objects.filter(tenant=OuterRef("pk"), is_primary=True).values("host")
    return rows.select_related("plan", "group", "unit", "figures").annotate(
        main=Subquery(main[:1])
    )


def _row(row: Tenant, at: datetime) -> CompanyRow:
    figures = getattr(row, "figures", None)
    return CompanyRow(
        id=row.id,
        slug=row.slug,
        name=row.name,
        host=getattr(row, "main", None) or "",
        state=TenantState(row.state),
        reason=row.state_reason,
        since=row.state_since,
        created_at=row.created_at,
        group=row.group.name,
        unit=row.unit.name if row.unit else "",
        plan=row.plan.name,
        shard=row.shard,
        version=row.schema_version,
        usage=_fullest(row, at),
        size_bytes=figures.size_bytes if figures else None,
        last_activity=figures.last_activity if figures else None,
        counted_at=figures.counted_at if figures else None,
    )


def _fullest(row: Tenant, at: datetime) -> Usage | None:
    """Return the limit that a company is nearest to, of those that were noted."""
    allowance = rules.allowance_of(row.allowance)
    noted = [
        Usage(name, allowance.used_of(name, at=at), allowance.limits[name])
        for name in NAMES
        if name in allowance.noted and name in allowance.limits
    ]
    return max(noted, key=lambda each: each.percent, default=None)
