"""Schemas that are on no roll, such as the side schema of a restore, come to this release, too."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tenants.artefact import tenant_labels
from tenants.fleet.operations.compiling import compile_script
from tenants.fleet.operations.connections import HOME, owner_connection
from tenants.fleet.operations.fingerprints import fingerprints
from tenants.fleet.operations.replaying import replay
from tenants.fleet.operations.upgrading import target_version
from tenants.fleet.types import Script

_APPLIED = SQL("SELECT app, name FROM {} WHERE app = ANY(%s) ORDER BY 1, 2")


def bring_current(schemas: Sequence[str], *, shard: str = HOME, stamp: Stamp) -> int:
    """Bring these schemas to this release and return its version.

    Each needs a role of its name. May be run again at any time. Refuses with HistoryStale,
    NotReplayable, SchemaDiffers or NotPermitted.
    """
    stamp.by.must("tenants:edit")
    with enter(PLATFORM), owner_connection(shard) as owner:
        target = target_version()
        shapes = fingerprints(owner, schemas)
        scripts: dict[tuple[str, tuple[Any, ...]], Script] = {}
        for schema in schemas:
            alike = (shapes.get(schema, ""), _applied(owner, schema))
            if alike not in scripts:
                scripts[alike] = compile_script(_scope(schema, shard))
            replay(owner, schema, scripts[alike], check=_nothing, finish=_nothing)
    return target


def _scope(schema: str, shard: str) -> Scope:
    return Scope(tenant_id=new_id(), schema=schema, role=schema, shard=shard)


def _applied(owner: Connection[Any], schema: str) -> tuple[Any, ...]:
    question = _APPLIED.format(Identifier(schema, "django_migrations"))
    return tuple(owner.execute(question, [sorted(tenant_labels())]).fetchall())


def _nothing(_connection: Connection[Any]) -> None:
    """Do nothing: no ledger has a line for it."""
