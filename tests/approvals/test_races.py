"""Several at once, and a worker that dies: one decision, one effect."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Event as Signal
from uuid import UUID

import pytest
from django.db import connection

from guildhall.approvals.models import Approval
from guildhall.approvals.operations import deny, expire_approvals, grant, withdraw
from guildhall.kernel.models import DeliveryDone, Fact
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp, system_stamp
from guildhall.kernel.tenancy import Scope, enter
from tests.approvals.lab import Lab, People, ask, brand_name, make_brand, make_people, make_rule
from tests.harness.crowds import crowd
from tests.harness.processes import wait_until
from tests.harness.sizes import size_of
from tests.kernel.facts_lab import deliver_here, due_now, relay

ENDS = {"granted", "denied", "withdrawn", "expired"}


@pytest.fixture
def alpha(committed: dict[str, Scope]) -> Scope:
    return committed["alpha"]


@pytest.fixture
def people(alpha: Scope, lab: Lab, stamp: Stamp) -> Iterator[People]:
    with enter(alpha):
        make_brand()
        make_rule(stamp)
        yield make_people(stamp)


def attempt(scope: Scope, act: Callable[[], object]) -> str:
    """Do it in a thread's own connection; return the refusal's code, if it was one."""
    try:
        with enter(scope):
            act()
    except Refusal as refusal:
        return refusal.code
    finally:
        connection.close()
    return ""


def decisions(people: People, approval: UUID) -> tuple[Callable[[], object], ...]:
    late = system_stamp("test", people.stamp.at + timedelta(hours=73))
    decider, other, asker = (
        people.acting(user) for user in (people.decider, people.other, people.asker)
    )
    return (
        lambda: grant(approval, stamp=decider),
        lambda: deny(approval, reason="no", stamp=other),
        lambda: withdraw(approval, stamp=asker),
        lambda: expire_approvals(stamp=late),
    )


def test_of_a_yes_a_no_a_withdrawal_and_the_clock_one_wins(people: People, alpha: Scope) -> None:
    rounds = size_of("approvals_decided_once", small=6, soak=500)
    for number in range(rounds):
        approval = ask(people, name=f"Manor {number}")
        acts = decisions(people, approval)

        def one(n: int, random: Random, acts: tuple[Callable[[], object], ...] = acts) -> str:
            del random
            return attempt(alpha, acts[n % 4])

        crowd(8, one, seed=number)

        told = Fact.objects.filter(subject=f"approval:{approval}").values_list("type", flat=True)
        row = Approval.objects.get(pk=approval)
        assert row.state in ENDS
        assert sorted(told) == sorted(["approval.requested", f"approval.{row.state}"])


def test_of_two_deciders_at_once_the_second_is_told_so(people: People, alpha: Scope) -> None:
    approval = ask(people)
    decider, other = people.acting(people.decider), people.acting(people.other)
    acts = (
        lambda: grant(approval, stamp=decider),
        lambda: deny(approval, reason="no", stamp=other),
    )

    codes = crowd(2, lambda n, _random: attempt(alpha, acts[n]))

    assert sorted(codes) == ["", "states.move_not_allowed"]


def test_a_worker_killed_between_yes_and_effect_has_one_effect(
    people: People, alpha: Scope, lab: Lab
) -> None:
    """Killed, its transaction is gone: the yes is still there, and another worker does it."""
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    fact = Fact.objects.get(type="approval.granted")
    lab.breaks = True
    deliver_here(alpha, [fact.sequence])
    assert (Approval.objects.get().state, brand_name()) == ("granted", "House")

    lab.breaks = False
    due_now()
    deliver_here(alpha, [fact.sequence])
    Fact.objects.update(delivered_at=None, lease_until=None)
    deliver_here(alpha, [fact.sequence])

    assert (Approval.objects.get().state, brand_name()) == ("done", "Manor")
    assert Fact.objects.filter(type="test.noted").count() == 1
    assert DeliveryDone.objects.filter(reaction="approvals.carry_out").count() == 1


def test_two_workers_on_one_yes_have_one_effect(people: People, alpha: Scope, lab: Lab) -> None:
    approval = ask(people)
    grant(approval, stamp=people.acting(people.decider))
    fact = Fact.objects.get(type="approval.granted")
    lab.waits_for = Signal()

    def work() -> None:
        deliver_here(alpha, [fact.sequence])
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(work) for _ in range(2)]
        wait_until(lambda: lab.runs == 1, what="one worker at the command")
        lab.waits_for.set()
        for each in both:
            each.result()

    assert lab.runs == 1
    assert (Approval.objects.get().state, brand_name()) == ("done", "Manor")


def test_of_two_requests_that_expect_the_same_the_second_fails_and_says_so(
    people: People, alpha: Scope
) -> None:
    first, second = ask(people, name="Manor"), ask(people, name="Castle")
    for approval in (first, second):
        grant(approval, stamp=people.acting(people.decider))

    turning = relay()
    wait_until(lambda: turning.turn() == 0, what="an empty outbox")

    states = sorted(Approval.objects.values_list("state", flat=True))
    assert states == ["done", "failed"]
    assert brand_name() in {"Manor", "Castle"}
    assert not Approval.objects.filter(state="underway").exists()
