"""What the way in needs from those above it; config binds both at start."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from guildhall.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """The person who opened a company. `secret` is the link that is sent to them."""

    email: str
    name: str
    secret: str


type InviteOwner = Callable[[FirstOwner, Stamp], None]
type Pursue = Callable[[UUID], None]

_inviting: list[InviteOwner] = []
_pursuing: list[Pursue] = []


def bind_openings(*, invite: InviteOwner, pursue: Pursue) -> None:
    """Name what invites a first owner in the scope in force, and what sends the job."""
    _inviting[:] = [invite]
    _pursuing[:] = [pursue]


def invite_owner(owner: FirstOwner, stamp: Stamp) -> None:
    _inviting[0](owner, stamp)


def pursue_soon(opening: UUID) -> None:
    """Ask a worker to go on with an opening; what is lost here is found by the sweep."""
    _pursuing[0](opening)
