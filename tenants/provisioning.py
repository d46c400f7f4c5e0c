"""Opening a tenant: row, role, schema, grants and seeds in one transaction of the owner."""

import re
from base64 import b32encode
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.artefact import artefact, grants, migrate_here, tables_of
from tenants.directory import roll_changed, scope_of
from tenants.errors import DomainTaken, SlugInvalid, SlugTaken
from tenants.events import TenantProvisioned
from tenants.models import Domain, Group, Plan, SchemaVersion, Tenant, Unit
from tenants.states import HELD, TENANT, TenantMove
from tenants.types import NewTenant
from tenants.versions import history

SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")
# One at a time: a provisioning transaction holds over a thousand locks.
SERIALIZE = "SELECT pg_advisory_xact_lock(hashtextextended('guildhall.provisioning', 0))"


def schema_name(tenant_id: UUID) -> str:
    """Return the schema of a tenant: made from its id, so that renaming never moves data."""
    return "t_" + b32encode(tenant_id.bytes).decode().rstrip("=").lower()


def provision_tenant(new: NewTenant, *, stamp: Stamp) -> Scope:
    """Open a tenant and return its scope; a tenant that is already open is returned as it is.

    Refuses with SlugInvalid, SlugTaken (another group has it) or DomainTaken.
    """
    if not SLUG.fullmatch(new.slug):
        raise SlugInvalid(slug=new.slug, errors={"slug": "Use letters, digits and hyphens."})
    stamp.by.must("tenants:edit")
    with enter(PLATFORM), transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(SERIALIZE)
        tenant = Tenant.objects.using("owner").filter(slug=new.slug).first()
        if tenant is None:
            tenant = _open(new, stamp)
        elif tenant.group.slug != new.group:
            raise SlugTaken(slug=new.slug)
        return scope_of(tenant)


def _open(new: NewTenant, stamp: Stamp) -> Tenant:
    if Domain.objects.using("owner").filter(host=new.host, state__in=HELD).exists():
        raise DomainTaken(host=new.host)
    tenant_id = new_id()
    tenant = Tenant(
        id=tenant_id,
        slug=new.slug,
        name=new.name,
        schema=schema_name(tenant_id),
        group=Group.objects.using("owner").get(slug=new.group),
        unit=Unit.objects.using("owner").get(group__slug=new.group, code=new.unit),
        plan=Plan.objects.using("owner").get(code=new.plan),
        schema_version=artefact().version,
    )
    tenant.state = TENANT.after(TENANT.start, TenantMove.ACTIVATE)
    tenant.save(using="owner", force_insert=True)
    Domain(host=new.host, tenant=tenant).save(using="owner", force_insert=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute(schema_script(tenant.schema))
    roll_changed(using="owner")
    opened = TenantProvisioned(tenant_id=tenant_id, slug=new.slug, plan=new.plan, stamp=stamp)
    record(opened, using="owner")
    return tenant


def schema_script(schema: str) -> str:
    """Return the one script that makes a tenant's role and schema."""
    app = settings.DATABASES["default"]["USER"]
    role = f'CREATE ROLE {schema} NOLOGIN; GRANT {schema} TO "{app}";'
    return role + artefact().for_schema(schema)


def migrate_public() -> None:
    """Bring the public schema to this release and let the app's role work in it."""
    migrate_here(PLATFORM)
    _tell_versions()
    app = settings.DATABASES["default"]["USER"]
    role = PLATFORM.role
    with enter(PLATFORM), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} NOLOGIN")
        cursor.execute(f'GRANT {role} TO "{app}"')
        for statement in grants("public", tables_of(settings.SHARED_APPS), role=role):
            cursor.execute(statement)


def _tell_versions() -> None:
    """Let older releases know what the versions that they have never heard of ask of them."""
    with enter(PLATFORM):
        rows = [SchemaVersion(number=v.number, digest=v.digest, floor=v.floor) for v in history()]
        SchemaVersion.objects.using("owner").bulk_create(rows, ignore_conflicts=True)
