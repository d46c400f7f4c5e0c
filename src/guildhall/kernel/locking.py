"""Locks in one order, so that two requests cannot wait for each other."""

from django.db import connection
from django.db.models import Model, QuerySet

from guildhall.kernel.tenancy import require


def lock_in_order[M: Model](rows: QuerySet[M]) -> list[M]:
    """Lock the rows in primary-key order and return them."""
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def lock_name(name: str) -> None:
    """Take an advisory lock on a name inside this scope until the transaction ends."""
    _lock("pg_advisory_xact_lock", name)


def share_name(name: str) -> None:
    """Hold a name together with others who share it, and keep `lock_name` waiting meanwhile."""
    _lock("pg_advisory_xact_lock_shared", name)


def _lock(function: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtextextended(%s, 0))",
            [f"{require().schema}:{name}"],
        )
