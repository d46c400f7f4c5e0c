"""What happens to where products are shown."""

from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel.events import Event, fact


@fact("catalog.listing_changed", subject="product:{code}")
@dataclass(frozen=True, kw_only=True, slots=True)
class ListingChanged(Event):
    """A product is shown on a channel from a moment on, or is not."""

    code: str
    channel: str
    published: bool
    published_from: datetime | None
