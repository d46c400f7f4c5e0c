"""Facts: what happened, in the past tense, immutable, committed with the change itself.

A fact class is a frozen dataclass below `Event`, registered under its wire name:

    @fact("order.placed", subject="order:{number}")
    @dataclass(frozen=True, kw_only=True, slots=True)
    class OrderPlaced(Event):
        number: str
        total: Money

Facts carry no personal data: they are kept for good and travel far.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.db import DEFAULT_DB_ALIAS, transaction
from pydantic import TypeAdapter

from guildhall.kernel.changes import Changes
from guildhall.kernel.hints import hint_on_commit
from guildhall.kernel.ids import new_id
from guildhall.kernel.models import Fact
from guildhall.kernel.personal import address_in_fact
from guildhall.kernel.rows import Statement, insert_rows, insertion
from guildhall.kernel.stamp import Actor, Stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What every fact has: who did it and when."""

    stamp: Stamp
    type: ClassVar[str] = ""
    subject: ClassVar[str] = ""


_registry: dict[str, type[Event]] = {}


def fact[E: Event](name: str, *, subject: str) -> Callable[[type[E]], type[E]]:
    """Register a fact class under its wire name.

    `subject` is a format over the fact's fields. Facts of one subject are delivered in order.
    """

    def register(cls: type[E]) -> type[E]:
        if name in _registry and _registry[name].__qualname__ != cls.__qualname__:
            raise ValueError(f"two facts are called {name}")
        cls.type = name
        cls.subject = subject
        _registry[name] = cls
        return cls

    return register


def registered() -> dict[str, type[Event]]:
    """Return every fact class of this process by wire name."""
    return dict(_registry)


@cache
def _adapter(type_: str) -> TypeAdapter[Any]:
    return TypeAdapter(_registry[type_])


def record(event: Event, *, changes: Changes | None = None, using: str = DEFAULT_DB_ALIAS) -> Fact:
    """Write the fact in the running transaction and return its row.

    `changes` tells what an edit changed, as `kernel.changes.edit` returns it.
    Raises TransactionManagementError outside one: a change and its fact commit together.
    """
    row = _row(event)
    row.changes = changes or None
    _write([row], using)
    return row


def record_all(events: Sequence[Event], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Write many facts in one statement, in their order; otherwise as `record` does."""
    _write([_row(event) for event in events], using)


def recording(events: Sequence[Event]) -> Statement:
    """Return the statement that writes facts, for a caller who sends it with others.

    Raises TransactionManagementError outside a transaction, as `record` does.
    """
    _must_be_in_transaction(DEFAULT_DB_ALIAS)
    if not events:
        return Statement("", ())
    hint_on_commit(DEFAULT_DB_ALIAS)
    return insertion([_row(event) for event in events])


def _write(rows: Sequence[Fact], using: str) -> None:
    _must_be_in_transaction(using)
    if rows:
        insert_rows(rows, reading="sequence", using=using)
        hint_on_commit(using)


def _must_be_in_transaction(using: str) -> None:
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError(
            "record() needs the transaction of the change"
        )


def _row(event: Event) -> Fact:
    payload = _adapter(event.type).dump_python(event, mode="json", exclude={"stamp"})
    return Fact(
        fact_id=new_id(),
        type=event.type,
        subject=event.subject.format(**payload),
        payload=payload,
        occurred_at=event.stamp.at,
        actor_kind=event.stamp.by.kind,
        actor_name=event.stamp.by.name,
        request_id=event.stamp.request_id,
        actor_via=event.stamp.origin.via,
        session=event.stamp.origin.session,
        address=address_in_fact(event.stamp),
        reason=str(payload.get("reason", ""))[:200],
    )


def read(row: Fact) -> Event:
    """Return the fact that a row holds."""
    stamp = Stamp(Actor(row.actor_kind, row.actor_name), row.occurred_at, row.request_id)
    event: Event = _adapter(row.type).validate_python({**row.payload, "stamp": stamp})
    return event
