"""Opening a tenant: a schema from the pool, or a new one, becomes a company in one transaction."""

import re
from dataclasses import replace

from django.conf import settings
from django.db import connections, transaction

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants import rules
from tenants.artefact import grants, migrate_here, tables_of
from tenants.directory import roll_changed, scope_of
from tenants.errors import DomainTaken, PlacementUnknown, SlugInvalid, SlugTaken
from tenants.events import TenantProvisioned
from tenants.models import Domain, Group, Plan, PoolSchema, SchemaVersion, Tenant, Unit
from tenants.pool import build, take
from tenants.states import HELD, TENANT, TenantMove
from tenants.types import NewTenant
from tenants.versions import history

SLUG = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")


def provision_tenant(new: NewTenant, *, stamp: Stamp) -> Scope:
    """Open a tenant and return its scope; a tenant that is already open is returned as it is.

    Called again after a crash it goes on where the crash was. Refuses with SlugInvalid,
    SlugTaken (another group has it), DomainTaken, PlacementUnknown or NoSchemaReady.
    """
    if not SLUG.fullmatch(new.slug):
        raise SlugInvalid(slug=new.slug, errors={"slug": "Use letters, digits and hyphens."})
    stamp.by.must("tenants:edit")
    new = replace(new, shard=new.shard or settings.NEW_COMPANIES_ON)
    if new.shard not in ("default", *settings.SHARDS):
        raise PlacementUnknown(what="database", name=new.shard)
    with enter(PLATFORM):
        tenant = _open(new, stamp=stamp)
        if tenant is None:
            build(new.shard, reserved_for=new.slug)
            tenant = _open(new, stamp=stamp)
        if tenant is None:
            raise RuntimeError(f"the schema built for {new.slug} was gone when it was claimed")
        reached("provisioning.opened")
        return scope_of(tenant)


@transaction.atomic
def _open(new: NewTenant, *, stamp: Stamp) -> Tenant | None:
    """Put a company into a ready schema; None when there is no such schema."""
    lock_name(f"slug:{new.slug}")
    tenant = Tenant.objects.select_related("group").filter(slug=new.slug).first()
    if tenant is not None:
        if tenant.group.slug != new.group:
            raise SlugTaken(slug=new.slug)
        return tenant
    if Domain.objects.filter(host=new.host, state__in=HELD).exists():
        raise DomainTaken(host=new.host)
    tenant = _placed(new)

    made = take(new.slug, shard=new.shard)
    if made is None:
        return None
    _fill(tenant, made)
    Domain(host=new.host, tenant=tenant).save(force_insert=True)
    roll_changed()

    record(TenantProvisioned(tenant_id=tenant.id, slug=new.slug, plan=new.plan, stamp=stamp))
    reached("provisioning.claimed")
    return tenant


def _placed(new: NewTenant) -> Tenant:
    """Return the row of a company to be, with its group, unit and plan."""
    units = Unit.objects.select_related("group")
    unit = units.filter(group__slug=new.group, code=new.unit).first()
    if unit is None and not Group.objects.filter(slug=new.group).exists():
        raise PlacementUnknown(what="group", name=new.group)
    if unit is None:
        raise PlacementUnknown(what="unit", name=new.unit)
    plan = Plan.objects.filter(code=new.plan).first()
    if plan is None:
        raise PlacementUnknown(what="plan", name=new.plan)
    allowance = rules.allowance_under(plan.code, limits=plan.limits, features=plan.features)
    return Tenant(
        slug=new.slug,
        name=new.name,
        group=unit.group,
        unit=unit,
        plan=plan,
        allowance=rules.kept_of(allowance),
    )


def _fill(tenant: Tenant, made: PoolSchema) -> None:
    tenant.id = made.id
    tenant.schema, tenant.shard = made.schema, made.shard
    tenant.schema_version = made.version
    tenant.state = TENANT.after(TENANT.start, TenantMove.ACTIVATE)
    tenant.save(force_insert=True)


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
