"""A storm over all tenants in every way there is, and nobody's canary is seen at a neighbor's."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random

import pytest
from django.core.cache import cache
from django.db.models import Sum

from guildhall.hq.models import DayFigure
from guildhall.kernel.models import Fact, IdempotencyKey
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.kernel.tenancy.units import unit
from guildhall.orders.models import Order
from guildhall.organization.models import Brand
from tests.factories.carts import ORDERS
from tests.harness.crowds import crowd
from tests.harness.pgbouncer import pgbouncer
from tests.harness.processes import (
    Process,
    Web,
    async_web_server,
    background,
    wait_until,
    web_server,
)
from tests.harness.sizes import size_of
from tests.isolation.canaries import (
    House,
    ask_for_a_mail,
    canaries_in,
    canaries_in_export,
    canaries_in_files,
    canaries_in_redis,
    canaries_in_tables,
    plant,
    sign_in,
)
from tests.isolation.fuzz import ILL, PAGES, PRODUCTS, WELL, Ground, Seen, Visitor, take_along

pytestmark = pytest.mark.slow

THREADS = 8
FAMILY = 4  # a job and its three children
BEHIND_ONE = "behind a transaction pooler of one"
WAYS = ("straight", BEHIND_ONE)


@pytest.fixture
def houses(committed: dict[str, Scope], tmp_path: Path, stamp: Stamp) -> dict[str, House]:
    files = tmp_path / "files"
    return {slug: plant(scope, files=files, stamp=stamp) for slug, scope in committed.items()}


@pytest.fixture(params=WAYS)
def env(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Say where processes work: with pools of their own, or all on one server connection."""
    own = {"GUILDHALL_DATA_DIR": str(tmp_path)}
    if request.param != BEHIND_ONE:
        yield own | {"GUILDHALL_POOL_SIZE": "4"}
        return
    with pgbouncer(tmp_path, pool_size=1) as pooler:
        yield own | pooler.env


@contextmanager
def open_doors(folder: Path, env: Mapping[str, str]) -> Iterator[tuple[Web, Web]]:
    """Run a server with threads, one with an event loop, the relay, and a worker."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.isolation.fuzz_settings"}
    worker = background("worker", folder, **env, GUILDHALL_WORKER_THREADS="4")
    family = Process((worker.argv[0], "-m", "tests.isolation.family"), worker.env, worker.log)
    with ExitStack() as stack:
        for process in (background("relay", folder, **env), family):
            process.start()
            stack.callback(process.kill)
        (folder / "loop").mkdir()
        yield (
            stack.enter_context(web_server(folder, **settings, **env)),
            stack.enter_context(async_web_server(folder / "loop", **settings, **env)),
        )


def sessions(web: Web, houses: Mapping[str, House]) -> dict[str, dict[str, str]]:
    """Sign somebody in at each tenant, after a mail to them was asked for."""
    found = {}
    for slug, house in houses.items():
        with web.client(house.host) as client:
            ask_for_a_mail(client, house)
            sign_in(client, house)
            found[slug] = dict(client.cookies)
    return found


def storm(ground: Ground, visits: int) -> Seen:
    def act(number: int, random: Random) -> Seen:
        with closing(Visitor(ground, number, random)) as visitor:
            for _ in range(visits):
                visitor.visit()
        return visitor.seen

    total = Seen()
    for each in crowd(THREADS, act):
        total.answers += each.answers
        total.own += each.own
        total.leaks += each.leaks
        total.odd += each.odd
        total.orders += each.orders
        total.jobs += each.jobs
    return total


def is_quiet(seen: Seen, scopes: Mapping[str, Scope]) -> bool:
    """Return whether every fact is delivered, and every job and child of it done."""
    for slug, scope in scopes.items():
        with enter(scope), unit():
            done = IdempotencyKey.objects.filter(path__in=("parent", "child")).count()
            if done < seen.jobs[slug] * FAMILY:
                return False
            if Fact.objects.filter(delivered_at__isnull=True).exists():
                return False
    return True


def test_isolation_fuzz(
    houses: dict[str, House],
    committed: dict[str, Scope],
    env: dict[str, str],
    tmp_path: Path,
) -> None:
    visits = size_of("isolation", small=25, soak=1_500)

    with open_doors(tmp_path, env) as servers:
        ground = Ground(houses, servers, sessions(servers[0], houses))
        seen = storm(ground, visits)
        wait_until(
            lambda: is_quiet(seen, committed),
            what="facts and jobs",
            seconds=120 + visits,
        )

    _tell(seen)
    assert seen.leaks == []
    assert seen.odd == []
    _everybody_saw_their_own(seen)
    _nobody_has_anothers(houses, tmp_path)
    _what_was_done_was_done_once(houses, seen)
    for slug, house in houses.items():
        assert canaries_in_export(take_along(house, tmp_path / f"{slug}.zip", **env)) == {slug}


def _tell(seen: Seen) -> None:
    statuses = Counter[str]()
    for kind, count in seen.answers.items():
        statuses[kind.rpartition(" ")[2]] += count
    print(  # noqa: T201 - the report
        f"isolation: {seen.answers.total()} answers {dict(statuses)}, {seen.orders.total()}"
        f" orders, {seen.jobs.total() * FAMILY} jobs, {seen.own.total()} canaries at home,"
        f" {len(seen.leaks)} elsewhere"
    )


def _everybody_saw_their_own(seen: Seen) -> None:
    """Show that each way shows canaries, so that another one's would have been seen."""
    views = {f"GET /api/{view} 200" for view in WELL}
    pages = {f"GET {page} 200" for page in PAGES}
    shown = {f"GET {PRODUCTS} 200", "GET product 200", f"POST {ORDERS} 201", "GET order 200"}
    silent = {kind for kind in views | pages | shown if not seen.own[kind]}

    assert silent == set()
    assert {f"GET /api/{view} 500" for view in ILL} <= set(seen.answers)


