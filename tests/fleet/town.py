"""Many companies at once, made from the compiled script over several connections."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from django.db import transaction
from psycopg import sql

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.artefact import artefact, schema_name, schema_script
from tenants.directory import roll_changed
from tenants.models import Domain, Group, Plan, Tenant
from tests.harness.owner import as_owner

HANDS = 3


def build_companies(
    count: int, *, group: str, prefix: str = "town", shard: str = "default"
) -> list[str]:
    """Open so many companies `town0`, `town1`, … and return their schemas."""
    ids = [new_id() for _ in range(count)]
    schemas = [schema_name(each) for each in ids]
    with ThreadPoolExecutor(HANDS) as threads:
        each = [schemas[hand::HANDS] for hand in range(HANDS)]
        list(threads.map(partial(_build, shard=shard), each))
    with enter(PLATFORM), transaction.atomic():
        _enroll(ids, prefix, group, shard=shard)
        roll_changed()
    return schemas


def _build(schemas: Sequence[str], *, shard: str) -> None:
    with as_owner(shard=shard) as owner:
        for schema in schemas:
            owner.execute(schema_script(schema).encode())


def _enroll(ids: Sequence[UUID], prefix: str, group: str, *, shard: str) -> None:
    owner, plan = Group.objects.get(slug=group), Plan.objects.get(code="standard")
    tenants = [
        Tenant(
            id=each,
            slug=f"{prefix}{number}",
            name=f"{prefix.title()} {number}",
            schema=schema_name(each),
            state=TenantState.ACTIVE,
            shard=shard,
            group=owner,
            plan=plan,
            schema_version=artefact().version,
        )
        for number, each in enumerate(ids)
    ]
    Tenant.objects.bulk_create(tenants)
    Domain.objects.bulk_create(
        Domain(host=f"{tenant.slug}.localhost", tenant=tenant) for tenant in tenants
    )


def raze(prefix: str = "town") -> None:
    """Remove every company whose slug begins so: rows, schemas and roles."""
    with as_owner() as owner:
        owner.execute(
            "DELETE FROM public.tenants_domain d USING public.tenants_tenant t"
            " WHERE t.id = d.tenant_id AND t.slug LIKE %s",
            [f"{prefix}%"],
        )
        gone = owner.execute(
            "DELETE FROM public.tenants_tenant WHERE slug LIKE %s RETURNING schema, shard",
            [f"{prefix}%"],
        ).fetchall()
    for schema, shard in gone:
        name = sql.Identifier(schema)
        with as_owner(shard=shard) as owner:
            owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
            owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
