"""Who takes mails about accounts along. Nobody waits for a mail server at the sign-in page."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


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


_bound: list[Post] = []


def bind_post(post: Post) -> None:
    """Say who sends. Called once, by the composition root."""
    _bound[:] = [post]


def post() -> Post:
    return _bound[0]
