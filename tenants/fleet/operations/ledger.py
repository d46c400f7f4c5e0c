"""The ledger follows the roll: a constant number of statements, however large the fleet."""

from typing import LiteralString

from django.db import connection, transaction

from guildhall.kernel.tenancy import PLATFORM, TenantState, enter
from tenants.fleet.states import Ring

_WITHOUT_SCHEMA = [TenantState.PROVISIONING.value, TenantState.ERASED.value]

_FORGET: LiteralString = """
DELETE FROM fleet_ledgerline l WHERE NOT EXISTS (
    SELECT FROM tenants_tenant t WHERE t.id = l.tenant_id AND NOT t.state = ANY(%s))
"""
_FOLLOW: LiteralString = """
UPDATE fleet_ledgerline l
SET schema = t.schema, shard = t.shard, version = t.schema_version, fingerprint = ''
FROM tenants_tenant t
WHERE t.id = l.tenant_id AND NOT (l.status = 'leased' AND l.lease_until > now())
  AND (l.schema, l.shard, l.version) IS DISTINCT FROM (t.schema, t.shard, t.schema_version)
"""
# By the hash of its id a company is a canary (1 of 100), in the tenth, or one of the rest.
_ADD: LiteralString = """
INSERT INTO fleet_ledgerline (tenant_id, schema, shard, version, ring)
SELECT t.id, t.schema, t.shard, t.schema_version,
    CASE WHEN h.part < 1 THEN %s WHEN h.part < 11 THEN %s ELSE %s END
FROM tenants_tenant t
CROSS JOIN LATERAL (SELECT ('x' || left(md5(t.id::text), 6))::bit(24)::int %% 100 AS part) h
WHERE NOT t.state = ANY(%s)
  AND NOT EXISTS (SELECT FROM fleet_ledgerline l WHERE l.tenant_id = t.id)
ON CONFLICT DO NOTHING
"""
_NEED_A_CANARY: LiteralString = """
UPDATE fleet_ledgerline SET ring = %s
WHERE tenant_id = (SELECT tenant_id FROM fleet_ledgerline ORDER BY md5(tenant_id::text) LIMIT 1)
  AND NOT EXISTS (SELECT FROM fleet_ledgerline WHERE ring = %s)
"""


def sync_ledger() -> None:
    """Bring the lines to what the roll says; whoever is new gets a ring."""
    canary, tenth, rest = Ring.CANARY.value, Ring.TENTH.value, Ring.REST.value
    with enter(PLATFORM), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGET, [_WITHOUT_SCHEMA])
        cursor.execute(_FOLLOW)
        cursor.execute(_ADD, [canary, tenth, rest, _WITHOUT_SCHEMA])
        cursor.execute(_NEED_A_CANARY, [canary, canary])
