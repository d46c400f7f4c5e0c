"""What every test of tenants needs: whatever it opens is removed again."""

from collections.abc import Iterator

import pytest
from psycopg import sql

from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from integrations.dns.client import DnsResolver
from tenants.models import Domain
from tenants.ports import bind_resolver, resolver
from tenants.states import DomainKind
from tests.harness.dns import NameServer, name_server
from tests.harness.owner import as_owner


@pytest.fixture
def opened(committed: dict[str, Scope]) -> Iterator[dict[str, Scope]]:
    """Yield the template's tenants; afterwards there are no others."""
    yield committed
    with as_owner() as owner:
        owner.execute(
            "DELETE FROM public.tenants_domain d USING public.tenants_tenant t"
            " WHERE t.id = d.tenant_id AND NOT t.slug = ANY(%s)",
            [[*committed]],
        )
        gone = owner.execute(
            "WITH gone AS (DELETE FROM public.tenants_tenant WHERE NOT slug = ANY(%s)"
            " RETURNING schema, shard), pool AS (DELETE FROM public.tenants_poolschema"
            " RETURNING schema, shard) SELECT * FROM gone UNION SELECT * FROM pool",
            [[*committed]],
        ).fetchall()
    for schema, shard in gone:
        with as_owner(shard=shard) as owner:
            name = sql.Identifier(schema)
            owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
            owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))
    with as_owner() as owner:
        for table, column, used in (
            ("unit", "group_id", "group_id"),
            ("group", "id", "group_id"),
            ("plan", "id", "plan_id"),
        ):
            unused = sql.SQL(
                "DELETE FROM public.{} WHERE {} NOT IN (SELECT {} FROM public.tenants_tenant)"
            )
            names = (f"tenants_{table}", column, used)
            owner.execute(unused.format(*map(sql.Identifier, names)))


@pytest.fixture
def names() -> Iterator[NameServer]:
    """Let this process ask a name server of its own."""
    before = resolver()
    with name_server() as found:
        bind_resolver(DnsResolver(found.address))
        yield found
    bind_resolver(before)


@pytest.fixture
def roll(committed: dict[str, Scope]) -> Iterator[dict[str, Scope]]:
    """Inside the public schema, committed; the roll loses every custom domain afterwards."""
    with enter(PLATFORM):
        yield committed
        Domain.objects.filter(kind=DomainKind.CUSTOM).delete()
        Domain.objects.filter(kind=DomainKind.PLATFORM).update(is_primary=True)
