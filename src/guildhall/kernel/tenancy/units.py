"""Units of work: behind a transaction pooler, what may query outside an atomic block.

Without such a pooler they change nothing. Behind one, `unit` lets each statement outside
`transaction.atomic()` be a transaction of its own, and `request_unit` lets the reads of one
request share one. Neither makes several writes one: that is what `atomic` says.
"""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error

log = structlog.get_logger(__name__)


class Carrier(Protocol):
    """A connection that may be in a transaction which carries reads."""

    def end_carrier(self) -> None: ...
    def close(self) -> None: ...


class Unit:
    """One unit of work of one thread, as connections are a thread's own."""

    __slots__ = ("_carriers", "shares_reads")

    def __init__(self, *, shares_reads: bool) -> None:
        self.shares_reads = shares_reads
        self._carriers: list[Carrier] = []

    def note(self, carrier: Carrier) -> None:
        if carrier not in self._carriers:
            self._carriers.append(carrier)

    def rest(self) -> None:
        """End what carries reads; one that is lost loses nothing."""
        for carrier in self._carriers:
            try:
                carrier.end_carrier()
            except Error as error:
                log.warning("carrier_lost", error=type(error).__name__)
                carrier.close()
        self._carriers.clear()


_here = threading.local()


def current() -> Unit | None:
    """Return the unit that this thread is in, if any."""
    found: Unit | None = getattr(_here, "unit", None)
    return found


@contextmanager
def unit() -> Iterator[None]:
    """Run a job or a command: each statement outside an atomic block stands by itself."""
    outer = _begin(Unit(shares_reads=False))
    try:
        yield
    finally:
        _end(outer)


@contextmanager
def request_unit() -> Iterator[None]:
    """Run a request, or a part of its body: reads outside an atomic block share one."""
    outer = _begin(Unit(shares_reads=True))
    try:
        yield
    finally:
        _end(outer)


@asynccontextmanager
async def async_request_unit() -> AsyncIterator[None]:
    """Run an asynchronous request, whose queries all run in one thread beside the loop."""
    if settings.POOLER != "transaction":
        yield
        return
    outer = await sync_to_async(_begin)(Unit(shares_reads=True))
    try:
        yield
    finally:
        await sync_to_async(_end)(outer)


def _begin(new: Unit) -> Unit | None:
    outer = current()
    _here.unit = new
    return outer


def _end(outer: Unit | None) -> None:
    """Come back to the outer unit; its carriers, if it has any, end with the inner one's."""
    ended = current()
    _here.unit = outer
    if ended is not None:
        ended.rest()
