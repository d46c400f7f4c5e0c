"""Whatever dies, every fact is delivered, and each of its reactions takes effect once."""

from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import Sum

from guildhall.config.bindings import reactions
from guildhall.config.local.ports import free_port
from guildhall.hq.models import DayFigure
from guildhall.kernel.delivery.jobs import deliver_facts
from guildhall.kernel.delivery.reactions import Where
from guildhall.kernel.events import registered
from guildhall.kernel.models import DeliveryDone, Fact
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from guildhall.orders.models import Order
from tests.factories.carts import send_cart
from tests.factories.company import Company, make_company
from tests.faults.storm import processes, storm
from tests.harness.processes import Web, wait_until, wait_until_worked_off, web_server
from tests.harness.sizes import size_of

pytestmark = [pytest.mark.faults, pytest.mark.slow]

QUEUE = "guildhall:jobs:facts.msgs"  # what is queued, and what a worker holds


@pytest.fixture
def companies(committed: dict[str, Scope]) -> dict[str, Company]:
    """Open a shop in each tenant whose channel confirms orders by itself."""
    found = {}
    for slug, scope in committed.items():
        with enter(scope):
            found[slug] = make_company(stock=Decimal(1_000_000), confirms_itself=True)
    return found


def undelivered(scopes: dict[str, Scope], **chosen: str) -> int:
    total = 0
    for scope in (PLATFORM, *scopes.values()):
        with enter(scope):
            total += Fact.objects.filter(delivered_at__isnull=True, **chosen).count()
    return total


def delivered(scopes: dict[str, Scope]) -> int:
    total = 0
    for scope in scopes.values():
        with enter(scope):
            total += Fact.objects.filter(delivered_at__isnull=False).count()
    return total


def effects(scope: Scope) -> tuple[set[tuple[UUID, str]], set[tuple[UUID, str]]]:
    """Return what should have been done about a tenant's facts, in it and in public."""
    table = reactions()
    inside: set[tuple[UUID, str]] = set()
    outside: set[tuple[UUID, str]] = set()
    with enter(scope):
        for fact_id, kind in Fact.objects.values_list("fact_id", "type"):
            for reaction in table.get(registered()[kind], ()):
                side = outside if reaction.where is Where.PLATFORM else inside
                side.add((fact_id, reaction.name))
    return inside, outside


def notes(scope: Scope) -> list[tuple[UUID, str]]:
    with enter(scope):
        return list(DeliveryDone.objects.values_list("fact", "reaction"))


def at_hq(scope: Scope) -> tuple[object, ...]:
    with enter(PLATFORM):
        sums = DayFigure.objects.filter(tenant_id=scope.tenant_id).aggregate(
            orders=Sum("orders"),
            canceled=Sum("canceled_orders"),
            units=Sum("units"),
            revenue=Sum("revenue"),
        )
    return tuple(sums[name] for name in ("orders", "canceled", "units", "revenue"))


def in_the_house(scope: Scope) -> tuple[object, ...]:
    with enter(scope):
        kept = Order.objects.exclude(state="canceled").aggregate(u=Sum("units"), t=Sum("total"))
        canceled = Order.objects.filter(state="canceled").count()
        return Order.objects.count(), canceled, kept["u"], kept["t"]


def test_every_fact_survives_kills_and_a_forgetful_valkey(
    committed: dict[str, Scope], companies: dict[str, Company], web: Web, tmp_path: Path
) -> None:
    blows = size_of("every_fact_survives", small=9, soak=300)
    running = processes(("relay", "worker"), tmp_path)
    try:
        found = storm(web, companies, running, blows=blows, delivered=lambda: delivered(committed))
        wait_until_worked_off(lambda: undelivered(committed), what="facts")
    finally:
        for process in running.values():
            process.kill()

    assert found.refused == []
    assert found.flushes == 2
    _every_reaction_ran_once(committed)
    for slug, scope in committed.items():
        with enter(scope):
            assert Order.objects.count() == len(found.orders[slug]) > 10
            assert not Order.objects.filter(state="placed").exists()
        assert at_hq(scope) == in_the_house(scope)
    facts, again = _told_again(committed)
    print(f"every_fact_survives: {found.told()}, {facts} facts, {again} sent again")  # noqa: T201 - the report
    assert again > 0, "no blow fell on a fact on its way"


def _every_reaction_ran_once(scopes: dict[str, Scope]) -> None:
    outside = set[tuple[UUID, str]]().union(*effects(PLATFORM))  # the template's, if we are first
    for scope in scopes.values():
        inside, beyond = effects(scope)
        done = notes(scope)
        assert len(done) == len(set(done))
        assert set(done) == inside
        outside |= beyond
    done = notes(PLATFORM)
    assert len(done) == len(set(done))
    assert set(done) == outside


def _told_again(scopes: dict[str, Scope]) -> tuple[int, int]:
    facts = again = 0
    for scope in scopes.values():
        with enter(scope):
            facts += Fact.objects.count()
            again += Fact.objects.filter(attempts__gt=1).count()
    return facts, again


def test_sending_after_the_commit_alone_loses_facts(
    committed: dict[str, Scope], companies: dict[str, Company], web: Web, tmp_path: Path
) -> None:
    """The control: the same storm, each fact sent once, right after its commit; no relay."""
    blows = size_of("sending_after_the_commit", small=4, soak=60)

    def send(slug: str, number: str) -> None:
        with enter(committed[slug]):
            about = Fact.objects.filter(subject=f"order:{number}", delivered_at__isnull=True)
            deliver_facts.send(list(about.values_list("sequence", flat=True)))

    running = processes(("worker",), tmp_path)
    try:
        found = storm(
            web,
            companies,
            running,
            blows=blows,
            delivered=lambda: delivered(committed),
            placed=send,
        )
        wait_until(lambda: redis().hlen(QUEUE) == 0, what="an empty queue", seconds=120)
    finally:
        running["worker"].kill()

    lost = undelivered(committed, type="order.placed")
    print(f"sending_after_the_commit: {found.told()}, {lost} lost")  # noqa: T201 - the report
    assert lost > 0


def test_orders_are_taken_without_valkey_and_delivered_when_it_is_back(
    committed: dict[str, Scope], companies: dict[str, Company], tmp_path: Path
) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    with web_server(tmp_path, REDIS_URL=nowhere) as server:
        for company in companies.values():
            with server.client(company.host, key=company.storefront_key) as client:
                answer = send_cart(client, {"APPLE": 1}, key="one")
                assert answer.status_code == 201, answer.text

    running = processes(("relay", "worker"), tmp_path)
    try:
        wait_until(lambda: undelivered(committed) == 0, what="every fact delivered")
    finally:
        for process in running.values():
            process.kill()

    for scope in committed.values():
        assert at_hq(scope) == in_the_house(scope)
