"""What payments asks of providers. One adapter a vendor implements it; config binds them.

An adapter calls the network, so it is never called inside a transaction, and holds no database
connection. It raises nothing that a vendor can answer: a timeout, a cut line or a 5xx is the
outcome `unknown`, a no is `refused` with one of our reasons and the vendor's own code beside it.

The reference of a step names one movement: what moves twice (two captures, two refunds) has two
references, or one whose amount is that of both. A success always has one. An answer, a
notification and a look name the same movement by the same reference.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction

from guildhall.kernel.money import Money
from guildhall.payments.errors import ProviderNotBound
from guildhall.payments.states import Ability
from guildhall.payments.types import (
    Account,
    Answer,
    BillLine,
    Change,
    Notice,
    PaymentOrder,
    Received,
    Receiver,
    Reply,
    SplitAnswer,
    SplitOrder,
    SplitReturn,
    Standing,
)

type Work = Callable[[UUID], None]
type Later = Callable[[UUID, timedelta], None]
type Worth = Callable[[str, str], Money | None]


class Provider(Protocol):
    """A vendor that moves money for a reference."""

    @property
    def code(self) -> str:
        """The vendor's name in rows and settings, such as `stripe`."""

    @property
    def abilities(self) -> frozenset[Ability]: ...

    def begin(self, account: Account, order: PaymentOrder) -> Answer:
        """Ask for money: authorized, or charged at once. The same key again asks for no more."""

    def capture(self, account: Account, change: Change) -> Answer:
        """Take what was authorized, or a part of it."""

    def void(self, account: Account, change: Change) -> Answer:
        """Call off what nobody paid yet: an authorization, an open order, a scan in doubt."""

    def refund(self, account: Account, change: Change) -> Answer:
        """Give back a charge, or a part of it."""

    def look(self, account: Account, change: Change) -> Standing:
        """Return all that the vendor knows of a payment and of one change of it."""

    def read_notice(self, account: Account, received: Received) -> Notice:
        """Return what a notification says. Refuses with NoticeForged."""

    def reply(self, *, accepted: bool) -> Reply:
        """Return what the vendor wants to hear to a notification."""


class Biller(Protocol):
    """A provider that gives out bills by day, lines in the vendor's order, never all in memory."""

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        """Return a day's bill. Refuses with BillNotReady, BillGone or BillBroken."""


class Splitter(Protocol):
    """A provider that shares what was charged among receivers."""

    def add_receiver(self, account: Account, receiver: Receiver) -> Answer: ...

    def split(self, account: Account, order: SplitOrder) -> SplitAnswer: ...

    def look_split(self, account: Account, order: SplitOrder) -> SplitAnswer: ...

    def return_leg(self, account: Account, back: SplitReturn) -> Answer: ...

    def look_return(self, account: Account, back: SplitReturn) -> Answer: ...

    def unfreeze(self, account: Account, order: SplitOrder) -> SplitAnswer: ...


_bound: dict[str, Provider] = {}
_work: list[tuple[Work, Work]] = []
_later: list[Later] = []
_worth: list[Worth] = []


def bind_work(*, call: Work, read: Work, later: Later | None = None) -> None:
    """Say who makes calls and reads notifications soon. What is told twice is done once.

    `later` looks after a call in seconds, where a sweep would come too late.
    """
    _work[:] = [(call, read)]
    _later[:] = [later] if later else []


def bind_worth(worth: Worth) -> None:
    """Say who knows what a reference comes to, in a currency. Called once, by the composition."""
    _worth[:] = [worth]


def worth_of(reference: str, currency: str) -> Money | None:
    """Return what a reference comes to; it stays so until the transaction ends.

    None where nobody knows: then what was authorized is the limit. Whoever asks holds no lock of
    a payment yet.
    """
    return _worth[0](reference, currency) if _worth else None


def call_after_commit(call: UUID, *, wait: timedelta) -> None:
    """Look after a call some seconds after it is committed. If that is lost, the sweep does."""
    for told in _later:
        transaction.on_commit(partial(told, call, wait), robust=True)


def call_now(call: UUID) -> None:
    """Ask a worker for a call that is committed."""
    for told, _ in _work:
        told(call)


def call_on_commit(call: UUID) -> None:
    """Make a call once it is committed. If nobody can be told, the sweep finds it."""
    for told, _ in _work:
        transaction.on_commit(partial(told, call), robust=True)


def read_on_commit(notice: UUID) -> None:
    """Read a notification once it is committed."""
    for _, told in _work:
        transaction.on_commit(partial(told, notice), robust=True)


def bind_providers(providers: Mapping[str, Provider]) -> None:
    """Say who moves money. Called once, by the composition root."""
    _bound.clear()
    _bound.update(providers)


def provider(code: str) -> Provider:
    """Return the adapter of a vendor. Refuses with ProviderNotBound."""
    found = _bound.get(code)
    if found is None:
        raise ProviderNotBound(provider=code)
    return found


def providers() -> Mapping[str, Provider]:
    return dict(_bound)
