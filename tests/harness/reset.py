"""Emptying what committed tests wrote, as the owner, between two tests."""

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from guildhall.kernel.cache import forget_everything
from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, enter

# The roll of tenants is part of the template; migrations are part of the schema.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
# A file of no length has never been written to. Most tests write to a few of all the tables,
# and emptying a table that holds nothing costs as much as emptying a full one.
_WRITTEN = """
SELECT format('%%I.%%I', n.nspname, c.relname), pg_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND (n.nspname = 'public' OR n.nspname LIKE 't\\_%%')
  AND NOT c.relname = ANY(%s)
  AND NOT (n.nspname = 'public' AND c.relname LIKE 'tenants\\_%%')
  AND pg_relation_size(c.oid) > 0
"""
_COUNT_ANEW = """
SELECT setval(s.oid, q.seqstart, false)
FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'i'
WHERE d.refobjid = ANY(%s::text[]::regclass[])
"""
# From here on a table's dead rows are cleared away.
_LARGE = 256 * 1024


def reset_everything() -> None:
    """Empty every tenant's tables and the public schema's moving ones; forget all caches."""
    with enter(PLATFORM), connections["owner"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute(_WRITTEN, [list(KEPT)])
        written = dict(cursor.fetchall())
        if written:
            _empty(cursor, list(written))
        if large := [name for name, size in written.items() if size > _LARGE]:
            cursor.execute(f"VACUUM {', '.join(large)}")
    redis().flushdb()
    # Processes that run on through many tests must not think that nothing has changed.
    for epoch in ("domains", "api_keys", "organization", "catalog", "oauth", "oauth_keys"):
        redis().set(f"guildhall:epoch:{epoch}", new_id().int % 2**48)
    forget_everything()


def _empty(cursor: CursorWrapper, tables: list[str]) -> None:
    """Wait until nobody writes to these tables any more, and delete what is in them."""
    with transaction.atomic(using="owner"):
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the catalog, quoted
        cursor.execute(_COUNT_ANEW, [tables])
