"""Schemas made ahead: ready ones are claimed, begun ones finished, outdated ones replaced."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from guildhall.kernel import clock
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.organization.models import Brand
from tenants.errors import NoSchemaReady
from tenants.models import PoolSchema
from tenants.pool import build, keep_warm
from tenants.provisioning import provision_tenant
from tenants.states import SchemaState
from tenants.types import NewTenant, PoolChange
from tests.harness.owner import as_owner
from tests.harness.processes import Process
from tests.harness.sizes import size_of
from tests.tenants.catalog_lab import granted

SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'"
STEPS = ("reserved", "schema_made", "schema_committed", "schema_ready", "claimed", "opened")
WAYS = tuple(product(("kill", "cut"), ("default", "east")))
# Each step meets two ways to die in the suite, in turn, and all four in the soak.
ALL = size_of("provisioning_crashes", small=1, soak=2) == 2
CRASHES = [
    (step, *way)
    for number, step in enumerate(STEPS)
    for way in (WAYS if ALL else (WAYS[number % 2], WAYS[3 - number % 2]))
]
AT_ONCE = size_of("provisionings_at_once", small=8, soak=24)


def new(slug: str, *, shard: str = "default") -> NewTenant:
    host = f"{slug}.localhost"
    return NewTenant(slug=slug, name=slug, group="north", unit="hq", host=host, shard=shard)


def warm(size: int, *, shard: str = "default") -> PoolChange:
    return keep_warm(size, shard=shard, at=clock.now())


def pool() -> list[PoolSchema]:
    with enter(PLATFORM):
        return list(PoolSchema.objects.order_by("id"))


def made(shard: str = "default") -> set[str]:
    """Return the schemas that there are."""
    with as_owner(shard=shard) as owner:
        return {name for (name,) in owner.execute(SCHEMAS).fetchall()}


def known() -> set[str]:
    """Return the schemas that the roll and the pool know of, in any database."""
    with as_owner() as owner:
        rows = owner.execute(
            "SELECT schema FROM public.tenants_tenant"
            " UNION ALL SELECT schema FROM public.tenants_poolschema"
        ).fetchall()
        return {name for (name,) in rows}


def test_a_schema_made_ahead_becomes_the_company(opened: dict[str, Scope], stamp: Stamp) -> None:
    warm(2)
    ready = pool()

    scope = provision_tenant(new("delta"), stamp=stamp)

    assert scope.schema == ready[0].schema
    assert scope.tenant_id == ready[0].id
    assert [row.id for row in pool()] == [ready[1].id]
    assert granted(scope.schema) == granted(opened["alpha"].schema)
    with enter(scope):
        Brand.objects.create(code="house", name="House")
        assert Brand.objects.count() == 1


def test_nobody_is_led_to_a_schema_of_the_pool(opened: dict[str, Scope]) -> None:
    warm(1)

    with as_owner() as owner:
        rolls = owner.execute("SELECT schema FROM public.tenants_tenant").fetchall()

    assert pool()[0].schema not in {name for (name,) in rolls}


def test_without_a_schema_made_ahead_one_is_made(opened: dict[str, Scope], stamp: Stamp) -> None:
    scope = provision_tenant(new("delta"), stamp=stamp)

    assert scope.schema in made()
    assert pool() == []


def test_a_company_can_be_opened_in_another_database(
    opened: dict[str, Scope], stamp: Stamp
) -> None:
    warm(1, shard="east")
    near, far = (
        provision_tenant(new(slug, shard="east"), stamp=stamp) for slug in ("near", "far")
    )

    assert {near.schema, far.schema} <= made("east")
    assert not {near.schema, far.schema} & made()
    for scope in (near, far):
        with enter(scope):
            Brand.objects.create(code="house", name="House")
            assert Brand.objects.count() == 1


def test_new_companies_are_put_where_the_settings_say(
    opened: dict[str, Scope], stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NEW_COMPANIES_ON", "east")

    assert provision_tenant(new("delta", shard=""), stamp=stamp).shard == "east"


def test_the_pool_is_filled_once(opened: dict[str, Scope]) -> None:
    assert warm(3) == PoolChange(made=3, dropped=0)
    assert warm(3) == PoolChange(made=0, dropped=0)


def test_the_pool_is_filled_a_few_at_a_time(opened: dict[str, Scope]) -> None:
    changes = [keep_warm(3, shard="default", at=clock.now(), at_most=2) for _ in range(2)]

    assert [change.made for change in changes] == [2, 1]


def test_a_schema_of_an_older_release_is_replaced(opened: dict[str, Scope], stamp: Stamp) -> None:
    warm(2)
    old = pool()
    with enter(PLATFORM):
        PoolSchema.objects.filter(id=old[0].id).update(version=0)

    assert warm(2) == PoolChange(made=1, dropped=1)
    assert old[0].schema not in made()
    assert known() == made()


def test_an_outdated_schema_is_never_claimed(opened: dict[str, Scope], stamp: Stamp) -> None:
    warm(1)
    with enter(PLATFORM):
        PoolSchema.objects.update(version=0)

    scope = provision_tenant(new("delta"), stamp=stamp)

    assert scope.schema not in {row.schema for row in pool()}


def test_what_somebody_reserved_and_forgot_returns_to_the_pool(opened: dict[str, Scope]) -> None:
    build("default", reserved_for="ghost")
    assert warm(1).made == 1

    later = clock.now() + timedelta(hours=2)
    assert keep_warm(2, shard="default", at=later) == PoolChange(made=0, dropped=0)
    assert {row.reserved_for for row in pool()} == {""}


def test_what_was_begun_for_one_company_is_not_given_to_another(
    opened: dict[str, Scope], stamp: Stamp
) -> None:
    build("default", reserved_for="ghost")

    scope = provision_tenant(new("delta"), stamp=stamp)

    assert [row.reserved_for for row in pool()] == ["ghost"]
    assert scope.schema != pool()[0].schema


def test_a_process_that_may_not_create_schemas_asks_for_patience(
    opened: dict[str, Scope], stamp: Stamp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(settings.DATABASES, "owner")

    with pytest.raises(NoSchemaReady):
        provision_tenant(new("delta"), stamp=stamp)


def test_many_companies_opened_at_once_are_all_opened(opened: dict[str, Scope]) -> None:
    warm(AT_ONCE // 4)
    slugs = [f"delta{number}" for number in range(AT_ONCE)]

    def provision(slug: str) -> Scope:
        try:
            return provision_tenant(new(slug), stamp=system_stamp("test", clock.now()))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        scopes = list(threads.map(provision, slugs))

    assert len({scope.schema for scope in scopes}) == AT_ONCE
    assert known() == made()


@pytest.mark.parametrize(("step", "fate", "shard"), CRASHES)
def test_a_crash_at_any_step_is_made_good_by_asking_again(
    opened: dict[str, Scope], stamp: Stamp, tmp_path: Path, step: str, fate: str, shard: str
) -> None:
    strays = (made() | made("east")) - known()  # what other tests have left in the other cluster
    words = ("open_company", "delta", "--group", "north", "--unit", "hq", "--shard", shard)
    argv = (sys.executable, "-m", "tests.harness.faulty", f"provisioning.{step}", fate, *words)
    process = Process(argv, dict(os.environ), tmp_path / "open.log")
    process.start()
    code = process.ended()
    crashed = code != 0
    assert crashed or fate == "cut", process.told()

    scope = provision_tenant(new("delta", shard=shard), stamp=stamp)

    assert pool() == []
    assert known() == (made() | made("east")) - strays
    with enter(scope):
        assert Brand.objects.count() == 0


def test_a_schema_that_a_killed_filler_began_is_finished_by_the_next(
    opened: dict[str, Scope], tmp_path: Path
) -> None:
    words = ("warm_pool", "--size", "1")
    argv = (sys.executable, "-m", "tests.harness.faulty", "provisioning.reserved", "kill", *words)
    process = Process(argv, dict(os.environ), tmp_path / "warm.log")
    process.start()
    process.ended()
    begun = pool()
    assert [row.state for row in begun] == [SchemaState.BUILDING]

    assert warm(1) == PoolChange(made=1, dropped=0)
    assert [(row.id, row.state) for row in pool()] == [(begun[0].id, SchemaState.READY)]
    assert known() == made()
