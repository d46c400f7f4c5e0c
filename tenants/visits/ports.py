"""What visits need of above: somebody who tells who comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from guildhall.kernel.stamp import Actor
from tenants.visits.types import Doorway, Question


class SignIn(Protocol):
    """Sends a browser to the public schema's sign-in, and reads who comes back."""

    def ask(self, door: Doorway) -> tuple[str, Question]:
        """Return where to send the browser, and what to remember until it comes back."""
        ...

    def answer(
        self, door: Doorway, question: Question, told: Mapping[str, str], *, at: datetime
    ) -> UUID:
        """Return who came back. Refuses with SignInRefused or HqUnreachable."""
        ...


class Admit(Protocol):
    """Makes a company's door known to the public issuer, and to it the person who goes there."""

    def __call__(self, door: Doorway, person: UUID, *, at: datetime) -> None: ...


class LookUp(Protocol):
    """Returns what a person of the public schema may do; None for who may not sign in there."""

    def __call__(self, person: UUID) -> Actor | None: ...


@dataclass(frozen=True, slots=True)
class PublicHost:
    """Where visitors come from, and what is known of them there."""

    sign_in: SignIn
    admit: Admit
    look_up: LookUp


_bound: list[PublicHost] = []


def bind_public_host(host: PublicHost) -> None:
    """Name who proves where visitors come from; config does so once, at start."""
    _bound[:] = [host]


def public_host() -> PublicHost:
    if not _bound:
        raise RuntimeError("no public host is bound: guildhall.config does it at start")
    return _bound[0]
