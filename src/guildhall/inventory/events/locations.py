"""What happens to places of stock, and which channel sells from them."""

from dataclasses import dataclass

from guildhall.kernel.events import Event, fact


@fact("location.opened", subject="location:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LocationOpened(Event):
    code: str
    kind: str


@fact("location.changed", subject="location:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LocationChanged(Event):
    """A place has another name, or lies elsewhere on the globe."""

    code: str


@fact("location.closed", subject="location:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LocationClosed(Event):
    code: str


@fact("location.reopened", subject="location:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class LocationReopened(Event):
    code: str


@fact("stock.sources_changed", subject="channel:{channel}")
@dataclass(frozen=True, kw_only=True, slots=True)
class SourcesChanged(Event):
    """A channel sells from other places, or asks them in another order."""

    channel: str
    locations: tuple[str, ...]
