"""Calls made beside whoever waits a moment, and the checkout taken on with each answer."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connections, transaction

from guildhall.checkout.operations.advance import advance_checkout, claim_checkout
from guildhall.checkout.queries.checkouts import get_checkout
from guildhall.checkout.types import CheckoutCard
from guildhall.kernel.aside import run_aside
from guildhall.kernel.stamp import system_stamp
from guildhall.payments.operations import run_call
from guildhall.payments.ports import call_now

type Now = Callable[[], datetime]

WITHIN = 0.05
"""So many seconds a caller waits for providers; whatever comes later is asked for."""


def settle_soon(card: CheckoutCard, *, now: Now, within: float = WITHIN) -> CheckoutCard | None:
    """Have a checkout's calls made now; return it as it stands if all answered in time.

    Not inside a transaction. The caller's connection to the database is given back meanwhile;
    the calls go on by themselves, and what is lost a sweep finds.
    """
    answers = _Answers(card.row.id, now)
    begun = [answers.begin(call) for call in open_calls(card)]
    for connection in connections.all(initialized_only=True):
        connection.close()
    _, late = wait([each for each in begun if each], timeout=within)
    if late or None in begun or any(each and each.exception() for each in begun):
        return None
    return max(answers.told, key=lambda each: each.row.updated_at, default=card)


def ask_soon(card: CheckoutCard, *, now: Now) -> None:
    """Have the calls of a checkout asked about, once this is committed; nobody waits for it."""
    answers = _Answers(card.row.id, now)
    for call in open_calls(card):
        transaction.on_commit(partial(answers.begin, call))


def resume_checkout(key: UUID, *, now: Now) -> None:
    """Take up a checkout that nobody is at: ask what became of its calls, and take it on.

    Not inside a transaction. Run by a sweep, safe to run twice.
    """
    stamp = system_stamp("checkout.sweep", now())
    if not claim_checkout(key, stamp=stamp):
        return
    card = get_checkout(key, at=stamp.at)
    for call in open_calls(card):
        run_call(call, now=now)
    after = system_stamp("checkout.sweep", now())
    advance_checkout(key, over=after.at >= card.row.deadline, stamp=after)


def open_calls(card: CheckoutCard) -> Sequence[UUID]:
    """Return the calls of a checkout that have no answer yet."""
    return [call for step in card.steps for call in step.calls]


@dataclass(slots=True)
class _Answers:
    """What is heard of one checkout, call by call."""

    key: UUID
    now: Now
    told: list[CheckoutCard] = field(default_factory=list)

    def begin(self, call: UUID) -> Future[None] | None:
        begun = run_aside(partial(self.hear, call))
        if begun is None:
            call_now(call)
        return begun

    def hear(self, call: UUID) -> None:
        run_call(call, now=self.now)
        stamp = system_stamp("checkout", self.now())
        self.told.append(advance_checkout(self.key, stamp=stamp))
