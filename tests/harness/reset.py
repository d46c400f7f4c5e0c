"""Emptying what committed tests wrote, as the owner, between two tests."""

from functools import cache

from django.db import connections

from guildhall.kernel.cache import forget_everything
from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, enter

# The roll of tenants is part of the template; migrations are part of the schema.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
_TABLES = """
SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables
WHERE (schemaname = 'public' OR schemaname LIKE 't\\_%%') AND NOT tablename = ANY(%s)
  AND NOT (schemaname = 'public' AND tablename LIKE 'tenants\\_%%')
"""


def reset_everything() -> None:
    """Truncate every tenant's tables and the public schema's moving ones; forget all caches."""
    with enter(PLATFORM), connections["owner"].cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute(f"TRUNCATE {', '.join(_tables())} RESTART IDENTITY")
    redis().flushdb()
    # Processes that run on through many tests must not think that nothing has changed.
    for epoch in ("domains", "api_keys", "organization", "catalog", "oauth", "oauth_keys"):
        redis().set(f"guildhall:epoch:{epoch}", new_id().int % 2**48)
    forget_everything()


@cache
def _tables() -> tuple[str, ...]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_TABLES, [list(KEPT)])
        return tuple(row[0] for row in cursor.fetchall())