def _nobody_has_anothers(houses: Mapping[str, House], folder: Path) -> None:
    scopes = [house.company.scope for house in houses.values()]
    for scope in scopes:
        assert canaries_in_tables(scope) == {scope.slug}
        assert canaries_in_files((folder / "files" / scope.prefix).rglob("*.*")) == {scope.slug}
    assert canaries_in_redis(scopes) == {scope.slug: {scope.slug} for scope in scopes} | {
        "": set()
    }
    mails = [mail for file in (folder / "mail").iterdir() for mail in _mails_in(file)]
    # Those with a link are to who works there; the others tell shoppers of their orders.
    linked = [mail for mail in mails if "://" in mail]
    assert sorted(map(_only_one, linked)) == sorted(houses)
    assert all(len(canaries_in(mail.encode())) == 1 for mail in mails)
    logs = [*folder.glob("*.log"), folder / "loop" / "web.log"]
    assert {log.name for log in logs} >= {"web.log", "relay.log", "worker.log"}
    assert canaries_in_files(logs) == set()


def _mails_in(file: Path) -> list[str]:
    """Return the mails of a file: two that leave in one second may share one."""
    return [mail for mail in file.read_text().split("-" * 79) if mail.strip()]


def _only_one(mail: str) -> str:
    """Return whose mail it is: its canary and its links name the same tenant alone."""
    (slug,) = canaries_in(mail.encode())
    hosts = {word for word in mail.replace("/", " ").split() if "localhost" in word}
    assert any(host.startswith(f"{slug}.localhost") for host in hosts)
    assert not any(
        other in host for host in hosts for other in {"alpha", "beta", "gamma"} - {slug}
    )
    return slug


def _what_was_done_was_done_once(houses: Mapping[str, House], seen: Seen) -> None:
    for slug, house in houses.items():
        with enter(house.company.scope):
            assert Order.objects.count() == seen.orders[slug]
            assert not Order.objects.filter(state="placed").exists()
            wrote = IdempotencyKey.objects.filter(method__in=("FUZZ", "JOB"))
            assert {canaries_in(each) == {slug} for (each,) in wrote.values_list("principal")} == {
                True
            }
        with enter(PLATFORM):
            figures = DayFigure.objects.filter(tenant_id=house.company.scope.tenant_id)
            assert (figures.aggregate(n=Sum("orders"))["n"] or 0) == seen.orders[slug]


def test_what_lies_at_a_neighbors_is_noticed(
    houses: dict[str, House], committed: dict[str, Scope], tmp_path: Path
) -> None:
    """The control: beta's canary, put into alpha's places, is found by each look above."""
    alpha, both = committed["alpha"], {"alpha", "beta"}
    with enter(alpha):
        Brand.objects.create(code=houses["beta"].canary, name="A neighbor's")
        cache.set("stray", houses["beta"].canary)
    redis().set("guildhall:stray", houses["gamma"].canary)
    (tmp_path / "files" / alpha.prefix / "stray.txt").write_text(houses["beta"].canary)

    with web_server(tmp_path, DJANGO_SETTINGS_MODULE="tests.isolation.fuzz_settings") as server:
        ground = Ground({"alpha": houses["alpha"]}, (server,), {})
        with closing(Visitor(ground, 0, Random(1))) as visitor:
            visitor.look(houses["alpha"], "sync_rows")

    assert visitor.seen.leaks == ["alpha was told ['beta'] by GET /api/sync_rows"]
    assert canaries_in_tables(alpha) == both
    found = canaries_in_redis(committed.values())
    assert (found["alpha"], found[""]) == (both, {"gamma"})
    assert canaries_in_files((tmp_path / "files" / alpha.prefix).iterdir()) == both
