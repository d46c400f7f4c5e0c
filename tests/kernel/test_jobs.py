"""A job runs inside the tenant that its envelope names, or does not run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import dramatiq
import pytest
from dramatiq import Message, Worker
from dramatiq.common import current_millis
from dramatiq.middleware import Middleware, MiddlewareError

from guildhall.kernel.ids import new_id
from guildhall.kernel.jobs import TENANT, TenantMiddleware, broker, job
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, Scope, TenantState, current, enter, require
from guildhall.organization.models import Brand
from tenants.directory import roll_changed
from tenants.models import Tenant
from tests.harness.processes import wait_until

QUEUE = "test"
ran: list[str] = []


@job(queue=QUEUE, max_retries=0)
def brand(code: str) -> None:
    ran.append(f"{require().slug}:{code}")
    Brand.objects.create(code=code, name=require().slug)


@job(queue=QUEUE, max_retries=0)
def parent(codes: list[str]) -> None:
    for code in codes:
        brand.send(code)


@job(queue=QUEUE, max_retries=0)
def failing() -> None:
    ran.append(require().slug)
    raise ZeroDivisionError


@dataclass
class Probe(Middleware):
    """Stands outside the tenant's middleware and sees which scope a thread is in there."""

    before: list[Scope | None] = field(default_factory=list)
    after: list[Scope | None] = field(default_factory=list)

    def before_process_message(self, _broker: object, _message: object) -> None:
        self.before.append(current())

    def after_process_message(self, *_told: object, **_outcome: object) -> None:
        self.after.append(current())

    def after_skip_message(self, *_told: object) -> None:
        self.after.append(current())


@pytest.fixture
def worker(committed: dict[str, Scope]) -> Iterator[Probe]:
    """Run a real worker of two threads in this process; yields what stands outside."""
    ran.clear()
    probe = Probe()
    broker.add_middleware(probe, before=TenantMiddleware)
    running = Worker(broker, worker_threads=2, worker_timeout=50, queues={QUEUE})
    running.start()
    yield probe
    running.stop(timeout=5_000)
    broker.middleware.remove(probe)


def enqueue_as_it_is(actor: dramatiq.Actor[..., None], *args: object, **options: object) -> None:
    """Put a message into the queue past every middleware, as another program might."""
    number = str(new_id())
    message: Message[None] = Message(
        queue_name=QUEUE,
        actor_name=actor.actor_name,
        args=args,
        kwargs={},
        options={"redis_message_id": number, **options},
    )
    broker.do_enqueue(QUEUE, number, message.encode())


def in_dead_letters() -> int:
    return int(redis().zcard(f"guildhall:jobs:{QUEUE}.XQ"))


def delayed() -> list[Message[None]]:
    waiting = redis().hvals(f"guildhall:jobs:{QUEUE}.DQ.msgs")
    return [Message.decode(each) for each in waiting if isinstance(each, bytes)]


def put(scope: Scope, state: TenantState) -> None:
    with enter(PLATFORM):
        Tenant.objects.filter(id=scope.tenant_id).update(state=state.value)
        roll_changed()


def test_an_envelope_carries_its_tenant(committed: dict[str, Scope]) -> None:
    with enter(committed["alpha"]):
        told = brand.send("x")

    assert UUID(told.options[TENANT]) == committed["alpha"].tenant_id


def test_a_job_of_nobody_cannot_be_sent(committed: dict[str, Scope]) -> None:
    with pytest.raises(MiddlewareError, match="needs a tenant"):
        brand.send("x")

    assert not redis().exists(f"guildhall:jobs:{QUEUE}")


def test_a_job_runs_in_its_tenant(committed: dict[str, Scope], worker: Probe) -> None:
    for slug, scope in committed.items():
        with enter(scope):
            brand.send(f"of-{slug}")

    wait_until(lambda: len(worker.after) == 3, what="three jobs")

    assert sorted(ran) == [f"{slug}:of-{slug}" for slug in sorted(committed)]
    for slug, scope in committed.items():
        with enter(scope):
            assert Brand.objects.get().code == f"of-{slug}"


def test_children_belong_to_the_tenant_of_their_parent(
    committed: dict[str, Scope], worker: Probe
) -> None:
    with enter(committed["beta"]):
        parent.send(["x", "y"])

    wait_until(lambda: len(worker.after) == 3, what="a parent and two children")

    assert sorted(ran) == ["beta:x", "beta:y"]


def test_a_thread_is_in_no_tenant_between_two_jobs(
    committed: dict[str, Scope], worker: Probe
) -> None:
    for number in range(10):
        for scope in committed.values():
            with enter(scope):
                brand.send(str(number))
                failing.send()
        enqueue_as_it_is(brand, "never")

    wait_until(lambda: len(worker.after) == 70, what="seventy messages")

    assert set(worker.before) == {None}
    assert set(worker.after) == {None}


def test_a_message_without_a_tenant_does_not_run_and_is_kept(
    committed: dict[str, Scope], worker: Probe
) -> None:
    enqueue_as_it_is(brand, "x")

    wait_until(lambda: in_dead_letters() == 1, what="the dead letter")

    assert ran == []


def test_a_message_of_a_tenant_that_is_gone_does_not_run_and_is_kept(
    committed: dict[str, Scope], worker: Probe
) -> None:
    enqueue_as_it_is(brand, "x", **{TENANT: str(new_id())})

    wait_until(lambda: in_dead_letters() == 1, what="the dead letter")

    assert ran == []


def test_a_message_whose_tenant_is_unreadable_does_not_run(
    committed: dict[str, Scope], worker: Probe
) -> None:
    enqueue_as_it_is(brand, "x", **{TENANT: "alpha"})

    wait_until(lambda: in_dead_letters() == 1, what="the dead letter")

    assert ran == []


@pytest.mark.parametrize("state", [TenantState.MOVING, TenantState.SUSPENDED])
def test_a_message_of_a_tenant_that_rests_waits(
    committed: dict[str, Scope], worker: Probe, state: TenantState
) -> None:
    put(committed["alpha"], state)
    try:
        with enter(committed["alpha"]):
            brand.send_with_options(args=("x",), max_retries=5)
        wait_until(lambda: len(delayed()) == 1, what="the message in the delay queue")
    finally:
        put(committed["alpha"], TenantState.ACTIVE)

    assert ran == []
    assert delayed()[0].options["eta"] > current_millis() + 20_000
    assert UUID(delayed()[0].options[TENANT]) == committed["alpha"].tenant_id


def test_the_public_schema_has_jobs_too(committed: dict[str, Scope], worker: Probe) -> None:
    with enter(PLATFORM):
        failing.send()

    wait_until(lambda: in_dead_letters() == 1, what="the failed job")

    assert ran == ["public"]
