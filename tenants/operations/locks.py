"""The one row that every change to a company waits for."""

from uuid import UUID

from tenants.errors import TenantNotFound
from tenants.models import Tenant


def lock_tenant(tenant_id: UUID) -> Tenant:
    """Lock a company's line of the roll and return it, or refuse with TenantNotFound."""
    tenant = Tenant.objects.select_for_update().filter(id=tenant_id).first()
    if tenant is None:
        raise TenantNotFound(slug=str(tenant_id))
    return tenant
