"""Where products are shown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListingCard:
    """Whether a product is shown on a channel. Without a listing its price alone decides.

    `variants_priced`: how many of its variants have a price there; without one, nothing shows.
    """

    channel: str
    name: str
    is_listed: bool
    is_published: bool
    published_from: datetime | None
    variants_priced: int
    scopes: tuple[str, ...]

    def is_shown(self, at: datetime) -> bool:
        opened = self.published_from is None or self.published_from <= at
        return self.is_published and opened and self.variants_priced > 0
