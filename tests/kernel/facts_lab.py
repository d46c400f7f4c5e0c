"""A fact, reactions and a table of them for tests of the way from fact to effect."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event as Signal
from threading import Lock

from django.db import transaction

from guildhall.config.bindings import reactions
from guildhall.kernel import clock
from guildhall.kernel.delivery.deliver import deliver
from guildhall.kernel.delivery.reactions import Delivered, Reaction, bind_reactions
from guildhall.kernel.delivery.relay import Relay, RelayPlan
from guildhall.kernel.events import Event, fact, record
from guildhall.kernel.models import Fact
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.organization.models import Brand

LEASE = timedelta(seconds=30)


@fact("test.noted", subject="note:{about}")
@dataclass(frozen=True, kw_only=True, slots=True)
class Noted(Event):
    about: str
    text: str


class NotToday(Refusal):
    code = "test.not_today"
    message = "Not today."


def note(about: str, text: str = "") -> Fact:
    """Record one fact in a transaction of its own."""
    with transaction.atomic():
        stamp = system_stamp("test", clock.now())
        return record(Noted(about=about, text=text, stamp=stamp))


@dataclass(slots=True)
class Reactions:
    """What happened to facts, in the order in which it happened."""

    seen: list[str] = field(default_factory=list)
    fails_on: set[str] = field(default_factory=set)
    refuses_on: set[str] = field(default_factory=set)
    waits_for: Signal | None = None
    lock: Lock = field(default_factory=Lock)

    def brand(self, event: Noted, _told: Delivered) -> None:
        """Write a row, so that an effect can be counted and rolled back."""
        with self.lock:
            self.seen.append(event.text)
        Brand.objects.create(code=event.text, name=event.about)
        if event.text in self.refuses_on:
            raise NotToday
        if event.text in self.fails_on:
            raise ZeroDivisionError(event.text)
        if self.waits_for is not None:
            self.waits_for.wait(20)


@contextmanager
def reacting(*named: tuple[str, Callable[[Noted, Delivered], None]]) -> Iterator[None]:
    """Bind these reactions to `Noted` until the block ends."""
    bind_reactions({Noted: tuple(Reaction(name, run) for name, run in named)})
    try:
        yield
    finally:
        bind_reactions(reactions())


def deliver_here(scope: Scope, sequences: list[int]) -> None:
    """Take the place of queue and worker: deliver in this thread."""
    with enter(scope):
        deliver(sequences, lease=LEASE)


def relay(plan: RelayPlan | None = None) -> Relay:
    return Relay(deliver_here, plan)


def due_now() -> None:
    """Let every lease of the entered scope end, as time would."""
    Fact.objects.filter(delivered_at__isnull=True).update(lease_until=None)


def brands() -> list[str]:
    return sorted(Brand.objects.values_list("code", flat=True))
