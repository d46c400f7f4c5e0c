"""From a committed fact to its reactions: at least once, in order, with effects once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event as Signal

import pytest
from django.db import connection

from guildhall.kernel import clock
from guildhall.kernel.delivery.deliver import LONGEST_WAIT, notes_on
from guildhall.kernel.delivery.reactions import Delivered, Reaction, Where, bind_reactions
from guildhall.kernel.delivery.relay import Relay, RelayPlan
from guildhall.kernel.hints import PENDING
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import DeliveryDone, Fact
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.harness.owner import as_owner, ask_owner
from tests.harness.processes import wait_until
from tests.kernel.facts_lab import (
    Noted,
    Reactions,
    brands,
    deliver_here,
    due_now,
    note,
    reacting,
    relay,
)


@pytest.fixture(autouse=True)
def _nothing_waits(committed: dict[str, Scope]) -> None:
    """Put away what opened the template's tenants."""
    with enter(PLATFORM):
        Fact.objects.update(delivered_at=clock.now())


@pytest.fixture
def seen() -> Iterator[Reactions]:
    """Return reactions that are bound to `Noted` for this test."""
    found = Reactions()
    with reacting(("test.brand", found.brand)):
        yield found


def test_a_fact_is_delivered_and_marked(committed: dict[str, Scope], seen: Reactions) -> None:
    with enter(committed["alpha"]):
        row = note("a", "1")

    moved = relay().turn()

    with enter(committed["alpha"]):
        row.refresh_from_db()
        assert moved == 1
        assert brands() == ["1"]
        assert row.delivered_at is not None
        assert notes_on([row.fact_id]) == {(row.fact_id, "test.brand"): ""}


