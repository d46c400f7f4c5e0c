"""What payments asks of providers. One adapter a vendor implements it; config binds them.

An adapter calls the network, so it is never called inside a transaction, and holds no database
connection. It raises nothing that a vendor can answer: a timeout, a cut line or a 5xx is the
outcome `unknown`, a no is `refused` with one of our reasons and the vendor's own code beside it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

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
