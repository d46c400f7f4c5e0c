"""Opening a tenant: everything or nothing, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from django.db import connections

from guildhall.kernel import clock
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import NotPermitted, Refusal
from guildhall.kernel.stamp import Actor, Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, directory, enter
from guildhall.organization.models import Brand
from tenants.errors import DomainTaken, PlacementUnknown, SlugInvalid, SlugTaken
from tenants.provisioning import provision_tenant
from tenants.types import NewTenant
from tests.harness.owner import as_owner, ask_owner
from tests.harness.processes import wait_until
from tests.tenants.catalog_lab import granted

LEFT = """
SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 't\\_%%')
     , (SELECT count(*) FROM public.tenants_tenant)
     , (SELECT count(*) FROM public.tenants_domain)
     , (SELECT count(*) FROM public.kernel_fact)
"""
# Roles are the whole cluster's: those that only other databases use are other tests' business.
ROLES = """
SELECT count(*) FROM pg_roles r WHERE rolname LIKE 't\\_%%' AND NOT EXISTS (
    SELECT FROM pg_shdepend d JOIN pg_database elsewhere ON elsewhere.oid = d.dbid
    WHERE d.refobjid = r.oid AND elsewhere.datname <> current_database())
"""


def new(slug: str, *, group: str = "north", host: str = "") -> NewTenant:
    host = host or f"{slug}.localhost"
    return NewTenant(slug=slug, name=slug.title(), group=group, unit="hq", host=host)


def provision(slug: str) -> Scope:
    """Provision in whatever thread this is."""
    try:
        return provision_tenant(new(slug), stamp=system_stamp("test", clock.now()))
    finally:
        connections.close_all()


@dataclass(frozen=True, slots=True)
class Counted:
    rows: tuple[int, ...]
    roles: object


def there_is() -> Counted:
    with as_owner() as owner:
        row = owner.execute(LEFT).fetchone()
        assert row is not None
        return Counted(tuple(row), ask_owner(ROLES))


def nothing_was_added(before: Counted) -> None:
    """Wait for roles alone: another test's may be seen for a moment while it is dropped."""
    assert there_is().rows == before.rows
    wait_until(lambda: there_is().roles == before.roles, what="as many roles as before")


def test_a_new_tenant_is_open_for_work(opened: dict[str, Scope], stamp: Stamp) -> None:
    scope = provision_tenant(new("delta"), stamp=stamp)

    with enter(scope):
        Brand.objects.create(code="house", name="House")
        assert Brand.objects.count() == 1
    found = directory().by_host("delta.localhost")
    assert found is not None
    assert found.scope == scope
    with enter(PLATFORM):
        assert Fact.objects.latest("sequence").payload["slug"] == "delta"


def test_a_new_tenants_role_has_the_rights_of_every_other(
    opened: dict[str, Scope], stamp: Stamp
) -> None:
    scope = provision_tenant(new("delta"), stamp=stamp)

    assert granted(scope.schema) == granted(opened["alpha"].schema)
    assert len(granted(scope.schema)) > 100


def test_a_tenant_is_opened_once(opened: dict[str, Scope], stamp: Stamp) -> None:
    first = provision_tenant(new("delta"), stamp=stamp)
    counted = there_is()

    second = provision_tenant(new("delta"), stamp=stamp)

    assert second == first
    nothing_was_added(counted)


def test_six_tenants_opened_at_once_are_six(opened: dict[str, Scope]) -> None:
    slugs = [f"delta{number}" for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(provision, slugs))

    assert [scope.slug for scope in made] == slugs
    assert len({scope.schema for scope in made}) == 6
    for scope in made:
        with enter(scope):
            assert Brand.objects.count() == 0


def test_one_tenant_opened_six_times_at_once_is_one(opened: dict[str, Scope]) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(provision, ["delta"] * 6))

    assert len(made) == 1
    assert ask_owner("SELECT count(*) FROM public.tenants_tenant WHERE slug = 'delta'") == 1


@pytest.mark.parametrize(
    "slug", ["", "a", "Delta", "dél", "1st", "-x", "x-", "a b", "x" * 41, "a;b", "delta\n"]
)
def test_a_slug_that_is_no_name_is_refused(
    opened: dict[str, Scope], stamp: Stamp, slug: str
) -> None:
    before = there_is()

    with pytest.raises(SlugInvalid) as refused:
        provision_tenant(new(slug, host="x.localhost"), stamp=stamp)

    assert set(refused.value.errors) == {"slug"}
    nothing_was_added(before)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (new("alpha", group="south"), SlugTaken),
        (new("delta", host="alpha.localhost"), DomainTaken),
        (new("delta", group="west"), PlacementUnknown),
        (replace(new("delta"), unit="cellar"), PlacementUnknown),
        (replace(new("delta"), plan="gold"), PlacementUnknown),
        (replace(new("delta"), shard="moon"), PlacementUnknown),
    ],
)
def test_what_is_taken_is_refused_and_nothing_is_left(
    opened: dict[str, Scope], stamp: Stamp, wanted: NewTenant, refusal: type[Refusal]
) -> None:
    before = there_is()

    with pytest.raises(refusal):
        provision_tenant(wanted, stamp=stamp)

    nothing_was_added(before)


def test_not_everybody_may_open_tenants(opened: dict[str, Scope], stamp: Stamp) -> None:
    clerk = Stamp(Actor("person", "clerk"), stamp.at, stamp.request_id)

    with pytest.raises(NotPermitted):
        provision_tenant(new("delta"), stamp=clerk)


def test_who_opens_a_tenant_after_a_crash_starts_anew(
    opened: dict[str, Scope], stamp: Stamp
) -> None:
    with enter(PLATFORM), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_tenant")  # a connection to lose
    with as_owner() as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND usename = current_user AND datname = current_database()"
        )
    connections.close_all()

    assert provision_tenant(new("delta"), stamp=stamp).slug == "delta"
