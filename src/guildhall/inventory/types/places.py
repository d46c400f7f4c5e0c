"""Places that hold stock, and which of them a channel sells from."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.inventory.states import Removal
from guildhall.inventory.types.sourcing import Point


@dataclass(frozen=True, slots=True)
class LocationCard:
    """A place that holds stock. `store` is the shop that it belongs to, if any."""

    id: UUID
    code: str
    name: str
    kind: str
    removal: str = Removal.FEFO.value
    """Which lot leaves first."""
    store: str = ""
    point: Point | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def version(self) -> str:
        """Name the present state: whatever is told of a place is in it."""
        return _digest(
            self.id, self.name, self.kind, self.removal, self.store, self.point, self.closed_at
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """The places that a channel sells from; what is first in the list is asked first."""

    channel: str
    places: tuple[LocationCard, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(place.code for place in self.places)

    @property
    def version(self) -> str:
        return _digest(self.channel, *self.codes)


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:24]
