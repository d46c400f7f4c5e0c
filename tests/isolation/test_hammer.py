"""Hammered from every side, no tenant sees another one's data; the stock way does, here too."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from dramatiq import Message

from guildhall.kernel.ids import new_id
from guildhall.kernel.jobs import TENANT, broker
from guildhall.kernel.models import IdempotencyKey
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.models import Brand
from tests.harness.crowds import crowd
from tests.harness.pgbouncer import pgbouncer
from tests.harness.processes import ROOT, Process, Web, async_web_server, wait_until, web_server
from tests.harness.sizes import size_of
from tests.isolation.async_urls import ASYNC, SYNC

pytestmark = pytest.mark.slow

THREADS = 8
VIEWS = {"DJANGO_SETTINGS_MODULE": "tests.isolation.async_settings"}
STOCK = {"DJANGO_SETTINGS_MODULE": "tests.isolation.stock_settings"}
FAMILY = 4  # a parent and its children


@pytest.fixture
def canaries(committed: dict[str, Scope]) -> dict[str, Scope]:
    """Put a row and a cache entry into each tenant that name it."""
    for slug, scope in committed.items():
        with enter(scope):
            Brand.objects.create(code=slug, name=slug)
            cache.set("canary", slug, 600)
    return committed


def hops(scopes: dict[str, Scope], count: int, kind: str, **env: str) -> dict[str, int]:
    """Hop in a process of its own; return what it counted."""
    told = [
        {name: str(getattr(each, name)) for name in ("tenant_id", "slug", "schema", "role")}
        for each in scopes.values()
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.isolation.hops", str(count), kind],
        input=json.dumps(told),
        env={**os.environ, **env},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    counted: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counted


@pytest.mark.parametrize("pool", ["0", "3"])
def test_threads_that_hop_over_tenants_see_no_other(canaries: dict[str, Scope], pool: str) -> None:
    count = size_of("threads_that_hop", small=60, soak=5_000)

    counted = hops(canaries, count, "house", GUILDHALL_POOL_SIZE=pool)

    print(f"threads_that_hop, pool of {pool}: {counted}")  # noqa: T201 - the report
    assert counted["wrong"] == 0
    assert counted["reads"] >= THREADS * count * 8
    for slug, scope in canaries.items():
        with enter(scope):
            assert set(IdempotencyKey.objects.values_list("principal", flat=True)) == {slug}


def test_threads_that_hop_behind_a_pooler_of_one_see_no_other(
    canaries: dict[str, Scope], tmp_path: Path
) -> None:
    count = size_of("threads_that_hop", small=20, soak=2_000)

    with pgbouncer(tmp_path) as pooler:
        counted = hops(canaries, count, "house", **pooler.env)

    print(f"threads_that_hop behind a pooler of one: {counted}")  # noqa: T201 - the report
    assert counted["wrong"] == 0
    assert counted["reads"] >= THREADS * count * 8


def test_the_stock_way_leaks_in_the_same_hops(canaries: dict[str, Scope]) -> None:
    """The control: django-tenants' context manager keeps one stack for all threads."""
    count = size_of("stock_way_leaks", small=60, soak=1_000)

    counted = hops(canaries, count, "stock", **STOCK)

    print(f"stock_way_leaks: {counted}")  # noqa: T201 - the report
    assert counted["wrong"] > 0


def test_views_of_every_kind_see_their_own_tenant_on_an_event_loop(
    canaries: dict[str, Scope], tmp_path: Path
) -> None:
    with async_web_server(tmp_path, **VIEWS, GUILDHALL_POOL_SIZE="4") as server:
        seen = ask_around(server, canaries, (*SYNC, *ASYNC), "on_an_event_loop")

    assert seen == {f"{slug} saw {slug}" for slug in canaries}


def test_views_and_bodies_see_their_own_tenant_in_threads(
    canaries: dict[str, Scope], tmp_path: Path
) -> None:
    with web_server(tmp_path, **VIEWS, GUILDHALL_POOL_SIZE="4") as server:
        seen = ask_around(server, canaries, (*SYNC, *ASYNC), "views_and_bodies")

    assert seen == {f"{slug} saw {slug}" for slug in canaries}


def ask_around(server: Web, scopes: dict[str, Scope], views: Any, name: str) -> set[str]:
    """Ask every kind of view on every host from many threads; return who saw whom."""
    count = size_of(name, small=60, soak=20_000)

    def act(_number: int, random: Random) -> Counter[str]:
        told: Counter[str] = Counter()
        with server.client("alpha.localhost") as client:
            for _ in range(count):
                slug, view = random.choice(sorted(scopes)), random.choice(views)
                host = {"Host": f"{slug}.localhost"}
                answer = client.get(f"/api/{view.__name__}", headers=host)
                assert answer.status_code == 200, f"{view.__name__}: {server.process.told()}"
                told.update(f"{slug} saw {each}" for each in answer.text.split())
        return told

    total = sum(crowd(THREADS, act), Counter[str]())
    print(f"{name}: {THREADS * count} requests, {total.total()} reads: {dict(total)}")  # noqa: T201 - the report
    return set(total)


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Process]:
    """Run a real worker whose jobs have children and fail."""
    argv = (sys.executable, "-m", "tests.isolation.family")
    env = {**os.environ, "GUILDHALL_POOL_SIZE": "2", "GUILDHALL_WORKER_THREADS": "8"}
    process = Process(argv, env, tmp_path / "family.log")
    process.start()
    yield process
    process.kill()


def send_parent(scope: Scope, number: int) -> None:
    """Enqueue by name: the job is known to its worker alone."""
    own = str(new_id())
    options = {"redis_message_id": own, TENANT: str(scope.tenant_id), "min_backoff": 50}
    message: Message[None] = Message(
        "family", "__main__.parent", (scope.slug, number), {}, options
    )
    broker.do_enqueue("family", own, message.encode())


def test_jobs_and_their_children_see_their_own_tenant(
    canaries: dict[str, Scope], family: Process
) -> None:
    count = size_of("jobs_and_their_children", small=60, soak=5_000)
    for number in range(count):
        for scope in canaries.values():
            send_parent(scope, number)

    wait_until(
        lambda: all(_done(scope) == count * FAMILY for scope in canaries.values()),
        what=f"every parent and child; {family.told()}",
        seconds=60 + count,
    )

    for slug, scope in canaries.items():
        with enter(scope):
            rows = IdempotencyKey.objects.all()
            assert set(rows.values_list("principal", flat=True)) == {slug}
            assert not rows.exclude(key__startswith=f"{slug}:").exists()
            assert rows.filter(path="failure").count() == len(range(0, count, 5)) * FAMILY
    print(f"jobs_and_their_children: {count * FAMILY * len(canaries)} jobs")  # noqa: T201 - the report


def _done(scope: Scope) -> int:
    with enter(scope):
        return IdempotencyKey.objects.filter(path__in=("parent", "child")).count()
