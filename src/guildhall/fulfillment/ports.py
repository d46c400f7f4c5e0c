"""What fulfillment asks of carriers. One adapter a vendor implements it; config binds them.

An adapter calls the network, so it is never called inside a transaction. It raises nothing that
a vendor can answer: a timeout, a cut line or a 5xx is the outcome `unknown`, a no is `refused`
with one of our reasons and the vendor's own code beside it.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from guildhall.fulfillment.errors import CarrierNotBound, NoticeForged, NoticeUnreadable
from guildhall.fulfillment.states import Ability, Outcome, Reason
from guildhall.fulfillment.types import Account, Answer, Followed, LabelOrder, Notice, Received


class Carrier(Protocol):
    """A vendor that carries parcels, sells labels or follows parcels of others."""

    @property
    def code(self) -> str:
        """The vendor's name in rows and settings, such as `aftership`."""

    @property
    def abilities(self) -> frozenset[Ability]: ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets that an account needs."""

    @property
    def more_secrets(self) -> tuple[str, ...]:
        """The names of those that it may have besides."""

    def check(self, account: Account) -> Answer:
        """Ask for anything that costs nothing: `done` where the account is let in."""

    def rates(self, account: Account, order: LabelOrder) -> Answer:
        """Return what a label costs, by service. Nothing is bought."""

    def label(self, account: Account, order: LabelOrder) -> Answer:
        """Buy a label at the order's rate. Whoever calls has asked before what became of it."""

    def look_label(self, account: Account, order: LabelOrder) -> Answer:
        """Return what became of a label that may have been bought; `absent` where it was not."""

    def void(self, account: Account, key: str, vendor_reference: str) -> Answer:
        """Give a label back."""

    def register(self, account: Account, followed: Followed) -> Answer:
        """Ask to be told of a tracking. Twice is once."""

    def look(self, account: Account, followed: Followed) -> Answer:
        """Return all that the vendor knows of a tracking."""

    def verify(self, account: Account, received: Received) -> None:
        """Refuse with NoticeForged what the vendor did not send."""

    def read_notice(self, account: Account, received: Received) -> Notice:
        """Return what a verified notification says. Refuses with NoticeUnreadable."""


class ByHand:
    """A carrier that nobody here talks to: its numbers come from a file or by hand."""

    code = "manual"
    abilities: frozenset[Ability] = frozenset()
    secrets: tuple[str, ...] = ()
    more_secrets: tuple[str, ...] = ()

    def check(self, account: Account) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def rates(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def label(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def look_label(self, account: Account, order: LabelOrder) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def void(self, account: Account, key: str, vendor_reference: str) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def register(self, account: Account, followed: Followed) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def look(self, account: Account, followed: Followed) -> Answer:  # noqa: ARG002 - the port
        return NEVER

    def verify(self, account: Account, received: Received) -> None:  # noqa: ARG002 - the port
        raise NoticeForged

    def read_notice(self, account: Account, received: Received) -> Notice:  # noqa: ARG002 - the port
        raise NoticeUnreadable


NEVER = Answer(Outcome.REFUSED, reason=Reason.NOT_ENABLED)


_bound: dict[str, Carrier] = {}


def bind_carriers(carriers: Mapping[str, Carrier]) -> None:
    """Say who carries. Called once, by the composition root."""
    _bound.clear()
    _bound.update(carriers)


def carrier(code: str) -> Carrier:
    """Return the adapter of a vendor. Refuses with CarrierNotBound."""
    found = _bound.get(code)
    if found is None:
        raise CarrierNotBound(vendor=code)
    return found


def carriers() -> Mapping[str, Carrier]:
    return dict(_bound)


_call: list[Callable[[str], None]] = []


def bind_calls(run: Callable[[str], None]) -> None:
    """Name who makes a call that was just written; config does so once, at start."""
    _call[:] = [run]


def call_soon(call: str) -> None:
    """Have a call made beside this one. What is lost on the way, the clock asks for again."""
    for run in _call:
        run(call)
