"""The kernel's tenant directory, on the roll, cached under an epoch."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, Subquery

from guildhall.kernel.cache import EpochCache
from guildhall.kernel.epochs import epoch_of, move_epoch_on_commit
from guildhall.kernel.tenancy import PLATFORM, Resolved, Scope, TenantState, enter
from guildhall.kernel.tenancy.roll import WORKING
from tenants import rules
from tenants.models import Domain, SchemaVersion, Tenant
from tenants.states import DomainState
from tenants.versions import newest, oldest

EPOCH = "domains"


def scope_of(tenant: Tenant) -> Scope:
    return Scope(
        tenant_id=tenant.id,
        schema=tenant.schema,
        role=tenant.schema,
        slug=tenant.slug,
        shard=tenant.shard,
        allowance=rules.allowance_of(tenant.allowance),
    )


def resolved(tenant: Tenant) -> Resolved:
    return Resolved(
        scope_of(tenant),
        TenantState(tenant.state),
        tenant.name,
        tenant.state_reason,
        schema_version=tenant.schema_version,
        supported=_serves(tenant.schema_version),
    )


def _serves(version: int) -> bool:
    """Return whether this release can work on a schema of this version."""
    if version <= newest().number:
        return version >= oldest()
    try:
        return _floor_of(version) <= newest().number
    except SchemaVersion.DoesNotExist:
        return False


@cache
def _floor_of(version: int) -> int:
    return SchemaVersion.objects.get(number=version).floor


def roll_changed(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make every process look again, within a second of the commit."""
    move_epoch_on_commit(EPOCH, using=using)


class TenantDirectory:
    """Finds tenants by host or id: in process, unknown hosts in a small cache of their own."""

    def __init__(self) -> None:
        def read() -> str:
            return epoch_of(EPOCH)

        self._hosts = EpochCache[str, Resolved](read_epoch=read, size=20_000)
        self._ids = EpochCache[UUID, Resolved](read_epoch=read, size=20_000)
        self._unknown = EpochCache[str, None](read_epoch=read, size=1_000, seconds=5.0)

    def by_host(self, host: str) -> Resolved | None:
        if self._unknown.holds(host):
            return None
        try:
            return self._hosts.get(host, lambda: _by_host(host))
        except Domain.DoesNotExist:
            return self._unknown.get(host, lambda: None)

    def by_id(self, tenant_id: UUID) -> Resolved | None:
        try:
            return self._ids.get(tenant_id, lambda: _by_id(tenant_id))
        except Tenant.DoesNotExist:
            return None

    def look_again(self, tenant_id: UUID) -> Resolved | None:
        for cached in (self._hosts, self._ids):
            cached.forget()
        return self.by_id(tenant_id)

    def working(self) -> Sequence[Resolved]:
        with enter(PLATFORM):
            rows = Tenant.objects.filter(state__in=WORKING).order_by("id")
            found = [resolved(row) for row in rows]
            return [each for each in found if each.works]


def _by_host(host: str) -> Resolved:
    with enter(PLATFORM):
        active = Domain.objects.filter(state=DomainState.ACTIVE)
        main = active.filter(tenant=OuterRef("tenant"), is_primary=True).values("host")
        asked = active.select_related("tenant").annotate(main=Subquery(main[:1]))
        domain = asked.get(host=host)
        found = resolved(domain.tenant)
        onward = domain.main if domain.redirects and domain.main != host else None
        return replace(found, primary=onward or "")


def _by_id(tenant_id: UUID) -> Resolved:
    with enter(PLATFORM):
        return resolved(Tenant.objects.get(id=tenant_id))
