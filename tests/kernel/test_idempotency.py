"""Once per key: for forms, and across a lost deadlock."""

from random import Random
from threading import Barrier

import pytest
from django.db import connection

from guildhall.kernel.idempotency import KeyMissing, once
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.counts import row_counts
from tests.harness.crowds import crowd

ACTOR = "staff:alice"


def test_a_form_sent_twice_takes_effect_once(alpha: Scope) -> None:
    ran: list[int] = []

    first = once(ACTOR, path="/orders", key="form", run=lambda: ran.append(1))
    second = once(ACTOR, path="/orders", key="form", run=lambda: ran.append(2))

    assert (first, second) == (True, False)
    assert ran == [1]


@pytest.mark.parametrize(
    ("actor", "path", "key"),
    [("staff:bob", "/orders", "form"), (ACTOR, "/stock", "form"), (ACTOR, "/orders", "other")],
    ids=["person", "address", "key"],
)
def test_another_form_is_another_effect(alpha: Scope, actor: str, path: str, key: str) -> None:
    once(ACTOR, path="/orders", key="form", run=lambda: None)

    assert once(actor, path=path, key=key, run=lambda: None)


def test_what_was_refused_can_be_tried_again_with_its_key(alpha: Scope) -> None:
    def refuse() -> None:
        raise NotPermitted(permission="orders:edit")

    with pytest.raises(NotPermitted):
        once(ACTOR, path="/orders", key="form", run=refuse)

    assert once(ACTOR, path="/orders", key="form", run=lambda: None)


@pytest.mark.parametrize("key", ["", "k" * 256, "ключ", "tab\there", "nul\0"])
def test_a_form_without_a_good_key_is_refused(alpha: Scope, key: str) -> None:
    with pytest.raises(KeyMissing):
        once(ACTOR, path="/orders", key=key, run=lambda: None)


def test_what_lost_a_deadlock_is_run_again(committed: dict[str, Scope]) -> None:
    """Two transactions that wait for each other: PostgreSQL ends one of them."""
    meeting = Barrier(2)
    names = ("left", "right")
    attempts = [0, 0]

    def cross(number: int, _random: Random) -> bool:
        def run() -> None:
            attempts[number] += 1
            lock_name(names[number])
            _meet_once(meeting, attempts[number])
            lock_name(names[1 - number])

        with enter(committed["alpha"]):
            done = once(ACTOR, path="/orders", key=names[number], run=run)
            connection.close()
        return done

    assert crowd(2, cross) == [True, True]
    assert sorted(attempts) == [1, 2]
    assert row_counts(committed["alpha"])["kernel_idempotencykey"] == 2


def _meet_once(meeting: Barrier, attempt: int) -> None:
    if attempt == 1:
        meeting.wait(20)
