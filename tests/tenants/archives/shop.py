"""A company of a test's own with something to lose, and what is in it."""

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.orders.operations import cancel_order
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant
from tests.factories.company import Company, make_company, make_order
from tests.harness.owner import as_owner
from tests.tenants.catalog_lab import fingerprint, granted


def open_shop(slug: str, *, orders: int = 4, stamp: Stamp) -> Company:
    """Open a company, sell something in it, and call the last order off."""
    new = NewTenant(slug=slug, name=slug, group="north", unit="hq", host=f"{slug}.localhost")
    with enter(provision_tenant(new, stamp=stamp)):
        company = make_company(stamp=stamp)
        numbers = [
            make_order(company, {"APPLE": 2}, stamp=stamp).row.number for _ in range(orders)
        ]
        cancel_order(numbers[-1], reason="changed, \\ \t\n\N{SNOWMAN} my mind", stamp=stamp)
    return company


def rows_of(schema: str) -> Mapping[str, list[str]]:
    """Return every row of every table of a schema as text."""
    found = {}
    with as_owner() as owner:
        tables = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema]
        ).fetchall()
        for (table,) in tables:
            ask = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(
                sql.Identifier(schema, table)
            )
            found[table] = [row[0] for row in owner.execute(ask)]
    return found


def state_of(scope: Scope) -> Any:
    """Return all there is to a company's schema: rows, structure and rights."""
    return rows_of(scope.schema), fingerprint(scope.schema), granted(scope.schema)


def schemas() -> set[str]:
    with as_owner() as owner:
        found = owner.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'")
        return {row[0] for row in found}