def test_facts_of_one_subject_come_in_their_order(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    texts = [f"{subject}{number}" for number in range(10) for subject in "ab"]
    with enter(committed["alpha"]):
        for text in texts:
            note(text[0], text)

    turning = relay(RelayPlan(cap=3))
    wait_until(lambda: turning.turn() == 0, what="an empty outbox")

    assert [text for text in seen.seen if text[0] == "a"] == texts[0::2]
    assert [text for text in seen.seen if text[0] == "b"] == texts[1::2]


def test_a_failing_reaction_holds_up_its_own_subject_alone(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    seen.fails_on = {"a1"}
    with enter(committed["alpha"]):
        for text in ("a1", "b1", "a2", "b2"):
            note(text[0], text)

    turning = relay()
    wait_until(lambda: turning.turn() == 0, what="an outbox with nothing free")

    with enter(committed["alpha"]):
        waiting = Fact.objects.filter(delivered_at__isnull=True).order_by("sequence")
        assert brands() == ["b1", "b2"]
        assert [row.payload["text"] for row in waiting] == ["a1", "a2"]
        assert waiting[0].last_error == "ZeroDivisionError"


def test_what_failed_is_tried_again_after_waits_that_double(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    seen.fails_on = {"a1"}
    turning, waits = relay(), []
    with enter(committed["alpha"]):
        row = note("a", "a1")
        for _ in range(12):
            turning.turn()
            row.refresh_from_db()
            assert row.lease_until is not None
            waits.append(row.lease_until - clock.now())
            due_now()
            redis().sadd(PENDING, str(committed["alpha"].tenant_id))

    seconds = [round(wait.total_seconds()) for wait in waits]
    assert seconds[:8] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert set(seconds[8:]) == {LONGEST_WAIT.total_seconds()}
    assert row.attempts == 12


def test_a_refusal_is_noted_once_and_never_tried_again(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    seen.refuses_on = {"a1"}
    with enter(committed["alpha"]):
        row = note("a", "a1")

    for _ in range(3):
        deliver_here(committed["alpha"], [row.sequence])

    with enter(committed["alpha"]):
        row.refresh_from_db()
        assert seen.seen == ["a1"]
        assert brands() == []
        assert row.delivered_at is not None
        assert DeliveryDone.objects.get().refusal == "test.not_today"


def test_a_fact_delivered_again_has_no_second_effect(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    with enter(committed["alpha"]):
        row = note("a", "a1")

    deliver_here(committed["alpha"], [row.sequence])
    with enter(committed["alpha"]):
        Fact.objects.update(delivered_at=None, lease_until=None)  # its worker was killed here
    deliver_here(committed["alpha"], [row.sequence])

    with enter(committed["alpha"]):
        row.refresh_from_db()
        assert seen.seen == ["a1"]
        assert row.delivered_at is not None


def test_two_workers_on_one_fact_have_one_effect(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    seen.waits_for = Signal()
    with enter(committed["alpha"]):
        row = note("a", "a1")

    def work() -> None:
        deliver_here(committed["alpha"], [row.sequence])
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(work) for _ in range(2)]
        wait_until(_someone_waits_for_another, what="the second worker at the first one's note")
        seen.waits_for.set()
        for each in both:
            each.result()

    with enter(committed["alpha"]):
        assert seen.seen == ["a1"]
        assert brands() == ["a1"]


def _someone_waits_for_another() -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
    return bool(ask_owner(f"{waiting} AND datname = current_database()"))


def test_an_unreadable_fact_holds_up_its_own_subject_alone(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    with enter(committed["alpha"]):
        for text in ("a1", "b1", "c1"):
            note(text[0], text)
        Fact.objects.bulk_create([_of_a_newer_release()])
        note("d", "d1")

    turning = relay()
    wait_until(lambda: turning.turn() == 0, what="an outbox with nothing free")

    with enter(committed["alpha"]):
        assert brands() == ["a1", "b1", "c1", "d1"]
        assert Fact.objects.get(delivered_at__isnull=True).last_error == "KeyError"


def _of_a_newer_release() -> Fact:
    like = Fact.objects.latest("sequence")
    like.sequence, like.fact_id, like.type, like.subject = None, new_id(), "test.newer", "x:1"
    return like


def _relay_into(sent: list[int], plan: RelayPlan) -> Relay:
    """Return a relay whose queue keeps what it is given and delivers nothing."""
    return Relay(lambda _scope, sequences: sent.extend(sequences), plan)


def test_at_most_so_many_facts_of_a_tenant_are_on_their_way(committed: dict[str, Scope]) -> None:
    sent: list[int] = []
    with enter(committed["alpha"]):
        for number in range(20):
            note(f"s{number}", f"t{number}")

    turning = _relay_into(sent, RelayPlan(cap=6))
    turning.turn()
    with enter(committed["alpha"]):
        redis().sadd(PENDING, str(committed["alpha"].tenant_id))
    turning.turn()

    assert len(sent) == 6


def test_a_lost_message_comes_again_when_its_lease_ends(committed: dict[str, Scope]) -> None:
    sent: list[int] = []
    with enter(committed["alpha"]):
        row = note("a", "a1")
    turning = _relay_into(sent, RelayPlan(lease=timedelta(milliseconds=50), sweep_every=0))

    wait_until(lambda: turning.turn() + len(sent) > 2, what="the fact sent again")

    assert set(sent) == {row.sequence}


def test_a_lost_hint_is_found_by_the_sweep(committed: dict[str, Scope], seen: Reactions) -> None:
    turning = relay(RelayPlan(sweep_every=0.2))
    turning.turn()
    with enter(committed["beta"]):
        note("a", "a1")
    redis().flushdb()

    wait_until(lambda: turning.turn() == 1, what="the sweep", seconds=10)

    with enter(committed["beta"]):
        assert brands() == ["a1"]


def test_a_tenant_in_trouble_holds_up_nobody_else(
    committed: dict[str, Scope], seen: Reactions
) -> None:
    first, last = sorted(committed.values(), key=lambda scope: scope.tenant_id)[::2]
    for scope in (first, last):
        with enter(scope):
            note("a", "a1")

    with _without_table_of_facts(first):
        relay().turn()

    with enter(last):
        assert brands() == ["a1"]


@contextmanager
def _without_table_of_facts(scope: Scope) -> Iterator[None]:
    with as_owner(scope) as owner:
        owner.execute("ALTER TABLE kernel_fact RENAME TO elsewhere")
        try:
            yield
        finally:
            owner.execute("ALTER TABLE elsewhere RENAME TO kernel_fact")


def test_a_reaction_in_the_public_schema_writes_its_note_there(
    committed: dict[str, Scope],
) -> None:
    inside: list[str] = []

    def look(_event: Noted, told: Delivered) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema(), current_user")
            inside.append("/".join(cursor.fetchone()))

    with reacting():
        bind_reactions({Noted: (Reaction("test.look", look, Where.PLATFORM),)})
        with enter(committed["alpha"]):
            row = note("a", "a1")
        relay().turn()

    with enter(PLATFORM):
        assert notes_on([row.fact_id]) == {(row.fact_id, "test.look"): ""}
    with enter(committed["alpha"]):
        assert notes_on([row.fact_id]) == {}
    assert inside == ["public/guildhall_public"]


def test_a_name_of_a_reaction_too_long_to_be_kept_is_refused() -> None:
    with reacting(), pytest.raises(ValueError, match="120 characters"):
        bind_reactions({Noted: (Reaction("x" * 121, Reactions().brand),)})
