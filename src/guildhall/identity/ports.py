"""What identity asks of those above it: to take mails along, and to know a person's apps.

Nobody waits for a mail server at the sign-in page.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from guildhall.identity.types import AppData
from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Reader:
    """Where the links of a mail lead, and in which language it is read."""

    root: str
    language: str


class Post(Protocol):
    def password_link(self, email: str, *, reader: Reader) -> None:
        """Send a link to set a new password, if anybody has that address."""

    def device_notice(self, device: UUID, *, address: str, reader: Reader) -> None:
        """Tell a person that a browser was used for their account for the first time."""


class LetIn(Protocol):
    """The apps that people let in."""

    def apps_of(self, user: UUID) -> tuple[AppData, ...]:
        """Return which apps a person let in, also those that they put out again."""

    def forget_apps(self, user: UUID, *, stamp: Stamp) -> None:
        """Put out every app that a person let in, and forget that they had."""


_bound: list[Post] = []
_let_in: list[LetIn] = []


def bind_post(post: Post) -> None:
    """Say who sends. Called once, by the composition root."""
    _bound[:] = [post]


def post() -> Post:
    return _bound[0]


def bind_let_in(let_in: LetIn) -> None:
    """Say who knows which apps people let in. Called once, by the composition root."""
    _let_in[:] = [let_in]


def let_in() -> LetIn:
    return _let_in[0]
