"""What customers ask of those outside: to take a code to whoever reads at an address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

from django.db import transaction


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A code on its way. The brand is whose shop asked for it."""

    to: str
    code: str
    brand: str
    locale: str
    minutes: int


class Courier(Protocol):
    """One way by which a code can be sent: by mail, or as a text message."""

    def send(self, code: CodeToSend) -> None:
        """Send it, or raise what keeps it from being sent."""


_couriers: dict[str, Courier] = {}
_sender: list[Callable[[UUID], object]] = []


def bind_couriers(couriers: dict[str, Courier], *, sender: Callable[[UUID], object]) -> None:
    """Say who takes codes along by kind of contact, and which job does so. Config does so once."""
    _couriers.clear()
    _couriers.update(couriers)
    _sender[:] = [sender]


def courier_for(kind: str) -> Courier | None:
    """Return who takes codes to contacts of a kind; None where nobody does."""
    return _couriers.get(kind)


def send_on_commit(code: UUID) -> None:
    """Hand a code to a worker once it is asked for."""
    transaction.on_commit(partial(_sender[0], code), robust=True)
