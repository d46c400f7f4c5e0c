"""Who was erased, kept outside every database: if one comes back, they go again."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.archives.models import Erasure
from tenants.archives.operations.ground import exists, owner_of
from tenants.archives.operations.places import TOMBSTONES, Flow, archives, names_below, put_plain
from tenants.archives.states import ErasureState
from tenants.models import Tenant


def set_tombstone(erasure: Erasure) -> None:
    """Write down who was erased: ids and names of schemas, no name of anybody."""
    told = {
        "tenant_id": str(erasure.tenant_id),
        "erasure_id": str(erasure.id),
        "schema": erasure.schema,
        "shard": erasure.shard,
        "asked_at": erasure.asked_at.isoformat(),
    }
    name = f"{TOMBSTONES}/{erasure.tenant_id}"
    put_plain(name, Flow([json.dumps(told).encode()], name))


def who_came_back(*, stamp: Stamp) -> tuple[Erasure, ...]:
    """Return an erasure, to be run at once, for each company that has a tombstone and is here."""
    stamp.by.must("tenants:edit")
    return tuple(_erasure_of(told, stamp) for told in _tombstones() if _is_here(told))


def _tombstones() -> Iterator[dict[str, Any]]:
    for name in names_below(archives(), TOMBSTONES):
        with archives().open(name, "rb") as source:
            yield json.loads(source.read())


def _is_here(told: dict[str, Any]) -> bool:
    with enter(PLATFORM):
        on_the_roll = Tenant.objects.filter(id=told["tenant_id"])
        if on_the_roll.exclude(state=TenantState.ERASED).exists():
            return True
    with owner_of(told["shard"]) as connection:
        return exists(connection, told["schema"])


def _erasure_of(told: dict[str, Any], stamp: Stamp) -> Erasure:
    """Return the request as it was, or one like it where the database has forgotten that, too."""
    tenant_id = UUID(told["tenant_id"])
    with enter(PLATFORM):
        slug = Tenant.objects.filter(id=tenant_id).values_list("slug", flat=True).first()
        found, _ = Erasure.objects.update_or_create(
            id=UUID(told["erasure_id"]),
            defaults={"state": ErasureState.RUNNING, "finished_at": None},
            create_defaults={
                "tenant_id": tenant_id,
                "slug": slug or "",
                "schema": told["schema"],
                "shard": told["shard"],
                "state": ErasureState.RUNNING,
                "asked_by": stamp.by.name,
                "asked_at": datetime.fromisoformat(told["asked_at"]),
                "due_at": datetime.fromisoformat(told["asked_at"]),
            },
        )
    return found
