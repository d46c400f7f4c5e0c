"""A connection through a PgBouncer, and what the tests behind it ask and look at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db import connections

from guildhall.config.environment import database
from guildhall.kernel.tenancy import Scope
from guildhall.kernel.tenancy.pooled.base import DatabaseWrapper
from guildhall.organization.models import Brand
from tests.harness.owner import as_owner
from tests.harness.pgbouncer import Pooler

BEHIND = "behind"
HERE = "SELECT current_user || ' ' || current_schema()"
SENT = re.compile(r'\tQuery\t "(.*)"$', re.MULTILINE)


def connect(pooler: Pooler, *, pool_size: int = 0) -> DatabaseWrapper:
    values = database(pooler.app_url, pin="role", pool_size=pool_size, pooler="transaction")
    assert values["ENGINE"] == "guildhall.kernel.tenancy.pooled"
    return DatabaseWrapper({**settings.DATABASES["default"], **values}, alias=BEHIND)


def ask(question: str = HERE) -> Any:
    with connections[BEHIND].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def inside(scope: Scope) -> str:
    return f"{scope.role} {scope.schema}"


def add_brand(code: str) -> None:
    Brand.objects.using(BEHIND).create(code=code, name=code)


def brands(scope: Scope) -> list[str]:
    """Return what is committed, as the owner sees it past the pooler."""
    with as_owner(scope) as connection:
        rows = connection.execute("SELECT code FROM organization_brand ORDER BY code")
        return [code for (code,) in rows.fetchall()]


@contextmanager
def sent(wrapper: DatabaseWrapper) -> Iterator[list[str]]:
    """Collect the queries that leave for the pooler."""
    queries: list[str] = []
    wrapper.ensure_connection()
    with TemporaryFile("w+b") as file:
        wrapper.connection.pgconn.trace(file.fileno())
        try:
            yield queries
        finally:
            wrapper.connection.pgconn.untrace()
            file.seek(0)
            queries += SENT.findall(file.read().decode())
