"""What can be asked about the roll of tenants."""

from uuid import UUID

from guildhall.kernel.tenancy import TenantState
from tenants.errors import TenantNotFound
from tenants.models import Domain, Group, Tenant
from tenants.types import TenantCard


def list_tenants(*, group: UUID | None = None) -> tuple[TenantCard, ...]:
    """Return the tenants of a group (or of all groups) by slug."""
    rows = Tenant.objects.select_related("unit").order_by("slug")
    if group is not None:
        rows = rows.filter(group_id=group)
    hosts = dict(Domain.objects.filter(is_primary=True).values_list("tenant_id", "host"))
    return tuple(_card(row, hosts.get(row.id, "")) for row in rows)


def get_tenant(slug: str) -> TenantCard:
    """Return one line of the roll, or refuse with TenantNotFound."""
    row = Tenant.objects.select_related("unit").filter(slug=slug).first()
    if row is None:
        raise TenantNotFound(slug=slug)
    host = Domain.objects.filter(tenant=row, is_primary=True).values_list("host", flat=True).first()
    return _card(row, host or "")


def get_group_name(group: UUID) -> str:
    return Group.objects.values_list("name", flat=True).get(id=group)


def _card(row: Tenant, host: str) -> TenantCard:
    unit = row.unit.name if row.unit else ""
    return TenantCard(row.id, row.slug, row.name, TenantState(row.state), unit, host)
