"""Nothing to do costs the same for many companies as for a few."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test.utils import CaptureQueriesContext

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, enter
from tenants.artefact import schema_name
from tenants.models import Group, Plan, Tenant
from tenants.versions import newest
from tests.fleet.lab import upgrade
from tests.harness.owner import as_owner

MANY = 1_000


@contextmanager
def on_the_roll(count: int) -> Iterator[None]:
    """Put companies on the roll that have no schema: nobody may look for it."""
    ids = [new_id() for _ in range(count)]
    with enter(PLATFORM):
        group, plan = Group.objects.get(slug="north"), Plan.objects.get(code="standard")
        Tenant.objects.bulk_create(
            Tenant(
                id=each,
                slug=f"many{number}",
                name=f"Many {number}",
                schema=schema_name(each),
                state=TenantState.ACTIVE,
                group=group,
                plan=plan,
                schema_version=newest().number,
            )
            for number, each in enumerate(ids)
        )
    try:
        yield
    finally:
        with as_owner() as owner:
            owner.execute("DELETE FROM public.tenants_tenant WHERE slug LIKE 'many%'")


def statements() -> int:
    with enter(PLATFORM), CaptureQueriesContext(connections["default"]) as captured:
        outcome = upgrade()
    assert outcome.is_whole
    return len(captured)


def test_a_thousand_companies_cost_as_many_statements_as_three(fleet: dict[str, Scope]) -> None:
    few = statements()
    with on_the_roll(MANY):
        many = statements()

    assert many == few
    assert few < 30
